"""超时: clocks that run past their due moment now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from dashboard.queries.people import Names
from dashboard.queries.timeliness import holder_key, visible
from huiying.core.models import Case, Clock, Rung, User


@dataclass(frozen=True)
class OverdueClock:
    """A clock that is overdue now, who owes it, and the highest rung that it has reached."""

    case_id: int
    number: str
    title: str
    tier: int | None
    milestone: str
    holder: str
    due_at: datetime
    born_overdue: bool
    rung: str


def count(session: Session, user: User, now: datetime) -> int:
    """How many clocks run past their due moment."""
    query = select(func.count(Clock.id)).join(Case, Case.id == Clock.case_id)
    return session.scalar(query.where(*_overdue(user, now))) or 0


def by_holder(session: Session, user: User, now: datetime) -> dict[str, int]:
    """How many, by the key of the holder's group (dashboard.queries.timeliness.GroupRate.key)."""
    query = (
        select(Clock.holder, Clock.holder_unit_id, func.count(Clock.id))
        .join(Case, Case.id == Clock.case_id)
        .where(*_overdue(user, now))
        .group_by(Clock.holder, Clock.holder_unit_id)
    )
    found: dict[str, int] = {}
    for holder, unit_id, many in session.execute(query):
        key = holder_key(holder, unit_id)
        found[key] = found.get(key, 0) + many
    return found


def longest(session: Session, user: User, now: datetime, most: int) -> list[OverdueClock]:
    """Clocks that run past their due moment, the longest overdue first."""
    names = Names(session)
    query = (
        select(Case, Clock)
        .join(Clock, Clock.case_id == Case.id)
        .where(*_overdue(user, now))
        .order_by(Clock.due_at, Clock.id)
        .limit(most)
    )
    rows = session.execute(query).all()
    rungs = _rungs(session, [clock.id for _, clock in rows])
    return [_line(case, clock, names, rungs.get(clock.id, "")) for case, clock in rows]


def _line(case: Case, clock: Clock, names: Names, rung: str) -> OverdueClock:
    return OverdueClock(
        case_id=case.id,
        number=case.number,
        title=case.title,
        tier=case.tier,
        milestone=clock.milestone,
        holder=names.holder(clock.holder, clock.holder_unit_id),
        due_at=clock.due_at,
        born_overdue=clock.born_overdue_seconds > 0,
        rung=rung,
    )


def _rungs(session: Session, clock_ids: Sequence[int]) -> dict[int, str]:
    """The last rung of each clock."""
    query = select(Rung.clock_id, Rung.rung).where(Rung.clock_id.in_(clock_ids)).order_by(Rung.id)
    return {row.clock_id: row.rung for row in session.execute(query)}


def _overdue(user: User, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Clock.ended_at.is_(None), Clock.paused_at.is_(None), Clock.due_at < now, *visible(user))
