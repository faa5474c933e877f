"""作废: a link and whoever is in by it are shut out at once."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import CaseLink


def revoke(session: Session, link: CaseLink, *, by: str, now: datetime) -> None:
    """End the link, used or not. Raises Refused where that was done before."""
    done = session.execute(
        update(CaseLink)
        .where(CaseLink.id == link.id, CaseLink.revoked_at.is_(None))
        .values(revoked_at=now, revoked_by=by)
        .returning(CaseLink.id)
    ).first()
    if done is None:
        raise Refused("这个链接已经作废")
    audit.record(session, "revoke_link", "case", link.case_id, by=by, now=now, link=link.id)


def revoke_unused(session: Session, notice_id: int, *, by: str, now: datetime) -> None:
    """End what a notice carried so far: it goes out anew, perhaps to another address."""
    query = select(CaseLink).where(CaseLink.notice_id == notice_id)
    for link in session.scalars(query.where(CaseLink.used_at.is_(None), CaseLink.revoked_at.is_(None))):
        revoke(session, link, by=by, now=now)
