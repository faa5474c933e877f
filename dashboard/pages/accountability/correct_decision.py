"""更正决定."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.accountability.show import done
from dashboard.queries.calling import chosen
from dashboard.visit import Visit
from responder.verbs.correct_decision import correct_decision


def submit(visit: Visit) -> Response:
    """A leader's later decision in the place of the earlier one, with its reason."""
    with visit.write() as session:
        proposal = access.find_proposal(session, visit.user, visit.number("proposal"))
        correct_decision(
            session,
            proposal,
            measure=visit.field("measure"),
            reason=visit.field("reason"),
            by=visit.user,
            now=visit.now,
            in_the_name_of=chosen(session, visit.field("absence")),
        )
    return done(visit, proposal.id, "correct_decision")
