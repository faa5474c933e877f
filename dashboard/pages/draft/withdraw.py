"""撤回: take a publication back."""

from starlette.responses import Response

from dashboard.pages.case.show import done
from dashboard.pages.draft.find import find_publication
from dashboard.visit import Visit
from responder.verbs.withdraw import withdraw


def submit(visit: Visit) -> Response:
    """Record the withdrawal; what the publication answered is owed again."""
    with visit.write() as session:
        withdraw(
            session,
            find_publication(session, visit),
            reason=visit.field("reason"),
            noticed_by=visit.field("noticed_by"),
            ground=visit.field("ground"),
            by=visit.user,
            policy=visit.site.policy,
            now=visit.now,
        )
    return done(visit, "withdraw")
