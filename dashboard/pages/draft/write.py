"""起草."""

from collections.abc import Sequence

from sqlalchemy.orm import Session
from starlette.responses import Response

from dashboard import access
from dashboard.pages.case.show import done
from dashboard.untrusted import number
from dashboard.visit import Visit
from huiying.core.errors import BadInput
from huiying.core.models import Case, Draft
from responder.verbs.draft import ELEMENTS, POINTS, draft, rumour


def submit(visit: Visit) -> Response:
    """Store a draft with what it says of the three elements."""
    with visit.write() as session:
        case = access.find_case(session, visit.user, visit.number("case"))
        write(session, visit, case)
    return done(visit, "draft")


def write(session: Session, visit: Visit, case: Case, photos: Sequence[int] = ()) -> Draft:
    """The draft that the form holds, with pictures that are stored already."""
    told = POINTS if case.kind == "interpretation" else {} if case.kind == "disclosure" else ELEMENTS
    return draft(
        session,
        case,
        kind=visit.field("kind"),
        title=visit.field("title")[:200],
        body=visit.field("body"),
        elements={element: _said(visit, element) for element in told},
        rebuts=rumour(session, _numbered(visit.field("rebuts"))),
        by=visit.actor,
        now=visit.now,
        photos=photos,
    )


def _numbered(text: str) -> int | None:
    if not text:
        return None
    post = number(text)
    if post is None:
        raise BadInput(f"“{text}”不是信息编号；编号见信息页的网址，如 /posts/128 中的 128")
    return post


def _said(visit: Visit, element: str) -> dict[str, object]:
    present = visit.field(f"{element}_present") == "yes"
    return {"present": present, "note": visit.field(f"{element}_note")}
