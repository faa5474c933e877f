"""The audit trail: entries are appended in the transaction of the change they tell of.

Afterwards one sealer chains them: hash = sha256(previous hash + entry as canonical JSON). The chain's
order is the order of sealing, so entries of transactions that commit late are neither lost nor out of
place. Details hold ids and rule words, never personal data: erasure and append-only do not clash.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from huiying.core.models import AuditEntry, AuditSeal, Report

MACHINE = "machine"
START = "0" * 64


def record(
    session: Session,
    action: str,
    object_: str,
    object_id: int | str,
    *,
    by: str,
    now: datetime,
    **detail: Any,
) -> None:
    """Append one entry to the session's transaction. `by` is a user name or MACHINE."""
    session.add(
        AuditEntry(at=now, actor=by, action=action, object=object_, object_id=str(object_id), detail=detail)
    )


def seal(session: Session, limit: int = 5000) -> int:
    """Chain up to `limit` entries that are not yet sealed; returns how many. One sealer at a time:
    a second one fails on the unique position and loses nothing."""
    last, previous = _head(session)
    entries = _unsealed(session, limit)
    for position, entry in enumerate(entries, last + 1):
        previous = link(previous, entry)
        session.add(AuditSeal(position=position, entry_id=entry.id, hash=previous))
    session.flush()
    return len(entries)


def head(session: Session) -> str:
    """The chain's last hash, to be written into signed reports; START where nothing is sealed."""
    return _head(session)[1]


@dataclass(frozen=True)
class Flaw:
    """Where the trail is not what it was: `position` in the chain, and what is wrong, in Chinese."""

    position: int
    entry_id: int | None
    what: str


def verify(session: Session, expected_head: str | None = None) -> list[Flaw]:
    """Walk the whole chain; an empty list means that every sealed entry stands as it was sealed.

    `expected_head` (from a signed report) also finds a tail that was cut off, as do the heads that the
    stored reports keep; one on paper is the stronger proof.
    """
    flaws = [*_walk(session), *_reported(session)]
    hashes = session.scalar(select(func.count()).where(AuditSeal.hash == expected_head))
    if expected_head not in (None, START) and not hashes:
        flaws.append(Flaw(_head(session)[0] + 1, None, "链条末端被截断：找不到已签报告所载的链头"))
    return flaws


def link(previous: str, entry: AuditEntry) -> str:
    """The hash of an entry after `previous`: sha256 over canonical JSON."""
    content = {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "object": entry.object,
        "object_id": entry.object_id,
        "detail": entry.detail,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((previous + text).encode("utf-8", "surrogatepass")).hexdigest()


def _reported(session: Session) -> Iterator[Flaw]:
    """The reports whose head is no longer in the chain: what was sealed when they were made was cut off."""
    kept = select(AuditSeal.hash).where(AuditSeal.hash == Report.audit_head).exists()
    query = select(Report.period).where(Report.audit_head.is_not(None), Report.audit_head != START, ~kept)
    for period in session.scalars(query.order_by(Report.id)):
        yield Flaw(_head(session)[0] + 1, None, f"链条末端被截断：找不到 {period} 报告所载的链头")


def _head(session: Session) -> tuple[int, str]:
    row = session.execute(
        select(AuditSeal.position, AuditSeal.hash).order_by(AuditSeal.position.desc()).limit(1)
    ).first()
    return (row.position, row.hash) if row else (0, START)


def _unsealed(session: Session, limit: int) -> list[AuditEntry]:
    sealed = select(AuditSeal.entry_id).where(AuditSeal.entry_id == AuditEntry.id).exists()
    query = select(AuditEntry).where(~sealed).order_by(AuditEntry.id).limit(limit)
    return list(session.scalars(query))


def _walk(session: Session) -> Iterator[Flaw]:
    previous, expected = START, 1
    query = (
        select(AuditSeal, AuditEntry)
        .outerjoin(AuditEntry, AuditEntry.id == AuditSeal.entry_id)
        .order_by(AuditSeal.position)
    )
    for seal_, entry in session.execute(query.execution_options(yield_per=1000)):
        if seal_.position != expected:
            yield Flaw(expected, None, f"第 {expected} 环被删除")
        if entry is None:
            yield Flaw(seal_.position, seal_.entry_id, f"第 {seal_.position} 环所载的记录被删除")
        elif link(previous, entry) != seal_.hash:
            yield Flaw(seal_.position, entry.id, f"第 {seal_.position} 环的内容被改动或调换")
        previous, expected = seal_.hash, seal_.position + 1
