"""The list of cases, newest first, by key."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from dashboard import access, words
from dashboard.queries.waiting import Countdown
from huiying.core.models import Case, Clock, Unit, User

PAGE_SIZE = 50
FILTERS = {
    "open": "在办",
    "overdue": "超时",
    "held": "待核实",
    "closed": "已办结",
    "archive": "历史导入",
}


@dataclass(frozen=True)
class CaseLine:
    """One case of the list; `what` is the milestone that falls due next."""

    id: int
    number: str
    kind: str
    title: str
    tier: int | None
    unit: str
    opened_at: datetime
    closed_at: datetime | None
    what: str
    countdown: Countdown | None


@dataclass(frozen=True)
class CasePage:
    """A page of the list; `before` is the key of the next one, None at the end."""

    lines: list[CaseLine]
    before: int | None


def cases(
    session: Session,
    user: User,
    shown: str,
    now: datetime,
    *,
    before: int | None = None,
    limit: int = PAGE_SIZE,
) -> CasePage:
    """Up to `limit` cases that the user may know of, older than the case `before`."""
    query = (
        select(Case, Unit.name)
        .outerjoin(Unit, Unit.id == func.coalesce(Case.lead_unit_id, Case.proposed_unit_id))
        .where(access.visible_cases(user), _filter(shown, now))
        .order_by(Case.id.desc())
        .limit(limit + 1)
    )
    if before is not None:
        query = query.where(Case.id < before)
    found = session.execute(query).all()
    due = _next_due(session, [one.id for one, _ in found[:limit]])
    lines = [_line(one, unit, due.get(one.id), now) for one, unit in found[:limit]]
    return CasePage(lines, lines[-1].id if len(found) > limit else None)


def _filter(shown: str, now: datetime) -> ColumnElement[bool]:
    late = exists().where(Clock.case_id == Case.id, Clock.ended_at.is_(None), Clock.due_at < now)
    conditions: dict[str, ColumnElement[bool]] = {
        "open": and_(Case.closed_at.is_(None), ~Case.archive),
        "overdue": late,
        "held": and_(Case.held_at.is_not(None), Case.closed_at.is_(None)),
        "closed": Case.closed_at.is_not(None),
        "archive": Case.archive.is_(True),
    }
    return conditions[shown]


def _next_due(session: Session, ids: list[int]) -> dict[int, Clock]:
    query = (
        select(Clock)
        .where(Clock.case_id.in_(ids), Clock.ended_at.is_(None))
        .order_by(Clock.due_at.desc(), Clock.id.desc())
    )
    return {clock.case_id: clock for clock in session.scalars(query)}


def _line(one: Case, unit: str | None, clock: Clock | None, now: datetime) -> CaseLine:
    return CaseLine(
        id=one.id,
        number=one.number,
        kind=words.KINDS[one.kind],
        title=one.title,
        tier=one.tier,
        unit=unit or "待定",
        opened_at=one.opened_at,
        closed_at=one.closed_at,
        what=words.milestone(clock.milestone) if clock else "",
        countdown=Countdown(clock.due_at, clock.anchor_at, now) if clock else None,
    )
