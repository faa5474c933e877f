"""Browsers that a one-time link let into one case: the cookie goes to that case's pages alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from dashboard import access
from huiying.core.actors import LinkHolder
from huiying.core.models import Case, CaseLink
from responder.links.holders import holder
from responder.links.opening import is_in, of_session

COOKIE = "huiying_link"


@dataclass(frozen=True)
class Linked:
    """Whose request it is, by which link, until when."""

    holder: LinkHolder
    link_id: int
    token_hash: str
    until: datetime


def find(session: Session, request: Request, case_id: int, now: datetime) -> Linked | None:
    """Who is let into this case now; None where the time has run out, the link was revoked, the person
    left, or the case is no longer their unit's."""
    link = known(session, request, case_id)
    person = holder(session, link) if link is not None and is_in(link, now) else None
    if link is None or person is None or not access.knows(session, person, session.get_one(Case, case_id)):
        return None
    assert link.session_hash is not None and link.session_until is not None
    return Linked(person, link.id, link.session_hash, link.session_until)


def known(session: Session, request: Request, case_id: int) -> CaseLink | None:
    """The link by which this browser was once let in."""
    return of_session(session, request.cookies.get(COOKIE), case_id)


def address(case_id: int) -> str:
    """The case's page for whom a link let in."""
    return f"/link/case/{case_id}"


def set_cookie(response: Response, token: str, case_id: int, *, seconds: int, secure: bool) -> None:
    """Hand the token to the browser, for this case's pages alone, out of reach of scripts and other sites.

    It outlives what it opens by a day, so that who comes too late is known and may ask for a fresh link.
    """
    response.set_cookie(
        COOKIE,
        token,
        max_age=seconds + 24 * 3600,
        path=address(case_id),
        httponly=True,
        samesite="strict",
        secure=secure,
    )


def drop_cookie(response: Response, case_id: int) -> None:
    """The person has left the page for good."""
    response.delete_cookie(COOKIE, path=address(case_id))
