"""签发."""

from starlette.responses import Response

from dashboard.pages.reports.show import done
from dashboard.queries.reports import stored_report
from dashboard.visit import Visit
from responder.reports.archive import sign_off


def submit(visit: Visit) -> Response:
    """A leader signs the stored report."""
    with visit.write() as session:
        row = stored_report(session, visit.request.path_params["week"])
        sign_off(session, row, by=visit.user, now=visit.now)
    return done(visit, "sign_off")
