"""认定严重后果."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.accountability.show import done
from dashboard.visit import Visit
from responder.verbs.find_harm import find_harm


def submit(visit: Visit) -> Response:
    """Find serious harm; the page of the new proposal for accountability follows."""
    with visit.write() as session:
        proposal = access.find_proposal(session, visit.user, visit.number("proposal"))
        proposal = find_harm(session, proposal, text=visit.field("text"), by=visit.user, now=visit.now)
    return done(visit, proposal.id, "find_harm")
