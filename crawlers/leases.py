"""Who visits which source: leases taken and given back by conditional UPDATE, and what a visit left.

A lease is short and renewed by the heartbeat of the process that holds it. When that process dies, the
lease runs out and the next round takes the source over; nothing is lost, because what was stored is
stored and what was not is asked for again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CursorResult, Update, or_, select, update
from sqlalchemy.orm import Session

from crawlers import sites
from crawlers.health import record
from crawlers.health.facts import INTERRUPTED
from huiying.core.models import Source, Visit

LEASE = timedelta(seconds=60)
_FIRST_RETRY = timedelta(seconds=60)
_LONGEST_RETRY = timedelta(hours=6)


def due_sources(session: Session, now: datetime, most: int) -> list[int]:
    """Ids of the sources due for a visit, the longest waiting first."""
    query = (
        select(Source.id)
        .where(Source.enabled, Source.address.is_not(None), Source.next_due_at <= now)
        .where(_is_free(now))
        .order_by(Source.next_due_at)
        .limit(most)
    )
    return list(session.scalars(query))


def lease(session: Session, ids: Sequence[int], owner: str, now: datetime) -> list[Visit]:
    """Take the sources of `ids` that nobody holds; returns the visit opened for each."""
    taken = lease_only(session, ids, owner, now)
    opened = [Visit(source_id=source_id, started_at=now, heartbeat_at=now) for source_id in taken]
    session.add_all(opened)
    session.flush()
    return opened


def lease_only(session: Session, ids: Sequence[int], owner: str, now: datetime) -> list[int]:
    """Take the free sources of `ids` without opening a visit, to read single posts again.

    A site that another owner is at is left to it, so that its delay holds for all sources together.
    """
    busy = sites.busy(session, owner, now)
    taken = []
    for source_id in sites.elsewhere(session, ids, busy):
        claim = (
            update(Source)
            .where(Source.id == source_id, _is_free(now))
            .values(lease_owner=owner, lease_until=now + LEASE)
        )
        if _changed(session, claim) == 1:
            _close_abandoned(session, source_id, now)
            taken.append(source_id)
    return taken


def renew(session: Session, ids: Sequence[int], owner: str, now: datetime) -> bool:
    """Prolong the leases of `ids`; False where one of them is no longer `owner`'s."""
    claim = (
        update(Source).where(Source.id.in_(ids), Source.lease_owner == owner).values(lease_until=now + LEASE)
    )
    beat = update(Visit).where(Visit.source_id.in_(ids), Visit.ended_at.is_(None)).values(heartbeat_at=now)
    held = _changed(session, claim) == len(ids)
    session.execute(beat)
    return held


def open_visits(session: Session, owner: str) -> list[tuple[Source, Visit]]:
    """The sources that `owner` holds, each with its open visit."""
    query = (
        select(Source, Visit)
        .join(Visit, Visit.source_id == Source.id)
        .where(Source.lease_owner == owner, Visit.ended_at.is_(None))
        .order_by(Source.id)
    )
    return [(source, visit) for source, visit in session.execute(query)]


def held_for_posts(session: Session, owner: str) -> list[Source]:
    """The sources that `owner` holds without a visit."""
    visited = select(Visit.source_id).where(Visit.ended_at.is_(None))
    query = select(Source).where(Source.lease_owner == owner, Source.id.not_in(visited))
    return list(session.scalars(query.order_by(Source.id)))


def give_back(session: Session, source_id: int, owner: str, not_before: datetime | None) -> None:
    """End a lease without a visit; the source is not visited `not_before`, where its server asked so."""
    source = session.get(Source, source_id)
    if source is None or source.lease_owner != owner:
        return
    source.lease_owner = source.lease_until = None
    if not_before and source.next_due_at:
        source.next_due_at = max(source.next_due_at, not_before)


def finish(
    session: Session,
    source: Source,
    visit: Visit,
    now: datetime,
    *,
    failure: str | None,
    not_before: datetime | None = None,
) -> None:
    """Close a visit: schedule the next one, give the lease back, and judge the source's health.

    A failed visit is repeated after 1 min, 2 min, 4 min ... up to 6 h, a good one after the source's
    interval; neither before `not_before`, what the server asked for.
    """
    visit.ended_at = visit.heartbeat_at = now
    visit.failure = failure
    source.lease_owner = source.lease_until = None
    if failure is None:
        source.failures = 0
        source.last_success_at = now
        wait = timedelta(seconds=source.interval_seconds)
    else:
        source.failures += 1
        wait = retry_after(source.failures)
    source.next_due_at = max(now + wait, not_before or now)
    if visit.new_items:
        source.last_new_at = now
    record.after_visit(session, source, visit, now)


def retry_after(failures: int) -> timedelta:
    """How long to leave a source alone after so many failed visits in a row."""
    doubled: int = 2 ** min(failures - 1, 16)
    return min(_FIRST_RETRY * doubled, _LONGEST_RETRY)


def release(session: Session, owner: str, failure: str, now: datetime) -> list[str]:
    """Close what `owner` left open when it ended early; names of those sources."""
    left = open_visits(session, owner)
    for source, visit in left:
        finish(session, source, visit, now, failure=failure)
    for source in held_for_posts(session, owner):
        give_back(session, source.id, owner, None)
    return [source.name for source, _ in left]


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(Source.lease_until.is_(None), Source.lease_until <= now)


def _close_abandoned(session: Session, source_id: int, now: datetime) -> None:
    session.execute(
        update(Visit)
        .where(Visit.source_id == source_id, Visit.ended_at.is_(None))
        .values(ended_at=now, failure=INTERRUPTED)
    )


def _changed(session: Session, statement: Update) -> int:
    result = session.execute(statement)
    return result.rowcount if isinstance(result, CursorResult) else 0
