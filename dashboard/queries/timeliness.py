"""按时率: met in time ÷ (met + missed), over clocks, from the true anchor (domain.md, "Deadlines").

The same rules as the weekly report's (responder.reports.sections.timeliness), asked of the database as sums
instead of clock by clock: a clock is decided once, when it ended or fell due, whichever came first, and a
clock born overdue not before it was set. A period is told as it was known at its end: what was met, or
superseded, only later does not change it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from dashboard import access
from dashboard.queries.people import Names
from huiying.core.actors import Actor
from huiying.core.models import Case, Clock
from responder.reports.figures import Tally
from responder.reports.week import Period

PERIOD = timedelta(days=30)

FELL_DUE = case((Clock.planned_at > Clock.due_at, Clock.planned_at), else_=Clock.due_at)
# As in the index ix_clock_decided.
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
NONE: Sums = (0, 0, 0, 0)


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


def together(groups: Sequence[GroupRate], periods: int) -> list[Rate]:
    """The rates of all groups taken together, in each of so many periods: of holders, that of everything."""
    return [_sum([group.rates[at] for group in groups]) for at in range(periods)]


def _sum(rates: Sequence[Rate]) -> Rate:
    parts = [(one.all, one.without_born) for one in rates]
    return Rate.of([(a.decided, a.met, rest.decided, rest.met) for a, rest in parts] or [NONE])


def overall(session: Session, user: Actor, periods: Sequence[Period]) -> list[Rate]:
    """The rate over everything that the user sees, in each period."""
    return [Rate.of(list(_sums(session, user, period).values())) for period in periods]


def by_holder(session: Session, user: Actor, periods: Sequence[Period]) -> list[GroupRate]:
    """By who held the clock: the office and the clearer, then units in the order of their list, unranked."""
    unit = case((Clock.holder == "unit", Clock.holder_unit_id))
    found, names = _grouped(session, user, periods, Clock.holder, unit), Names(session)
    return [
        GroupRate(holder_key(*who), names.holder(*who), rates)
        for who, rates in sorted(found.items(), key=lambda item: (HOLDER_ORDER[item[0][0]], item[0][1] or 0))
    ]


def by_tier(session: Session, user: Actor, periods: Sequence[Period]) -> list[GroupRate]:
    """By the case's tier, the gravest first."""
    return _groups(session, user, periods, func.coalesce(Case.tier, 0), order=lambda tier: tier or 9)


def by_milestone(session: Session, user: Actor, periods: Sequence[Period]) -> list[GroupRate]:
    """By milestone, in the order of a case's way."""
    return _groups(session, user, periods, Clock.milestone, order=lambda name: MILESTONE_ORDER.get(name, 99))


def decided(period: Period) -> ColumnElement[bool]:
    """The condition on `Clock` under which it counts in the period; one that stands still is not missed."""
    return and_(
        period.start <= DECIDED_AT,
        period.until > DECIDED_AT,
        Clock.planned_at < period.until,
        or_(Clock.paused_at.is_(None), Clock.ended_at.is_not(None)),
        or_(Clock.superseded_at.is_(None), Clock.superseded_at >= period.until),
    )


def met(period: Period) -> ColumnElement[bool]:
    """The condition under which a decided clock was met in time, as far as known at the period's end."""
    return and_(Clock.met_at.is_not(None), Clock.met_at <= Clock.due_at, Clock.ended_at < period.until)


def own(user: Actor) -> ColumnElement[bool]:
    """A unit's figures are of its own clocks, even in cases that others lead."""
    return true() if access.sees_all(user) else Clock.holder_unit_id == user.unit_id


def visible(user: Actor) -> tuple[ColumnElement[bool], ...]:
    """The conditions on clocks of cases that count for this reader."""
    return (access.visible_cases(user), own(user), Case.archive.is_(False))


def _groups(
    session: Session, user: Actor, periods: Sequence[Period], column: Any, *, order: Any
) -> list[GroupRate]:
    found = _grouped(session, user, periods, column)
    return [
        GroupRate(str(key or ""), str(key), rates)
        for (key,), rates in sorted(found.items(), key=lambda item: order(item[0][0]))
    ]


def _grouped(
    session: Session, user: Actor, periods: Sequence[Period], *columns: Any
) -> dict[Any, tuple[Rate, ...]]:
    """By the values of the columns, the rates in each period; groups without a decided clock are left out."""
    found = [_sums(session, user, period, *columns) for period in periods]
    keys = dict.fromkeys(key for one in found for key in one)
    return {key: tuple(Rate.of([one.get(key, NONE)]) for one in found) for key in keys}


def _sums(session: Session, user: Actor, period: Period, *columns: Any) -> dict[Any, Sums]:
    """One period's four sums by the columns; the index of what is decided gives its clocks alone."""
    in_time = met(period)
    conditions = (in_time, IN_BORN_TIME, and_(in_time, IN_BORN_TIME))
    sums = [func.sum(case((one, 1), else_=0)) for one in conditions]
    query = (
        select(*columns, func.count(), *sums)
        .select_from(Clock)
        .join(Case, Case.id == Clock.case_id)
        .where(*visible(user), decided(period))
        .group_by(*columns)
    )
    found = {}
    for row in session.execute(query):
        count, in_time_, rest, rest_in_time = (int(one or 0) for one in row[len(columns) :])
        found[tuple(row[: len(columns)])] = (count, in_time_, rest, rest_in_time)
    return found


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
