"""批注."""

from starlette.responses import Response

from dashboard.pages.reports.show import done
from dashboard.queries.reports import stored_report
from dashboard.visit import Visit
from responder.reports.archive import annotate


def submit(visit: Visit) -> Response:
    """Write a note on the stored report."""
    with visit.write() as session:
        row = stored_report(session, visit.request.path_params["week"])
        annotate(session, row, text=visit.field("text"), by=visit.user, now=visit.now)
    return done(visit, "annotate")
