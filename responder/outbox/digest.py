"""One digest instead of a flood: many notices to one person in one message, each still recorded as served."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.models import Case, Notice

DIGEST, RESENT = "digest", "resent_at"
GRAVITY = {"proposal": 0, "interview": 0, "supervision": 1, "overdue": 2}
OTHER = 3
UNTIERED = 9


def bundle(session: Session, notices: Sequence[Notice], now: datetime) -> Notice:
    """Queue one message that says what these say, the most urgent first, in this transaction.

    They are held back from then on; when the digest arrives they have arrived, and when it is given up they
    go the other ways one by one. Its key follows from theirs (and from when one was sent again), so the same
    bundle is one message however often it is sent.
    """
    ordered = _by_urgency(session, notices)
    keys = "\n".join(sorted(f"{one.key} {one.detail.get(RESENT, '')}" for one in notices)).encode()
    first = ordered[0]
    cases = {one.case_id for one in notices if one.case_id is not None}
    subject = f"【汇总】{len(notices)} 条通知" + (f"，涉及 {len(cases)} 件事项" if cases else "")
    lines = [f"短时间内通知较多，合并为一条。最急的是：{first.subject}", *(_line(one) for one in ordered)]
    digest = Notice(
        key=f"{DIGEST}:{hashlib.sha256(keys).hexdigest()[:32]}",
        kind=DIGEST,
        recipient=first.recipient,
        channel=first.channel,
        address=first.address,
        subject=subject,
        lines=lines,
        link="/",
        detail={
            "occasion": DIGEST,
            "duty": first.detail["duty"],
            "unit_id": first.detail["unit_id"],
            "said": lines,
            "asked": list(dict.fromkeys(label for one in ordered for label in one.detail["asked"])),
            "case_number": "",
            "urgent": any(one.detail.get("urgent") for one in notices),
        },
        created_at=now,
        state="pending",
        next_try_at=now,
    )
    session.add(digest)
    session.flush()
    session.execute(
        update(Notice).where(Notice.id.in_([one.id for one in notices])).values(digest_id=digest.id)
    )
    served = [one.id for one in ordered]
    audit.record(session, "bundle", "notice", digest.id, by=audit.MACHINE, now=now, serves=served)
    return digest


def served(session: Session, digest: Notice) -> list[Notice]:
    """The notices that the digest serves and that still wait for it."""
    query = select(Notice).where(Notice.digest_id == digest.id, Notice.state == "pending")
    return list(session.scalars(query.order_by(Notice.id)))


def arrived(session: Session, digest_id: int, at: datetime) -> None:
    """The digest was taken by its receiver: so were the notices that it serves."""
    session.execute(
        update(Notice)
        .where(Notice.digest_id == digest_id, Notice.state == "pending")
        .values(state="sent", sent_at=at, failure=None)
    )


def _by_urgency(session: Session, notices: Sequence[Notice]) -> list[Notice]:
    """By the tier that the case has now, then how far the ladder has come, then the oldest first."""
    ids = {one.case_id for one in notices if one.case_id is not None}
    tiers = {case.id: case.tier for case in session.scalars(select(Case).where(Case.id.in_(ids)))}
    return sorted(
        notices,
        key=lambda one: (
            tiers.get(one.case_id or 0) or UNTIERED,
            GRAVITY.get(one.kind, OTHER),
            one.created_at,
            one.id,
        ),
    )


def _line(notice: Notice) -> str:
    """【超时】某厂夜间异味（2026-0001）：事项 … 已超时 5 分。"""
    number = notice.detail.get("case_number")
    where = f"（{number}）" if number else ""
    said = next(iter(notice.detail["said"]), "")
    return f"{notice.subject}{where}：{said}"
