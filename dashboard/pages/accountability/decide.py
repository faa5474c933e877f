"""裁定."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.accountability.show import done
from dashboard.visit import Visit
from responder.verbs.account import decide


def submit(visit: Visit) -> Response:
    """A leader's decision, with its reason."""
    with visit.write() as session:
        proposal = access.find_proposal(session, visit.user, visit.number("proposal"))
        measure, reason = visit.field("measure"), visit.field("reason")
        decide(session, proposal, measure=measure, reason=reason, by=visit.user, now=visit.now)
    return done(visit, proposal.id, "decide")
