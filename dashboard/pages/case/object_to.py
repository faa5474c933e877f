"""派单异议: the lead unit says that the case is not its own."""

from sqlalchemy.orm import Session
from starlette.responses import Response

from dashboard import access
from dashboard.pages.case.show import done
from dashboard.untrusted import number
from dashboard.visit import Visit
from huiying.core.errors import BadInput
from huiying.core.models import Unit
from responder.verbs.object_to import object_to


def submit(visit: Visit) -> Response:
    """Record the objection; the office decides on it."""
    record(visit)
    return done(visit, "object")


def record(visit: Visit) -> None:
    """The objection that the form holds, from whichever page it came."""
    with visit.write() as session:
        case = access.find_case(session, visit.actor, visit.number("case"))
        object_to(
            session,
            case,
            reason=_reason(visit),
            suggests=chosen_unit(session, visit.field("unit")),
            by=visit.actor,
            policy=visit.site.policy,
            now=visit.now,
        )


def _reason(visit: Visit) -> str:
    """The reason that was tapped, with what was written beside it."""
    return "；".join(said for said in (visit.field("chip")[:40], visit.field("reason")) if said)


def chosen_unit(session: Session, given: str) -> Unit | None:
    """The unit that was chosen from a list; None where none was. Raises BadInput."""
    if not given:
        return None
    key = number(given)
    found = session.get(Unit, key) if key is not None else None
    if found is None or found.disabled_at is not None:
        raise BadInput("没有这个单位，请从列表中选择")
    return found
