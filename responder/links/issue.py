"""Issuing: a notice that goes to a unit's own person gets a link when it is claimed for delivery.

Not when it is queued: the short life begins when the recipient may read it.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import Case, CaseLink, Notice
from responder.links.holders import holders
from responder.links.life import ends
from responder.links.secret import DOOR, secret

CONTACT = "contact"
"""Under this word a notice's detail keeps the unit's person whose own channel it goes to."""


@dataclass(frozen=True, slots=True)
class Personal:
    """A link as a notice carries it: its path, from when and until when it can be used."""

    path: str
    since: datetime
    until: datetime


def issue(
    session: Session, notices: Sequence[Notice], key: bytes, *, life: timedelta, now: datetime
) -> Mapping[int, Personal]:
    """The link of each of these notices that carries one, by notice. A notice that is tried again keeps its
    link while that can still be used. `life`: how long it is good for at least, and beyond the due moment."""
    wanted = {notice.id: notice for notice in notices if personal(notice)}
    if not wanted:
        return {}
    there = _usable(session, list(wanted), now)
    let_in = holders(session, {notice.detail[CONTACT] for notice in wanted.values()})
    closed = _closed(session, {notice.case_id for notice in wanted.values() if notice.case_id})
    due_links = [
        notice
        for notice in wanted.values()
        if notice.id not in there and notice.detail[CONTACT] in let_in and notice.case_id not in closed
    ]
    until = ends(session, due_links, life=life, now=now)
    new = [_link(notice, until[notice.id], now) for notice in due_links]
    session.add_all(new)
    session.flush()
    there |= {link.notice_id: link for link in new}
    return {
        notice_id: Personal(DOOR + secret(key, link), link.issued_at, link.expires_at)
        for notice_id, link in there.items()
    }


def personal(notice: Notice) -> bool:
    """Whether it goes to a unit's own person about a case: only such a notice can carry a link."""
    return notice.case_id is not None and CONTACT in notice.detail


def _usable(session: Session, notice_ids: Sequence[int], now: datetime) -> dict[int, CaseLink]:
    query = select(CaseLink).where(
        CaseLink.notice_id.in_(notice_ids),
        CaseLink.used_at.is_(None),
        CaseLink.revoked_at.is_(None),
        CaseLink.expires_at > now,
    )
    return {link.notice_id: link for link in session.scalars(query.order_by(CaseLink.id))}


def _closed(session: Session, case_ids: set[int]) -> set[int]:
    query = select(Case.id).where(Case.id.in_(case_ids), Case.closed_at.is_not(None))
    return set(session.scalars(query))


def _link(notice: Notice, until: datetime, now: datetime) -> CaseLink:
    assert notice.case_id is not None
    return CaseLink(
        notice_id=notice.id,
        case_id=notice.case_id,
        contact_id=notice.detail[CONTACT],
        nonce=secrets.token_hex(16),
        issued_at=now,
        expires_at=until,
    )
