"""研判定级."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from huiying.core.errors import BadInput
from responder.verbs.confirm import confirm


def submit(visit: Visit) -> Response:
    """Confirm the tier, or change it with a reason."""
    given = visit.field("tier")
    if given not in ("0", "1", "2", "3", "4"):
        raise BadInput("请选择响应级别")
    with visit.write() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        confirm(
            session,
            case,
            tier=int(given) or None,
            reason=visit.field("reason") or None,
            by=visit.user,
            policy=visit.site.policy,
            now=visit.now,
        )
    return done(visit, "confirm")
