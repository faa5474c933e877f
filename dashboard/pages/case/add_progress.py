"""登记办理进展."""

from starlette.responses import Response

from dashboard.pages.case.deed import acting, on_case
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from responder.verbs.add_progress import add_progress


def submit(visit: Visit) -> Response:
    """Record how far the handling has come."""
    with on_case(visit) as (session, case):
        add_progress(session, case, text=visit.field("text"), **acting(visit))
    return done(visit, "add_progress")
