"""The posts for which it is not yet decided whether they open or join a case."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from huiying.core.models import CasePost, EventPost, Post, PostAssessment
from responder.intake.rows import MESSAGES

_COLUMNS = (
    Post.id,
    Post.channel,
    Post.title,
    Post.text,
    Post.source_id,
    Post.author_hash,
    Post.published_at,
    Post.detected_at,
    Post.archive,
    PostAssessment.appeal,
    PostAssessment.topic,
    PostAssessment.grade,
    PostAssessment.level,
    PostAssessment.tier,
    PostAssessment.unit,
    func.coalesce(PostAssessment.verdict["ask_unit"].as_boolean(), False),
    EventPost.event_id,
    EventPost.duplicate_of_id,
    CasePost.case_id,
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One post as the opening rule sees it. `event_id` is None where clustering had to give it up,
    `case_id` that of the message case it is in."""

    id: int
    channel: str
    title: str | None
    text: str | None
    source_id: int
    author_hash: str | None
    published_at: datetime | None
    detected_at: datetime
    archive: bool
    appeal: str
    topic: str
    grade: int | None
    level: int | None
    tier: int | None
    unit: str | None
    ask_unit: bool
    event_id: int | None
    duplicate_of_id: int | None
    case_id: int | None

    @property
    def is_message(self) -> bool:
        """Whether somebody wrote to the government and is owed an answer."""
        return self.channel in MESSAGES

    @property
    def at(self) -> datetime:
        """When it was published, or detected where that is unknown."""
        return self.published_at or self.detected_at

    def is_old(self, horizon: timedelta) -> bool:
        """Whether it was old news already when it was detected (domain.md, "When a case opens")."""
        return self.at < self.detected_at - horizon


def unconsidered(session: Session, limit: int) -> list[Arrival]:
    """The oldest posts that have their event and wait for this decision."""
    waits = (PostAssessment.placed_at.is_not(None), PostAssessment.considered_at.is_(None))
    return _arrivals(session, select(*_COLUMNS).where(*waits).order_by(PostAssessment.post_id).limit(limit))


def of_event(session: Session, event_id: int, since: datetime | None, limit: int) -> list[Arrival]:
    """The newest posts of an event, of those detected after `since`."""
    query = select(*_COLUMNS).where(EventPost.event_id == event_id).order_by(Post.id.desc()).limit(limit)
    return _arrivals(session, query.where(Post.detected_at > since) if since else query)


def settle(session: Session, posts: list[Arrival], now: datetime) -> None:
    """Record that it was decided."""
    ids = [post.id for post in posts]
    decided = update(PostAssessment).where(PostAssessment.post_id.in_(ids)).values(considered_at=now)
    session.execute(decided.execution_options(synchronize_session=False))


def _arrivals(session: Session, query: Any) -> list[Arrival]:
    joined = query.join(PostAssessment, PostAssessment.post_id == Post.id)
    joined = joined.outerjoin(EventPost, EventPost.post_id == Post.id)
    rows = session.execute(joined.outerjoin(CasePost, CasePost.post_id == Post.id))
    return [Arrival(*row) for row in rows]
