"""恢复计时."""

from starlette.responses import Response

from dashboard.pages.case.deed import acting, on_case
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from responder.verbs.pause import resume


def submit(visit: Visit) -> Response:
    """Let the stopped clocks run on."""
    with on_case(visit) as (session, case):
        resume(session, case, why=visit.field("why"), **acting(visit))
    return done(visit, "resume")
