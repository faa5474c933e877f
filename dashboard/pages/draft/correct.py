"""更正: draft the corrected text of what was published."""

from starlette.responses import Response

from dashboard.pages.case.show import done
from dashboard.pages.draft.find import find_publication
from dashboard.visit import Visit
from responder.verbs.correct import correct


def submit(visit: Visit) -> Response:
    """Store the correction as a draft, with what was wrong and who noticed it."""
    with visit.write() as session:
        correct(
            session,
            find_publication(session, visit),
            title=visit.field("title")[:200],
            body=visit.field("body"),
            error=visit.field("error"),
            noticed_by=visit.field("noticed_by"),
            by=visit.user,
            now=visit.now,
        )
    return done(visit, "correct")
