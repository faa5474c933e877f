"""登记履职."""

from typing import Any

from starlette.responses import Response

from dashboard.pages.case.deed import moment, on_case, planning
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from responder.verbs.fulfil import fulfil


def submit(visit: Visit) -> Response:
    """Record that a duty was done, with what proves it."""
    with on_case(visit) as (session, case):
        done_at = moment(visit, "done_at", "完成时间")
        said: dict[str, Any] = {"text": visit.field("text"), "evidence": visit.field("evidence")}
        fulfil(session, case, done_at=done_at, **said, **planning(visit))
    return done(visit, "fulfil")
