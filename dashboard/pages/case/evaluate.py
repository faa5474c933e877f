"""效果评估."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from responder.verbs.close import evaluate


def submit(visit: Visit) -> Response:
    """Record how the handling of a closed case is judged."""
    with visit.write() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        evaluate(session, case, text=visit.field("text"), by=visit.user, now=visit.now)
    return done(visit, "evaluate")
