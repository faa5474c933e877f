"""登记履职: a recurring duty was done, with what proves it."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Case, Fulfilment, User
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.procedure.place import require


def fulfil(
    session: Session,
    case: Case,
    *,
    text: str,
    evidence: str,
    done_at: datetime,
    by: User,
    policy: Policy,
    now: datetime,
) -> Fulfilment:
    """Record what was done, when, and what proves it (minutes, attendance list, address)."""
    require(session, case, "fulfil", by)
    if not text.strip() or not evidence.strip():
        raise Refused("登记履职须写明做了什么，以及证明材料")
    if done_at > now:
        raise Refused("完成时间晚于现在，请核对")
    record = Fulfilment(
        case_id=case.id, text=text.strip(), evidence=evidence.strip(), done_at=done_at, by=by.name, at=now
    )
    session.add(record)
    session.flush()
    audit.record(session, "fulfil", "case", case.id, by=by.name, now=now, fulfilment=record.id)
    keeper.meet(session, case, "fulfilment", at=done_at, now=now)
    keeper.meet(session, case, "renewed_answer", at=now, now=now)
    keeper.replan(session, case, policy, now)
    return record
