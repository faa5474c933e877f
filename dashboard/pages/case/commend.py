"""提请表彰."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.case.show import done
from dashboard.untrusted import number
from dashboard.visit import Visit
from huiying.core.errors import BadInput
from huiying.core.models import Unit
from responder.verbs.commend import commend


def submit(visit: Visit) -> Response:
    """The press office proposes that a unit be commended."""
    with visit.write() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        unit = session.get(Unit, number(visit.field("unit")) or 0)
        if unit is None:
            raise BadInput("请选择要表彰的单位")
        commend(session, case, unit=unit, grounds=visit.field("grounds"), by=visit.user, now=visit.now)
    return done(visit, "commend")
