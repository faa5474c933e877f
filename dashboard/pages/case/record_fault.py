"""登记过错: one that the machine cannot see."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.case.show import done
from dashboard.untrusted import number
from dashboard.visit import Visit
from huiying.core.errors import BadInput
from huiying.core.models import Unit
from responder.verbs.record_fault import record_fault


def submit(visit: Visit) -> Response:
    """Record the fault of a unit, or of the press office where none is chosen."""
    with visit.write() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        asked = visit.field("unit")
        unit = session.get(Unit, number(asked) or 0) if asked else None
        if asked and unit is None:
            raise BadInput("没有这个单位，请重新选择")
        kind, said = visit.field("kind"), visit.field("said")
        record_fault(session, case, kind=kind, unit=unit, said=said, by=visit.user, now=visit.now)
    return done(visit, "record_fault")
