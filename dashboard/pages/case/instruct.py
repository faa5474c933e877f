"""批示: a leader writes an instruction, or the office records one that was given on paper."""

from sqlalchemy import select
from starlette.responses import Response

from dashboard import access
from dashboard.pages.case.show import done
from dashboard.untrusted import number
from dashboard.visit import Visit
from huiying.core.errors import BadInput
from huiying.core.models import Unit, User
from responder.verbs.instruct import instruct


def submit(visit: Visit) -> Response:
    """Give the instruction to a unit; it runs by a clock of its own."""
    with visit.write() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        unit = session.get(Unit, number(visit.field("unit")) or 0)
        if unit is None:
            raise BadInput("请选择承办批示的单位")
        named = select(User).where(User.name == visit.field("leader"))
        instruct(
            session,
            case,
            text=visit.field("text"),
            unit=unit,
            term=visit.field("term") or None,
            leader=session.scalars(named).first(),
            by=visit.user,
            policy=visit.site.policy,
            now=visit.now,
        )
    return done(visit, "instruct")
