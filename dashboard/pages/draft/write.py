"""起草."""

from collections.abc import Sequence

from sqlalchemy.orm import Session
from starlette.responses import Response

from dashboard import access
from dashboard.pages.case.show import done
from dashboard.visit import Visit
from huiying.core.models import Case, Draft
from responder.verbs.draft import ELEMENTS, draft


def submit(visit: Visit) -> Response:
    """Store a draft with what it says of the three elements."""
    with visit.write() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        write(session, visit, case)
    return done(visit, "draft")


def write(session: Session, visit: Visit, case: Case, photos: Sequence[int] = ()) -> Draft:
    """The draft that the form holds, with pictures that are stored already."""
    return draft(
        session,
        case,
        kind=visit.field("kind"),
        title=visit.field("title")[:200],
        body=visit.field("body"),
        elements={element: _said(visit, element) for element in ELEMENTS},
        by=visit.actor,
        now=visit.now,
        photos=photos,
    )


def _said(visit: Visit, element: str) -> dict[str, object]:
    present = visit.field(f"{element}_present") == "yes"
    return {"present": present, "note": visit.field(f"{element}_note")}
