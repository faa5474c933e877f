"""One weekly report in the dashboard's frame."""

from markupsafe import Markup
from starlette.responses import Response

from dashboard.queries.reports import find_report
from dashboard.visit import Visit
from responder.reports.formats.html import body
from responder.reports.week import Week


def show(visit: Visit) -> Response:
    """The report, with the weeks beside it."""
    with visit.read() as session:
        line = find_report(session, visit.request.path_params["week"], visit.now)
    week = Week.parse(line.report.week)
    return visit.page(
        "report.html",
        report=line.report,
        stored_at=line.stored_at,
        body=Markup(body(line.report)),
        previous=week.previous.name,
        following=week.next.name if week.next.start < visit.now else "",
    )
