"""电话通知: a call that a duty officer made, logged as a notice: proof that somebody was told."""

import hashlib
import re
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Case, Notice, User
from responder.outbox.queue import URGENT_TIERS
from responder.wording import moment

PHONE = "phone"
NOT_REACHED = "电话未接通"
NUMBER = re.compile(r"\+?[\d\s()（）-]{3,30}")
TYPING = timedelta(minutes=2)  # a browser's clock may be ahead of ours


def log_call(
    session: Session,
    case: Case,
    *,
    called: str,
    number: str,
    at: datetime,
    said: str,
    reached: bool,
    by: User,
    now: datetime,
    unit_id: int | None = None,
) -> Notice:
    """Record who was called on which number when, what was said, and whether somebody answered.

    It stands among the case's notices and in the evidence beside its clocks; the same call entered twice is
    one. A call that was not answered is no dead letter: nobody sends it again. Raises Refused, NotAllowed.
    """
    if by.role != "office":
        raise NotAllowed("电话通知由新闻办值班员登记，您的账号没有这项权限")
    _require_whole(case, called, number, said, at, now)
    key = f"{case.id}:-:phone:{by.id}:{at.isoformat()}:{hashlib.sha256(number.encode()).hexdigest()[:16]}"
    known = session.scalars(select(Notice).where(Notice.key == key)).first()
    if known is not None:
        return known
    notice = Notice(
        key=key,
        case_id=case.id,
        kind=PHONE,
        channel=PHONE,
        recipient=called.strip()[:200],
        address=number.strip(),
        subject=f"【告知】{case.title}",
        lines=[said.strip()],
        link=f"/case/{case.id}",
        created_at=at,
        detail={
            "occasion": PHONE,
            "duty": PHONE,
            "unit_id": unit_id,
            "said": [said.strip()],
            "asked": [called.strip()],
            "case_number": case.number,
            "urgent": case.tier in URGENT_TIERS,
            "by": by.name,
            "logged_at": now.isoformat(),
        },
        **_outcome(reached, at),
    )
    session.add(notice)
    session.flush()
    audit.record(session, "log_call", "case", case.id, by=by.name, now=now, notice=notice.id, reached=reached)
    return notice


def calls(session: Session, case: Case) -> list[Notice]:
    """The calls on a case, in the order in which they were made."""
    query = select(Notice).where(Notice.case_id == case.id, Notice.channel == PHONE)
    return list(session.scalars(query.order_by(Notice.created_at, Notice.id)))


def _outcome(reached: bool, at: datetime) -> dict[str, object]:
    if reached:
        return {"state": "sent", "sent_at": at, "attempts": 1}
    return {"state": "failed", "failed_at": at, "failure": NOT_REACHED, "attempts": 1}


def _require_whole(case: Case, called: str, number: str, said: str, at: datetime, now: datetime) -> None:
    if not called.strip():
        raise Refused("请写明打给了谁，如“执法局主要负责人”")
    if not NUMBER.fullmatch(number.strip()):
        raise Refused("请写明拨打的号码，只用数字、空格、横线和括号")
    if not said.strip():
        raise Refused("请写明说了什么；未接通的，写明准备告知的内容")
    if at > now + TYPING:
        raise Refused("通话时间晚于现在，请改正")
    if at < case.detected_at:
        raise Refused(f"通话时间早于事项被发现的时间（{moment(case.detected_at)}），请改正")
