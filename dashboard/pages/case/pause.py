"""暂停计时."""

from starlette.responses import Response

from dashboard.pages.case.deed import acting, on_case
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from responder.verbs.pause import pause


def submit(visit: Visit) -> Response:
    """Make the clocks stand still that may."""
    with on_case(visit) as (session, case):
        pause(session, case, ground=visit.field("ground"), reason=visit.field("reason"), **acting(visit))
    return done(visit, "pause")
