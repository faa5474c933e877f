"""重新办理."""

from starlette.responses import Response

from dashboard.pages.case.deed import on_case, planning
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from responder.verbs.reopen import reopen


def submit(visit: Visit) -> Response:
    """Open a closed case again."""
    with on_case(visit) as (session, case):
        reopen(session, case, reason=visit.field("reason"), **planning(visit))
    return done(visit, "reopen")
