"""时效: who is on time, by unit, tier, milestone, week and month; what took how long; what is late now."""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from dashboard import periods
from dashboard.queries import overdue, timeliness
from dashboard.queries.answers import answer_times
from dashboard.queries.decided import split, worst
from dashboard.visit import Visit

WEEKS = 8
MONTHS = 6
MOST_LATE = 10
MOST_OVERDUE = 15


def show(visit: Visit) -> Response:
    """The figures of one period, which stands in the address."""
    chosen = periods.chosen(visit.asked, visit.now)
    with visit.read() as session:
        values = _of_period(session, visit, chosen) | _over_time(session, visit) | _now(session, visit)
    return visit.page("timeliness.html", chosen=chosen, days=periods.DAYS, **values)


def _of_period(session: Session, visit: Visit, chosen: periods.Chosen) -> dict[str, Any]:
    user, period = visit.user, chosen.period
    late = worst(session, user, period, MOST_LATE)
    holders = timeliness.by_holder(session, user, [period])
    return {
        "overall": timeliness.together(holders, 1)[0],
        "holders": holders,
        "tiers": timeliness.by_tier(session, user, [period]),
        "milestones": timeliness.by_milestone(session, user, [period]),
        "answers": answer_times(session, user, period),
        "worst": [(one, split([one.held])) for one in late],
        "held": split([one.held for one in late]),
    }


def _over_time(session: Session, visit: Visit) -> dict[str, Any]:
    """The last weeks and months; weeks before the first decided clock are left out."""
    weeks, months = periods.last_weeks(visit.now, WEEKS), periods.last_months(visit.now, MONTHS)
    matrix = timeliness.by_holder(session, visit.user, [one.period for one in weeks])
    rates = timeliness.together(matrix, WEEKS)
    empty = next((at for at, rate in enumerate(rates) if rate.all.decided), WEEKS - 1)
    first = min(empty, WEEKS - 2)
    by_month = timeliness.overall(session, visit.user, [one.period for one in months])
    return {
        "weeks": weeks[first:],
        "matrix": [replace(line, rates=line.rates[first:]) for line in matrix],
        "week_rates": rates[first:],
        "months": [pair for pair in zip(months, by_month, strict=True) if pair[1].all.decided],
    }


def _now(session: Session, visit: Visit) -> dict[str, Any]:
    return {
        "late_count": overdue.count(session, visit.user, visit.now),
        "late_of": overdue.by_holder(session, visit.user, visit.now),
        "late": overdue.longest(session, visit.user, visit.now, MOST_OVERDUE),
    }
