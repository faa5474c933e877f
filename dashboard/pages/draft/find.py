"""The draft or publication that an address names, of the case that it names."""

from sqlalchemy.orm import Session

from dashboard import access
from dashboard.access import NotFound
from dashboard.visit import Visit
from huiying.core.models import Draft, Publication


def find_draft(session: Session, visit: Visit) -> Draft:
    """Raises NotFound where there is none that the visitor may know of."""
    case = access.find_case(session, visit.actor, visit.number("case"))
    draft = session.get(Draft, visit.number("draft"))
    if draft is None or draft.case_id != case.id:
        raise NotFound("没有这份稿件")
    return draft


def find_publication(session: Session, visit: Visit) -> Publication:
    """Raises NotFound where there is none that the visitor may know of."""
    case = access.find_case(session, visit.actor, visit.number("case"))
    found = session.get(Publication, visit.number("publication"))
    if found is None or found.case_id != case.id:
        raise NotFound("没有这次发布")
    return found
