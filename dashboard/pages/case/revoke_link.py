"""作废 a one-time link, and whoever is in by it."""

from starlette.responses import Response

from dashboard import access
from dashboard.access import NotFound
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from huiying.core.models import CaseLink
from responder.links.revoke import revoke


def submit(visit: Visit) -> Response:
    """Shut out at once."""
    with visit.write() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        link = session.get(CaseLink, visit.number("link"))
        if link is None or link.case_id != case.id:
            raise NotFound("没有这个链接")
        revoke(session, link, by=visit.user.name, now=visit.now)
    return done(visit, "revoke_link")
