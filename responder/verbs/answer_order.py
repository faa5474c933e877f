"""督办回复: the supervised unit's written reply to an order."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.actors import Actor
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Absence, SupervisionOrder
from responder.duty import signing
from responder.outbox import queue


def answer_order(
    session: Session,
    order: SupervisionOrder,
    *,
    text: str,
    by: Actor,
    now: datetime,
    in_the_name_of: Absence | None = None,
) -> None:
    """Record the written reply that an order owes; once.

    `in_the_name_of`: the delegation under which `by` signs for somebody of the unit; both names are kept.
    """
    office_order = by.role == "office" and order.unit_id is None
    if not office_order and (by.unit_id is None or by.unit_id != order.unit_id):
        raise NotAllowed(f"督办单 {order.number} 由被督办单位回复，您的账号没有这项权限")
    if order.replied_at is not None:
        raise Refused(f"督办单 {order.number} 已经回复")
    if not text.strip():
        raise Refused("请写明延误原因和补救措施")
    if in_the_name_of is not None:
        signing.require_of_unit(session, in_the_name_of, by, "answer_order", order.unit_id, now)
    order.absence_id = in_the_name_of.id if in_the_name_of else None
    order.reply, order.replied_by, order.replied_at = text.strip(), by.name, now
    told = {"order": order.number, "absence": order.absence_id}
    audit.record(session, "answer_order", "case", order.case_id, by=by.name, now=now, **told)
    queue(
        session,
        kind="order_answered",
        duty="office",
        unit_id=None,
        subject=f"【督办回复】{order.number}",
        lines=[f"督办单 {order.number} 已收到书面回复，请查看。"],
        now=now,
        occasion=f"order_answered:{order.id}",
    )
