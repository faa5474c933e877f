"""受理审查."""

from starlette.responses import Response

from dashboard.pages.case.deed import on_case, planning
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from huiying.core.errors import BadInput
from responder.verbs.disclose import examine


def submit(visit: Visit) -> Response:
    """Find the request complete, or ask once for what is missing."""
    with on_case(visit) as (session, case):
        missing = _missing(visit)
        examine(session, case, missing=missing, **planning(visit))
    return done(visit, "ask_completion" if missing else "examine")


def _missing(visit: Visit) -> str | None:
    if visit.field("decision") not in ("complete", "ask"):
        raise BadInput("请选择申请完整或须补正")
    if visit.field("decision") == "complete":
        return None
    if not visit.field("missing"):
        raise BadInput("请写明须补正的内容；补正只能一次性告知")
    return visit.field("missing")
