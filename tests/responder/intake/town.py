"""A small town for the intake: its units, its sources, and posts put straight into the database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.analyst import Analyst
from huiying.core.database import Database
from huiying.core.models import Case, Event, Post, Source
from responder.clocks.policy import Policy
from responder.intake import IntakeSummary, drain

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # a Monday, 09:00 in the park
CHANNELS = {"park": "news", "weibo": "weibo", "forum": "forum", "mailbox": "message", "hotline": "hotline"}


@dataclass
class Town:
    """One database with units and sources; `post` puts a text into it, `take_in` does the whole intake."""

    database: Database
    analyst: Analyst
    policy: Policy
    keys: list[str] = field(default_factory=list)

    def post(self, source: str, text: str, **values: Any) -> int:
        at = values.pop("at", NOW)
        self.keys.append(str(len(self.keys)))
        row: dict[str, Any] = {"published_at": at, "detected_at": at, "archive": False, **values}
        with self.database.write() as session:
            found = session.scalars(select(Source).where(Source.name == source)).one()
            post = Post(
                source_id=found.id,
                channel=found.channel,
                key=self.keys[-1],
                content_hash=self.keys[-1],
                text=text,
                **row,
            )
            session.add(post)
            session.flush()
            return post.id

    def take_in(self, now: datetime = NOW) -> IntakeSummary:
        return drain(self.database, self.analyst, self.policy, now)

    def all(self, model: type[Any]) -> list[Any]:
        with self.database.read() as session:
            return list(session.scalars(select(model).order_by(*model.__table__.primary_key)))

    def cases(self, kind: str) -> list[Case]:
        return [case for case in self.all(Case) if case.kind == kind]

    def event(self) -> Event:
        (event,) = [event for event in self.all(Event) if event.merged_into_id is None]
        assert isinstance(event, Event)
        return event

    def change(self, deed: Callable[[Session], None]) -> None:
        with self.database.write() as session:
            deed(session)
