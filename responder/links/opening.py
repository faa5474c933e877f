"""Opening a link: looking changes nothing; the button uses it up by a conditional update."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.actors import LinkHolder
from huiying.core.models import Case, CaseLink
from responder.links.holders import holder
from responder.links.secret import is_genuine, row_of

State = Literal["open", "used", "expired", "revoked", "left", "closed"]


@dataclass(frozen=True, slots=True)
class Found:
    """A genuine link, its case, whom it lets in (None where they left), and whether it can be used."""

    link: CaseLink
    case: Case
    holder: LinkHolder | None
    state: State


def look(session: Session, key: bytes, given: str, now: datetime) -> Found | None:
    """The link of this secret; None where it is none of ours. Nothing is changed."""
    row = row_of(given)
    link = session.get(CaseLink, row) if row is not None else None
    if link is None or not is_genuine(key, link, given):
        return None
    case, person = session.get_one(Case, link.case_id), holder(session, link)
    return Found(link, case, person, _state(link, case, person, now))


def use(session: Session, found: Found, *, life: timedelta, now: datetime) -> str | None:
    """Use the link up; returns the secret of the session that begins, None where somebody was faster.

    `life` is how long the browser that did so is let in.
    """
    if found.holder is None:
        return None
    token = secrets.token_urlsafe(32)
    won = session.execute(
        update(CaseLink)
        .where(CaseLink.id == found.link.id, CaseLink.used_at.is_(None), CaseLink.revoked_at.is_(None))
        .where(CaseLink.expires_at > now)
        .values(used_at=now, session_hash=hash_of(token), session_until=now + life)
        .returning(CaseLink.id)
    ).first()
    if won is None:
        return None
    audit.record(
        session, "open_link", "case", found.case.id, by=found.holder.name, now=now, link=found.link.id
    )
    return token


def of_session(session: Session, token: str | None, case_id: int) -> CaseLink | None:
    """The link by which this browser was let into this case, whether or not its time has run out."""
    if not token:
        return None
    query = select(CaseLink).where(CaseLink.session_hash == hash_of(token), CaseLink.case_id == case_id)
    return session.scalars(query).one_or_none()


def is_in(link: CaseLink, now: datetime) -> bool:
    """Whether the browser that used the link is still let in."""
    return link.revoked_at is None and link.session_until is not None and link.session_until > now


def leave(session: Session, link: CaseLink, *, now: datetime) -> None:
    """Let the browser in no longer; the link stays used."""
    link.session_until = now


def hash_of(token: str) -> str:
    """What is stored of a session's secret."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _state(link: CaseLink, case: Case, person: LinkHolder | None, now: datetime) -> State:
    if link.revoked_at is not None:
        return "revoked"
    if person is None:
        return "left"
    if case.closed_at is not None:
        return "closed"
    if link.used_at is not None:
        return "used"
    return "open" if link.expires_at > now else "expired"
