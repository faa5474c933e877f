"""误报."""

from starlette.responses import Response

from dashboard import access
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from responder.verbs.close import dismiss


def submit(visit: Visit) -> Response:
    """Close a case that never was a duty, saying why."""
    with visit.write() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        dismiss(
            session, case, note=visit.field("note"), by=visit.user, policy=visit.site.policy, now=visit.now
        )
    return done(visit, "dismiss")
