"""A dead letter is sent again, once somebody has mended what stood in its way."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Notice
from responder.links.issue import CONTACT
from responder.links.revoke import revoke_unused
from responder.outbox.digest import DIGEST, RESENT
from responder.outbox.people import AddressBook, Recipient
from responder.outbox.queue import NO_CHANNEL


def dead_letters(session: Session, limit: int = 200) -> Sequence[Notice]:
    """The notices that were given up, the newest first."""
    query = (
        select(Notice)
        .where(Notice.state == "failed", Notice.channel != "phone", Notice.kind != DIGEST)
        .order_by(Notice.failed_at.desc(), Notice.id.desc())
    )
    return session.scalars(query.limit(limit)).all()


def resend(session: Session, notice_id: int, *, by: str, now: datetime) -> Notice:
    """Queue a dead letter again under its own key, with eight new attempts; audited.

    Where the person's address was corrected since, it goes to the corrected one. Raises Refused (Chinese)
    for a notice that is not dead, and for one without a channel whose recipient still has none.
    """
    notice = session.get(Notice, notice_id)
    if notice is None:
        raise Refused(f"没有编号为 {notice_id} 的通知")
    if notice.kind == DIGEST:
        raise Refused("汇总不能重发；其中各条通知可以分别重发")
    if notice.channel == "phone":
        raise Refused("电话通知由人拨打，不能重发；请再拨打后登记")
    way = _way(session, notice, now)
    claimed = session.execute(
        update(Notice)
        .where(Notice.id == notice_id, Notice.state == "failed")
        .values(
            state="pending",
            channel=way.channel,
            address=way.address,
            robot_id=way.robot_id,
            next_try_at=now,
            failed_at=None,
            failure=None,
            detail=_detail(notice, way, now),
        )
        .returning(Notice.id)
    ).first()
    if claimed is None:
        raise Refused(f"通知 {notice_id} 并非“未送达”，无需重发")
    revoke_unused(session, notice_id, by=by, now=now)
    audit.record(session, "resend_notice", "notice", notice_id, by=by, now=now, channel=way.channel)
    return session.get_one(Notice, notice_id, populate_existing=True)


def _detail(notice: Notice, way: Recipient, now: datetime) -> dict[str, Any]:
    kept = {key: value for key, value in notice.detail.items() if key != CONTACT}
    whose = {CONTACT: way.contact_id} if way.contact_id is not None else {}
    return {**kept, **whose, RESENT: now.isoformat()}


def _way(session: Session, notice: Notice, now: datetime) -> Recipient:
    """The address as it stands in the book today; the stored one where the book knows no better."""
    stored = Recipient(
        "",
        notice.channel,
        notice.recipient,
        notice.robot_id,
        notice.address,
        contact_id=notice.detail.get(CONTACT),
    )
    duty, unit = notice.detail["duty"], notice.detail["unit_id"]
    ways = AddressBook.read(session, now).next_ways(duty, unit, notice.recipient)
    if notice.channel == NO_CHANNEL:
        if not ways:
            raise Refused("仍然没有可用的通知渠道，请先在“单位与人员”中补充邮箱、手机号或群机器人")
        return ways[0]
    same = (it for it in ways if (it.channel, it.name) == (stored.channel, stored.name))
    return next(same, stored)
