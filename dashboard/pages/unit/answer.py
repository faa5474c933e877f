"""Answer in two taps: what was written is stored and handed in at once."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.draft.write import write
from dashboard.pages.unit.show import done
from dashboard.visit import Visit
from responder.verbs.draft import submit as hand_in


def submit(visit: Visit) -> Response:
    """Store the draft and submit it, or neither."""
    with visit.write() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        written = write(session, visit, case)
        hand_in(session, written, by=visit.user, policy=visit.site.policy, now=visit.now)
    return done(visit, "answer")
