"""异议处理: the office gives the case to another unit, or leaves it where it is."""

from typing import Any

from starlette.responses import Response

from dashboard import access
from dashboard.pages.case.deed import chosen_unit
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from huiying.core.errors import BadInput, Refused
from responder.casefile import open_objection
from responder.verbs.object_to import reject, uphold


def submit(visit: Visit) -> Response:
    """Decide on the objection that is open."""
    if visit.field("decision") not in ("uphold", "reject"):
        raise BadInput("请选择异议成立或不成立")
    upheld = visit.field("decision") == "uphold"
    with visit.write() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        objection = open_objection(session, case)
        if objection is None:
            raise Refused("这个事项没有待处理的异议，可能已由同事处理")
        said: dict[str, Any] = {"note": visit.field("note"), "by": visit.user, "now": visit.now}
        said["policy"] = visit.site.policy
        if not upheld:
            reject(session, objection, **said)
        elif lead := chosen_unit(session, visit.field("lead")):
            uphold(session, objection, lead=lead, **said)
        else:
            raise BadInput("异议成立的，请选择改派给哪个单位")
    return done(visit, "uphold" if upheld else "reject")
