"""The watch over sources that no visit ends for: never reached, or filled by others.

It goes round on the schedule. How long it has been there itself is a row: after downtime a source is not
called late for the hours in which nobody was there to visit it.
"""

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from crawlers.health.record import judge_source
from crawlers.health.thresholds import thresholds
from huiying.core.database import Database
from huiying.core.models import DueTask, Source

MARK = "health:watch"
_AWAY = timedelta(minutes=5)


def watch(database: Database, now: datetime) -> int:
    """Judge the enabled sources that nobody visits though they are due, and those that are expected to
    bring something by a time of their own. Returns how many changed their state."""
    with database.write() as session:
        watched_from = _watched_from(session, now)
        ids = _left_alone(session, now)
    return sum(_changed(database, source_id, now, watched_from) for source_id in ids)


def _watched_from(session: Session, now: datetime) -> datetime:
    mark = session.get(DueTask, MARK)
    if mark is None:
        mark = DueTask(name=MARK, due_at=now, done_at=now)
        session.add(mark)
    elif mark.done_at is None or now - mark.done_at > _AWAY:
        mark.due_at = now
    mark.done_at = now
    return mark.due_at


def _left_alone(session: Session, now: datetime) -> list[int]:
    late = now - timedelta(minutes=thresholds().late_minutes)
    unvisited = and_(
        Source.address.is_not(None),
        Source.next_due_at < late,
        or_(Source.lease_until.is_(None), Source.lease_until <= now),
    )
    query = select(Source.id).where(Source.enabled, or_(unvisited, Source.expected_hours.is_not(None)))
    return list(session.scalars(query))


def _changed(database: Database, source_id: int, now: datetime, watched_from: datetime) -> bool:
    """One short transaction a source."""
    with database.write() as session:
        source = session.get_one(Source, source_id)
        before = source.state
        return judge_source(session, source, now, watched_from=watched_from).state != before
