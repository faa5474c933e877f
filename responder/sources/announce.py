"""Telling the administrators: unsettled changes of health are claimed and their notices queued, in one
transaction. The crawler only writes the changes; it knows nobody who could be told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from huiying.core.database import Database
from huiying.core.models import HealthChange, Source
from responder.outbox.people import ADMINISTRATOR
from responder.outbox.queue import queue
from responder.sources.gathering import by_source, plan
from responder.sources.telling import letter

_UNSETTLED = HealthChange.settled_at.is_(None)
_NAMED = select(Source.id, Source.name)


def announce(database: Database, now: datetime) -> int:
    """Tell of what is worth telling at `now`; returns how many notices were queued.

    Safe to call as often as one likes, in several processes: each change is settled once.
    """
    with database.read() as session:
        if session.scalar(select(HealthChange.id).where(_UNSETTLED).limit(1)) is None:
            return 0
    with database.write() as session:
        made = plan(_unsettled(session, now, Source.enabled.is_(True)), now, _told_at(session))
        # Nobody waits for a source that was switched off.
        _settle(session, [*made.fold, *_unsettled(session, now, Source.enabled.is_(False))], "folded", now)
        told = _settle(session, made.tell, "told", now)
        return _tell(session, told, now) if told else 0


def _unsettled(session: Session, now: datetime, of: ColumnElement[bool]) -> Sequence[HealthChange]:
    query = select(HealthChange).join(Source, Source.id == HealthChange.source_id)
    return session.scalars(query.where(_UNSETTLED, HealthChange.at <= now, of)).all()


def _told_at(session: Session) -> datetime | None:
    query = select(func.max(HealthChange.settled_at)).where(HealthChange.settled_as == "told")
    return session.scalar(query)


def _settle(
    session: Session, changes: Sequence[HealthChange], how: str, now: datetime
) -> Sequence[HealthChange]:
    """The changes that are ours to settle: another process may have been faster."""
    if not changes:
        return []
    claim = (
        update(HealthChange)
        .where(HealthChange.id.in_([change.id for change in changes]), _UNSETTLED)
        .values(settled_at=now, settled_as=how)
        .returning(HealthChange)
    )
    return session.scalars(claim).all()


def _tell(session: Session, told: Sequence[HealthChange], now: datetime) -> int:
    news = by_source(told)
    ids = [it.source_id for it in news]
    names = {row.id: row.name for row in session.execute(_NAMED.where(Source.id.in_(ids)))}
    said = letter(news, names, *_failing_of(session))
    queued = queue(
        session,
        kind="source",
        duty=ADMINISTRATOR,
        unit_id=None,
        subject=said.subject,
        lines=said.lines,
        link=said.link,
        now=now,
        occasion=f"sources-{max(change.id for change in told)}",
    )
    return len(queued)


def _failing_of(session: Session) -> tuple[int, int]:
    """How many of the sources that are visited cannot be, and how many there are."""
    visited = Source.enabled & Source.address.is_not(None)
    failing = select(func.count()).where(visited, Source.state == "failing")
    return session.scalar(failing) or 0, session.scalar(select(func.count()).where(visited)) or 0
