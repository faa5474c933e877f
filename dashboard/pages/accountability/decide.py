"""裁定."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.accountability.show import done
from dashboard.queries.calling import chosen
from dashboard.visit import Visit
from responder.verbs.account import decide


def submit(visit: Visit) -> Response:
    """A leader's decision, with its reason."""
    with visit.write() as session:
        proposal = access.find_proposal(session, visit.user, visit.number("proposal"))
        decide(
            session,
            proposal,
            measure=visit.field("measure"),
            reason=visit.field("reason"),
            by=visit.user,
            now=visit.now,
            in_the_name_of=chosen(session, visit.field("absence")),
        )
    return done(visit, proposal.id, "decide")
