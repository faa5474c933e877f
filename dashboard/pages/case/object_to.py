"""派单异议: the lead unit says that the case is not its own."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.case.deed import chosen_unit
from dashboard.pages.case.show import done
from dashboard.visit import Visit
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
