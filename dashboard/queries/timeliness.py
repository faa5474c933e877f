"""按时率: met in time ÷ (met + missed), over clocks, from the true anchor (domain.md, "Deadlines").

The same rules as the weekly report's (responder.reports.sections.timeliness), asked of the database as sums
instead of clock by clock: a clock is decided once, when it ended or fell due, whichever came first, and a
clock born overdue not before it was set. A period is told as it was known at its end: what was met, or
superseded, only later does not change it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from dashboard import access
from dashboard.queries.people import Names
from huiying.core.models import Case, Clock, User
from responder.reports.figures import Tally
from responder.reports.week import Period

PERIOD = timedelta(days=30)

FELL_DUE = case((Clock.planned_at > Clock.due_at, Clock.planned_at), else_=Clock.due_at)
DECIDED_AT = case((Clock.ended_at < FELL_DUE, Clock.ended_at), else_=FELL_DUE)
IN_BORN_TIME = Clock.born_overdue_seconds == 0

Sums = tuple[int, int, int, int]


@dataclass(frozen=True)
class Rate:
    """Clocks decided in a period: all of them, and those that were not born overdue."""

    all: Tally
    without_born: Tally

    @classmethod
    def of(cls, sums: Sequence[Sums]) -> "Rate":
        """From one or more rows of (decided, met, decided and not born overdue, met of these)."""
        decided, met, rest, rest_met = (sum(column) for column in zip(*sums, strict=True))
        return cls(Tally.of(met, decided - met), Tally.of(rest_met, rest - rest_met))

    @property
    def born_overdue(self) -> int:
        """How many were overdue when they were set."""
        return self.all.decided - self.without_born.decided


NOTHING = Rate(Tally.of(0, 0), Tally.of(0, 0))


@dataclass(frozen=True)
class GroupRate:
    """The rates of one group (a holder, a tier, a milestone) in each of the periods asked for.

    `key` is what a filter calls the group, `name` what people call it.
    """

    key: str
    name: str
    rates: tuple[Rate, ...]

    @property
    def rate(self) -> Rate:
        """The first period's."""
        return self.rates[0]


def overall(session: Session, user: User, periods: Sequence[Period]) -> list[Rate]:
    """The rate over everything that the user sees, in each period."""
    row = session.execute(_query(user, periods)).one()
    return [Rate.of([sums]) for sums in _cut(row, 0)]


def by_holder(session: Session, user: User, periods: Sequence[Period]) -> list[GroupRate]:
    """By who held the clock: the office and the clearer, then units in the order of their list, unranked."""
    query = _query(user, periods, Clock.holder, Clock.holder_unit_id).group_by(
        Clock.holder, Clock.holder_unit_id
    )
    names, found = Names(session), defaultdict(list)
    for row in session.execute(query):
        unit = row[1] if row[0] == "unit" else None
        found[(row[0], unit)].append(_cut(row, 2))
    lines = [
        GroupRate(holder_key(*who), names.holder(*who), _added(rows))
        for who, rows in sorted(found.items(), key=lambda item: (HOLDER_ORDER[item[0][0]], item[0][1] or 0))
    ]
    return [line for line in lines if any(rate.all.decided for rate in line.rates)]


def by_tier(session: Session, user: User, periods: Sequence[Period]) -> list[GroupRate]:
    """By the case's tier, the gravest first."""
    return _groups(session, user, periods, func.coalesce(Case.tier, 0), order=lambda tier: tier or 9)


def by_milestone(session: Session, user: User, periods: Sequence[Period]) -> list[GroupRate]:
    """By milestone, in the order of a case's way."""
    return _groups(session, user, periods, Clock.milestone, order=lambda name: MILESTONE_ORDER.get(name, 99))


def decided(period: Period) -> ColumnElement[bool]:
    """The condition on `Clock` under which it counts in the period."""
    return and_(
        period.start <= DECIDED_AT,
        period.until > DECIDED_AT,
        Clock.planned_at < period.until,
        or_(Clock.superseded_at.is_(None), Clock.superseded_at >= period.until),
    )


def met(period: Period) -> ColumnElement[bool]:
    """The condition under which a decided clock was met in time, as far as known at the period's end."""
    return and_(Clock.met_at.is_not(None), Clock.met_at <= Clock.due_at, Clock.ended_at < period.until)


def own(user: User) -> ColumnElement[bool]:
    """A unit's figures are of its own clocks, even in cases that others lead."""
    return true() if access.sees_all(user) else Clock.holder_unit_id == user.unit_id


def visible(user: User) -> tuple[ColumnElement[bool], ...]:
    """The conditions on clocks of cases that count for this reader."""
    return (access.visible_cases(user), own(user), Case.archive.is_(False))


def _groups(
    session: Session, user: User, periods: Sequence[Period], column: Any, *, order: Any
) -> list[GroupRate]:
    rows = session.execute(_query(user, periods, column).group_by(column)).all()
    found = [
        GroupRate(str(row[0] or ""), str(row[0]), tuple(Rate.of([one]) for one in _cut(row, 1)))
        for row in sorted(rows, key=lambda row: order(row[0]))
    ]
    return [line for line in found if any(rate.all.decided for rate in line.rates)]


def _query(user: User, periods: Sequence[Period], *columns: Any) -> Any:
    """One pass over the clocks for all periods: four sums each."""
    first = min(period.start for period in periods)
    return (
        select(*columns, *(one for period in periods for one in _sums(period)))
        .select_from(Clock)
        .join(Case, Case.id == Clock.case_id)
        .where(*visible(user), or_(Clock.ended_at.is_(None), Clock.ended_at >= first))
    )


def _sums(period: Period) -> tuple[Any, ...]:
    counts, in_time = decided(period), met(period)
    conditions = (
        counts,
        and_(counts, in_time),
        and_(counts, IN_BORN_TIME),
        and_(counts, in_time, IN_BORN_TIME),
    )
    return tuple(func.sum(case((one, 1), else_=0)) for one in conditions)


def _cut(row: Any, after: int) -> list[Sums]:
    numbers = [int(one or 0) for one in row[after:]]
    return [
        (numbers[at], numbers[at + 1], numbers[at + 2], numbers[at + 3]) for at in range(0, len(numbers), 4)
    ]


def _added(rows: Sequence[list[Sums]]) -> tuple[Rate, ...]:
    return tuple(Rate.of(of_period) for of_period in zip(*rows, strict=True))


def holder_key(holder: str, unit_id: int | None) -> str:
    return str(unit_id or 0) if holder == "unit" else holder


HOLDER_ORDER = {"office": 0, "clearer": 1, "unit": 2}
MILESTONE_ORDER = {
    name: number
    for number, name in enumerate(
        (
            *("confirm", "assign", "acknowledge", "clear", "first_word", "explanation", "response"),
            *("progress", "reply", "interpretation", "completion", "disclosure", "fulfilment"),
            *("renewed_answer", "objection", "report_up", "refer_out", "instruction", "evaluation"),
        )
    )
}
