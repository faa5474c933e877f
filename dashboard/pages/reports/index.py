"""周报: the list."""

from starlette.responses import Response

from dashboard.queries.reports import report_lines
from dashboard.visit import Visit


def show(visit: Visit) -> Response:
    """The running week and every stored report."""
    with visit.read() as session:
        lines = report_lines(session, visit.now)
    return visit.page("reports.html", lines=lines)
