"""事项: the list of cases."""

from starlette.responses import Response

from dashboard.queries import cases
from dashboard.untrusted import number
from dashboard.visit import Visit


def show(visit: Visit) -> Response:
    """One page of cases; filter and place stand in the address."""
    shown = visit.asked("show") if visit.asked("show") in cases.FILTERS else "open"
    with visit.read() as session:
        found = cases.cases(session, visit.user, shown, visit.now, before=number(visit.asked("before")))
    return visit.page("cases.html", found=found, shown=shown, filters=cases.FILTERS)
