"""送审."""

from starlette.responses import Response

from dashboard.pages.case.show import done
from dashboard.pages.draft.find import find_draft
from dashboard.visit import Visit
from responder.verbs.draft import submit as hand_in


def submit(visit: Visit) -> Response:
    """Hand the draft to the clearer on duty."""
    with visit.write() as session:
        draft = find_draft(session, visit)
        hand_in(session, draft, by=visit.user, policy=visit.site.policy, now=visit.now)
    return done(visit, "submit")
