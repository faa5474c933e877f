"""转办园区外."""

from typing import Any

from starlette.responses import Response

from dashboard.pages.case.deed import on_case, planning
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from responder.verbs.refer import refer_out


def submit(visit: Visit) -> Response:
    """Decide to hand the case to an office outside the park."""
    with on_case(visit) as (session, case):
        said: dict[str, Any] = {"receiver": visit.field("receiver")[:200], "reason": visit.field("reason")}
        refer_out(session, case, **said, **planning(visit))
    return done(visit, "refer_out")
