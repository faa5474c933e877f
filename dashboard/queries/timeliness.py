"""按时率: met in time ÷ (met + missed), over clocks, from the true anchor (domain.md, "Deadlines").

A clock counts once its matter is settled: when it ended, or when it fell due unmet. Superseded clocks are
left out. Missed includes open overdue ones and those closed unmet. Rates are given with and without the
clocks that were born overdue.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from dashboard import access
from huiying.core.models import Case, Clock, Unit, User

PERIOD = timedelta(days=30)

SETTLED_AT = case((Clock.ended_at < Clock.due_at, Clock.ended_at), else_=Clock.due_at)
IN_TIME = and_(Clock.met_at.is_not(None), Clock.met_at <= Clock.due_at)
BORN_LATE = Clock.born_overdue_seconds > 0


@dataclass(frozen=True)
class Rate:
    """Clocks settled in a period: how many, how many in time, how many were born overdue."""

    clocks: int
    in_time: int
    born_overdue: int

    @property
    def share(self) -> float | None:
        """Met in time ÷ all; None where there were none."""
        return self.in_time / self.clocks if self.clocks else None

    @property
    def share_without_born(self) -> float | None:
        """The same without the clocks that were overdue when they were set."""
        rest = self.clocks - self.born_overdue
        return self.in_time / rest if rest else None


@dataclass(frozen=True)
class UnitRate:
    """The rate of one holder in a period, and how late its missed clocks are."""

    unit: str
    rate: Rate
    overdue_now: int


def overall(session: Session, user: User, since: datetime, now: datetime) -> Rate:
    """The rate over everything that the user sees, for clocks settled from `since` to `now`."""
    row = session.execute(
        select(*_sums()).join(Case, Case.id == Clock.case_id).where(*_settled(user, since, now))
    ).one()
    return Rate(row[0], row[1] or 0, row[2] or 0)


def by_unit(session: Session, user: User, since: datetime, now: datetime) -> list[UnitRate]:
    """The rates by holding unit, in the order of the list of units: no ranking."""
    running_late = func.sum(case((and_(Clock.ended_at.is_(None), Clock.due_at < now), 1), else_=0))
    query = (
        select(Unit.name, *_sums(), running_late)
        .join(Clock, Clock.holder_unit_id == Unit.id)
        .join(Case, Case.id == Clock.case_id)
        .where(*_settled(user, since, now))
        .group_by(Unit.id, Unit.name)
        .order_by(Unit.id)
    )
    return [UnitRate(name, Rate(n, ok, born), late) for name, n, ok, born, late in session.execute(query)]


def by_milestone(session: Session, user: User, since: datetime, now: datetime) -> list[tuple[str, Rate]]:
    """The rates by milestone."""
    query = (
        select(Clock.milestone, *_sums())
        .join(Case, Case.id == Clock.case_id)
        .where(*_settled(user, since, now))
        .group_by(Clock.milestone)
        .order_by(Clock.milestone)
    )
    return [(name, Rate(n, ok, born)) for name, n, ok, born in session.execute(query)]


def _sums() -> tuple[Any, ...]:
    return (
        func.count(Clock.id),
        func.sum(case((IN_TIME, 1), else_=0)),
        func.sum(case((BORN_LATE, 1), else_=0)),
    )


def _settled(user: User, since: datetime, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Clock.superseded_at.is_(None),
        since <= SETTLED_AT,
        now >= SETTLED_AT,
        access.visible_cases(user),
        own(user),
    )


def own(user: User) -> ColumnElement[bool]:
    """A unit's figures are of its own clocks, even in cases that others lead."""
    everything = Clock.id.is_not(None)
    return everything if access.sees_all(user) else Clock.holder_unit_id == user.unit_id


@dataclass(frozen=True)
class OverdueClock:
    """A clock that is overdue now."""

    case_id: int
    number: str
    title: str
    tier: int | None
    milestone: str
    unit: str | None
    due_at: datetime


def overdue_count(session: Session, user: User, now: datetime) -> int:
    """How many clocks run past their due moment."""
    query = select(func.count(Clock.id)).join(Case, Case.id == Clock.case_id)
    return session.scalar(query.where(*_overdue(user, now))) or 0


def overdue(session: Session, user: User, now: datetime, most: int = 50) -> list[OverdueClock]:
    """Clocks that run past their due moment, the longest first."""
    query = (
        select(Case.id, Case.number, Case.title, Case.tier, Clock.milestone, Unit.name, Clock.due_at)
        .join(Clock, Clock.case_id == Case.id)
        .outerjoin(Unit, Unit.id == Clock.holder_unit_id)
        .where(*_overdue(user, now))
        .order_by(Clock.due_at)
        .limit(most)
    )
    return [OverdueClock(*row) for row in session.execute(query)]


def _overdue(user: User, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Clock.ended_at.is_(None), Clock.due_at < now, access.visible_cases(user), own(user))
