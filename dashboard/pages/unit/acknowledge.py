"""签收 in one tap."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.unit.show import done
from dashboard.visit import Visit
from responder.verbs.acknowledge import acknowledge


def submit(visit: Visit) -> Response:
    """The lead unit takes the case."""
    with visit.write() as session:
        case = access.find_case(session, visit.actor, visit.number("case"))
        acknowledge(session, case, by=visit.actor, policy=visit.site.policy, now=visit.now)
    return done(visit, "acknowledge")
