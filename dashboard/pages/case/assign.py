"""交办、改派."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from dashboard import access
from dashboard.pages.case.show import done
from dashboard.untrusted import number
from dashboard.visit import Visit
from huiying.core.errors import BadInput
from huiying.core.models import Unit
from responder.verbs.assign import assign


def submit(visit: Visit) -> Response:
    """Give the case to a lead unit and supporting ones."""
    with visit.write() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        lead = _units(session, [visit.field("lead")])
        if not lead:
            raise BadInput("请选择牵头单位")
        assign(
            session,
            case,
            lead=lead[0],
            supporting=[unit for unit in _units(session, visit.fields("supporting")) if unit != lead[0]],
            note=visit.field("note") or None,
            by=visit.user,
            policy=visit.site.policy,
            now=visit.now,
        )
    return done(visit, "assign")


def _units(session: Session, given: list[str]) -> list[Unit]:
    ids = [key for key in map(number, given) if key is not None]
    return list(session.scalars(select(Unit).where(Unit.id.in_(ids)).order_by(Unit.id)))
