"""时效: on-time rates by unit and by milestone, with and without clocks born overdue."""

from datetime import timedelta

from starlette.responses import Response

from dashboard.queries import timeliness
from dashboard.visit import Visit

PERIODS = {"7": "近 7 日", "30": "近 30 日", "90": "近 90 日", "365": "近一年"}


def show(visit: Visit) -> Response:
    """The rates of one period, which stands in the address."""
    days = visit.asked("days") if visit.asked("days") in PERIODS else "30"
    since = visit.now - timedelta(days=int(days))
    with visit.read() as session:
        return visit.page(
            "timeliness.html",
            days=days,
            periods=PERIODS,
            overall=timeliness.overall(session, visit.user, since, visit.now),
            units=timeliness.by_unit(session, visit.user, since, visit.now),
            milestones=timeliness.by_milestone(session, visit.user, since, visit.now),
            late_count=timeliness.overdue_count(session, visit.user, visit.now),
            late=timeliness.overdue(session, visit.user, visit.now),
        )
