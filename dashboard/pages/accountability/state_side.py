"""单位陈述."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.accountability.show import done
from dashboard.visit import Visit
from responder.verbs.account import state_side


def submit(visit: Visit) -> Response:
    """The unit states its side."""
    with visit.write() as session:
        proposal = access.find_proposal(session, visit.user, visit.number("proposal"))
        state_side(session, proposal, text=visit.field("text"), by=visit.user, now=visit.now)
    return done(visit, proposal.id, "state_side")
