"""A statement about posts, narrowed to those that are wanted, newest first or oldest first, by key."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, select
from sqlalchemy.orm import Session

from dashboard.queries.posts.wanted import Wanted
from huiying.core.fulltext.matching import search
from huiying.core.models import EventPlace, EventPost, Post, PostAssessment


def find(
    session: Session,
    statement: Any,
    wanted: Wanted,
    *,
    beyond: int | None = None,
    limit: int,
    oldest_first: bool = False,
) -> Any:
    """The statement (of Post, with PostAssessment joined from here) narrowed, ordered by id and bounded.

    `beyond` is the key of the last post that was seen.
    """
    statement = statement.join(PostAssessment, PostAssessment.post_id == Post.id, isouter=not _judged(wanted))
    statement, key = search(session, statement, wanted.asked)
    statement = statement.where(*_conditions(wanted), *_between(session, wanted, key))
    if beyond is not None:
        statement = statement.where(key > beyond if oldest_first else key < beyond)
    return statement.order_by(key.asc() if oldest_first else key.desc()).limit(limit)


def _judged(wanted: Wanted) -> bool:
    """Whether only assessed posts can be meant: then the database may begin with the assessments."""
    given = (wanted.topic, wanted.sentiment, wanted.relevant in ("yes", "no"))
    return any(given) or wanted.tier is not None or wanted.level is not None


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [
        column == value
        for column, value in (
            (Post.source_id, wanted.source),
            (Post.channel, wanted.channel),
            (PostAssessment.topic, wanted.topic),
            (PostAssessment.sentiment, wanted.sentiment),
        )
        if value not in (None, "")
    ]
    found += [_grade(PostAssessment.tier, wanted.tier)] if wanted.tier is not None else []
    found += [_grade(PostAssessment.level, wanted.level)] if wanted.level is not None else []
    found += [Post.id.in_(_of_place(wanted.place))] if wanted.place else []
    return found + _relevance(wanted.relevant)


def _of_place(place: str) -> Select[int]:
    of_events = select(EventPlace.event_id).where(EventPlace.place == place)
    return select(EventPost.post_id).where(EventPost.event_id.in_(of_events))


def _grade(column: Any, value: int) -> ColumnElement[bool]:
    matches: ColumnElement[bool] = column.is_(None) if value == 0 else column == value
    return matches


def _relevance(asked: str) -> list[ColumnElement[bool]]:
    if asked == "waiting":
        return [and_(PostAssessment.post_id.is_(None), Post.set_aside_at.is_(None))]
    return [PostAssessment.relevant.is_(asked == "yes")] if asked else []


def _between(session: Session, wanted: Wanted, key: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """The time range, and the range of ids in which it lies: so a search ends where the range ends."""
    found: list[ColumnElement[bool]] = []
    if wanted.start:
        first = first_since(session, wanted.start)
        found += [Post.detected_at >= wanted.start, key >= first if first is not None else false()]
    if wanted.end:
        last = _edge(session, func.max, Post.detected_at < wanted.end)
        found += [Post.detected_at < wanted.end, key <= last if last is not None else false()]
    return found


def first_since(session: Session, start: datetime) -> int | None:
    """The first post received since then."""
    return _edge(session, func.min, Post.detected_at >= start)


def _edge(session: Session, extreme: Any, within: ColumnElement[bool]) -> int | None:
    """From the index of moments alone; the offset keeps PostgreSQL from walking the ids instead."""
    inner = select(Post.id).where(within).offset(0).subquery()
    return session.scalar(select(extreme(inner.c.id)))
