"""The health of a source in the database: its history by the hour, its state, each change of it."""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from crawlers.health.facts import INTERRUPTED, Facts, Health, HourRow, VisitRow
from crawlers.health.history import hour_of
from crawlers.health.rules import judge
from crawlers.health.thresholds import thresholds
from huiying.core import audit
from huiying.core.models import HealthChange, Source, Visit, VisitHour

_LATEST = 50
_SUMMED = (
    "items", "new_items", "with_title", "with_date", "with_text", "off_rules", "lists", "links",
)  # fmt: skip


def after_visit(session: Session, source: Source, visit: Visit, now: datetime) -> None:
    """Add a visit that ended to the history, and judge its source."""
    if visit.failure != INTERRUPTED:
        _add_to_hour(session, visit)
    judge_source(session, source, now)


def judge_source(
    session: Session, source: Source, now: datetime, *, watched_from: datetime | None = None
) -> Health:
    """Judge a source by what is stored of it, and store its state. A change is a row and an audit entry
    in the same transaction; who is to hear of it, the responder knows."""
    session.flush()
    facts = _facts(source, watched_from)
    oldest = now - timedelta(days=thresholds().history_days)
    began = max(source.history_from or oldest, oldest)
    health = judge(facts, _visits(session, source.id, began), _hours(session, source.id, began), now)
    _store(session, source, health, now)
    return health


def _add_to_hour(session: Session, visit: Visit) -> None:
    key = {"source_id": visit.source_id, "hour": hour_of(visit.started_at)}
    row = session.get(VisitHour, (key["source_id"], key["hour"]))
    if row is None:
        row = VisitHour(**key, visits=0, good=0, **dict.fromkeys(_SUMMED, 0))
        session.add(row)
    row.visits += 1
    row.good += visit.failure is None
    for name in _SUMMED:
        setattr(row, name, getattr(row, name) + (getattr(visit, name) or 0))


def _facts(source: Source, watched_from: datetime | None) -> Facts:
    return Facts(
        name=source.name,
        visited=source.address is not None,
        began_at=source.history_from or source.created_at,
        due_at=source.next_due_at,
        interval_seconds=source.interval_seconds,
        watched_from=watched_from,
        last_new_at=source.last_new_at,
        unwell_since=source.state_since if source.state != "healthy" else None,
        expected_hours=source.expected_hours,
    )


def _visits(session: Session, source_id: int, began: datetime) -> list[VisitRow]:
    query = (
        select(*_columns(Visit, VisitRow))
        .where(Visit.source_id == source_id, Visit.started_at >= began, Visit.ended_at.is_not(None))
        .order_by(Visit.started_at.desc())
        .limit(_LATEST)
    )
    return [VisitRow(*row) for row in session.execute(query)]


def _hours(session: Session, source_id: int, began: datetime) -> list[HourRow]:
    query = (
        select(*_columns(VisitHour, HourRow))
        .where(VisitHour.source_id == source_id, VisitHour.hour >= hour_of(began), VisitHour.good > 0)
        .order_by(VisitHour.hour)
    )
    return [HourRow(*row) for row in session.execute(query)]


def _columns(
    model: type[Visit] | type[VisitHour], row: type[VisitRow] | type[HourRow]
) -> list[InstrumentedAttribute[Any]]:
    return [getattr(model, field.name) for field in fields(row)]


def _store(session: Session, source: Source, health: Health, now: datetime) -> None:
    before, after = source.state, health.state
    if after != before:
        if not _claim(session, source, health, now):
            return
        change = HealthChange(source_id=source.id, before=before, after=after, reason=health.reason, at=now)
        session.add(change)
        told = {"before": before, "after": after}
        audit.record(session, "health", "source", source.id, by=audit.MACHINE, now=now, **told)
    source.state_reason, source.health = health.reason, health.figures


def _claim(session: Session, source: Source, health: Health, now: datetime) -> bool:
    """Whether the change is ours to record: a visit's end and the watch may see it at the same moment."""
    changed = session.execute(
        update(Source)
        .where(Source.id == source.id, Source.state == source.state)
        .values(state=health.state, state_since=now)
    )
    return isinstance(changed, CursorResult) and changed.rowcount == 1
