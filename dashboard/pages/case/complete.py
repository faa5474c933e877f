"""登记补正."""

from starlette.responses import Response

from dashboard.pages.case.deed import moment, on_case, planning
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from responder.verbs.disclose import complete


def submit(visit: Visit) -> Response:
    """Record that the completed request came in."""
    with on_case(visit) as (session, case):
        received_at = moment(visit, "received_at", "收到补正材料的时间")
        complete(session, case, received_at=received_at, **planning(visit))
    return done(visit, "complete")
