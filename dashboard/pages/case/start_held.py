"""核实办理: start the clocks of a case that waited for a person."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from responder.verbs.start_held import start_held


def submit(visit: Visit) -> Response:
    """The held case is to be answered after all."""
    with visit.write() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        start_held(session, case, by=visit.user, policy=visit.site.policy, now=visit.now)
    return done(visit, "start_held")
