"""上报."""

from typing import Any

from starlette.responses import Response

from dashboard.pages.case.deed import on_case, planning
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from responder.verbs.refer import report_up


def submit(visit: Visit) -> Response:
    """Decide to lay the case before a higher office."""
    with on_case(visit) as (session, case):
        said: dict[str, Any] = {"receiver": visit.field("receiver")[:200], "reason": visit.field("reason")}
        report_up(session, case, **said, **planning(visit))
    return done(visit, "report_up")
