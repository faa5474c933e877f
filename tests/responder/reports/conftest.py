"""A week of records, put in row by row so that every figure can be counted by hand."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from huiying.core.clock import SHANGHAI
from huiying.core.database import Database
from huiying.core.models import (
    Assignment,
    Case,
    Clock,
    Event,
    EventPost,
    Post,
    PostAssessment,
    Source,
    Unit,
)


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    """A moment of November 2026 in the park; the 16th is the Monday of week 47."""
    return datetime(2026, 11, 1, hour, minute, tzinfo=SHANGHAI) + timedelta(days=day - 1)


@dataclass
class Ledger:
    """Adds rows; each method commits and returns what was stored."""

    database: Database
    source: Source = field(init=False)
    office: Unit = field(init=False)
    bureau: Unit = field(init=False)
    village: Unit = field(init=False)

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self.source = self.add(
            Source(
                name="本地论坛", kind="site", channel="forum", address="https://x.example/", created_at=at(1)
            )
        )
        self.office = self.add(Unit(name="办公室", is_office=True))
        self.bureau = self.add(Unit(name="执法局"))
        self.village = self.add(Unit(name="某某村"))

    def add(self, row: Any) -> Any:
        with self.database.write() as session:
            session.add(row)
        return row

    def post(
        self,
        when: datetime,
        channel: str = "forum",
        *,
        relevant: bool | None = None,
        topic: str = "环境保护",
        sentiment: str = "negative",
        archive: bool = False,
    ) -> Post:
        """A post; assessed where `relevant` is said."""
        number = next(self._numbers)
        post: Post = self.add(
            Post(
                source_id=self.source.id,
                key=f"post-{number}",
                channel=channel,
                text="夜里气味很大",
                detected_at=when,
                content_hash=f"{number:064d}",
                archive=archive,
                assessed_at=None if relevant is None else when,
            )
        )
        if relevant is not None:
            self.add(
                PostAssessment(
                    post_id=post.id,
                    assessed_at=when,
                    model_version="1",
                    relevant=relevant,
                    relevance=float(relevant),
                    topic=topic,
                    appeal="complaint",
                    sentiment=sentiment,
                    sentiment_score=0.0,
                    rumor=0.0,
                    heat=1.0,
                    verdict={},
                )
            )
        return post

    def event(self, title: str, *posts: Post, **more: Any) -> Event:
        values: dict[str, Any] = {"first_at": at(16), "last_at": at(17), "detected_at": at(16), **more}
        event: Event = self.add(Event(key=f"event-{next(self._numbers)}", title=title, **values))
        for post in posts:
            self.add(EventPost(post_id=post.id, event_id=event.id, joined_at=at(17)))
        return event

    def case(self, opened: datetime, *, closed: datetime | None = None, **more: Any) -> Case:
        values: dict[str, Any] = {"kind": "opinion", "title": "某厂夜间异味", "archive": False, **more}
        values.setdefault("detected_at", opened)
        case: Case = self.add(
            Case(
                number=f"2026-{next(self._numbers):04d}",
                opened_at=opened,
                opened_by="machine",
                opened_why="达到三级响应",
                closed_at=closed,
                **values,
            )
        )
        return case

    def clock(
        self,
        case: Case,
        *,
        anchor: datetime,
        due: datetime,
        met: datetime | None = None,
        ended: datetime | None = None,
        milestone: str = "response",
        holder: str = "unit",
        unit: Unit | None = None,
        **more: Any,
    ) -> Clock:
        """A clock; met ones end when they are met unless `ended` says otherwise."""
        values: dict[str, Any] = {"planned_at": anchor, **more}
        clock: Clock = self.add(
            Clock(
                case_id=case.id,
                milestone=milestone,
                holder=holder,
                holder_unit_id=unit.id if unit else None,
                anchor="detected",
                anchor_at=anchor,
                due_at=due,
                span_seconds=int((due - anchor).total_seconds()),
                calendar="wall",
                basis="国办发〔2016〕61号",
                policy={},
                met_at=met,
                missed_at=due if met is None or met > due else None,
                ended_at=ended or met,
                **values,
            )
        )
        return clock

    def assign(self, case: Case, unit: Unit, when: datetime) -> Assignment:
        given: Assignment = self.add(
            Assignment(case_id=case.id, lead_unit_id=unit.id, supporting_unit_ids=[], by="office", at=when)
        )
        return given


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)
