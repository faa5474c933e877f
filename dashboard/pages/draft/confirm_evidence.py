"""核对证据: a second person stands for what could not be fetched."""

from starlette.responses import Response

from dashboard.pages.case.show import done
from dashboard.pages.draft.find import find_publication
from dashboard.visit import Visit
from responder.verbs.publish import confirm_evidence


def submit(visit: Visit) -> Response:
    """Confirm the evidence, saying what was looked at."""
    with visit.write() as session:
        confirm_evidence(
            session,
            find_publication(session, visit),
            by=visit.user,
            note=visit.field("note"),
            policy=visit.site.policy,
            now=visit.now,
        )
    return done(visit, "confirm_evidence")
