"""签收 in one tap."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.unit.show import done
from dashboard.queries.calling import chosen
from dashboard.visit import Visit
from responder.verbs.acknowledge import acknowledge


def submit(visit: Visit) -> Response:
    """The lead unit takes the case."""
    with visit.write() as session:
        case = access.find_case(session, visit.actor, visit.number("case"))
        name = chosen(session, visit.field("absence"))
        acknowledge(
            session, case, by=visit.actor, policy=visit.site.policy, now=visit.now, in_the_name_of=name
        )
    return done(visit, "acknowledge")
