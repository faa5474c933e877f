"""登记未作陈述."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.accountability.show import done
from dashboard.visit import Visit
from responder.verbs.account import waive_side


def submit(visit: Visit) -> Response:
    """Record that the unit was asked and stated nothing."""
    with visit.write() as session:
        proposal = access.find_proposal(session, visit.user, visit.number("proposal"))
        waive_side(session, proposal, note=visit.field("note"), by=visit.user, now=visit.now)
    return done(visit, proposal.id, "waive_side")
