"""What the API reads of the people on duty: posts, shifts, absences, hand-overs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.queries import roster
from huiying.core.models import Absence, Handover, Shift, User
from responder.duty.members import Member
from responder.duty.words import POSTS

Row = dict[str, Any]
SHIFT_FIELDS = ("id", "post", "phone", "starts_at", "ends_at", "dropped_at", "dropped_why")
ABSENCE_FIELDS = (
    *("id", "kind", "person", "deputy", "powers", "starts_at", "ends_at", "reason", "ended_at"),
)
HANDOVER_FIELDS = ("id", "note", "out_by", "out_at", "in_by", "in_at", "in_note")


def on_duty(session: Session, now: datetime) -> list[Row]:
    """Every post with whoever is there, or stands in."""
    return [
        {"post": post, **vars(one)} for post, one in zip(POSTS, roster.posts_now(session, now), strict=True)
    ]


def shifts(session: Session, *, since: datetime | None, before: int | None, limit: int) -> list[Row]:
    """Up to `limit` shifts, those entered last first; with `since` only what ends later and stands."""
    query = select(Shift, User.name).join(User, User.id == Shift.user_id)
    if since is not None:
        query = query.where(Shift.ends_at > since, Shift.dropped_at.is_(None))
    if before is not None:
        query = query.where(Shift.id < before)
    found = session.execute(query.order_by(Shift.id.desc()).limit(limit))
    return [{"user": name, **_fields(one, SHIFT_FIELDS)} for one, name in found]


def shift(session: Session, one: Shift) -> Row:
    """One shift."""
    return {"user": session.get_one(User, one.user_id).name, **_fields(one, SHIFT_FIELDS)}


def people(own: Sequence[Member], deputies: Sequence[Member]) -> list[Row]:
    """Each person once, by the token that an absence takes."""
    mine, found = {one.token for one in own}, {one.token: one for one in [*own, *deputies]}
    return [
        {"token": token, "name": one.name, "own": token in mine, "reachable": one.is_reachable}
        for token, one in found.items()
    ]


def absences(session: Session, user: User, now: datetime) -> list[Row]:
    """Who is away or has delegated, now and in the next two months."""
    return [absence(line.absence) for line in roster.away(session, user, now)]


def absence(one: Absence) -> Row:
    """One absence."""
    return _fields(one, ABSENCE_FIELDS)


def handovers(session: Session, *, before: int | None, limit: int) -> list[Row]:
    """Up to `limit` hand-overs, the newest first."""
    query = select(Handover).order_by(Handover.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Handover.id < before)
    return [_fields(one, HANDOVER_FIELDS) for one in session.scalars(query)]


def handover(one: Handover) -> Row:
    """One hand-over with what was open."""
    return _fields(one, (*HANDOVER_FIELDS, "state"))


def _fields(record: Any, names: Sequence[str]) -> Row:
    return {name: getattr(record, name) for name in names}
