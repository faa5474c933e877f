"""核对证据: a second person stands for what could not be fetched."""

from starlette.responses import Response

from dashboard import access
from dashboard.access import NotFound
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from huiying.core.models import Publication
from responder.verbs.publish import confirm_evidence


def submit(visit: Visit) -> Response:
    """Confirm the evidence, saying what was looked at."""
    with visit.write() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        record = session.get(Publication, visit.number("publication"))
        if record is None or record.case_id != case.id:
            raise NotFound("没有这次发布")
        confirm_evidence(
            session,
            record,
            by=visit.user,
            note=visit.field("note"),
            policy=visit.site.policy,
            now=visit.now,
        )
    return done(visit, "confirm_evidence")
