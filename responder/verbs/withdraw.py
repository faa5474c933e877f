"""撤回: a publication is taken back; what it answered is owed again."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Case, Publication, User, Withdrawal
from responder.accountability import faults
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.procedure.place import require
from responder.verbs.correct import NOTICED_BY
from responder.verbs.telling import tell_unit

GROUNDS = {"wrong": "内容有误", "improper": "不应公开"}


def withdraw(
    session: Session,
    record: Publication,
    *,
    reason: str,
    noticed_by: str,
    by: User,
    policy: Policy,
    now: datetime,
    ground: str = "wrong",
) -> Withdrawal:
    """Take a publication back. It stays on the record, as does who noticed what was wrong; the clocks that
    it had met leave the count, and new ones run from the true anchor. `ground`: of GROUNDS."""
    case = session.get_one(Case, record.case_id)
    require(session, case, "withdraw", by)
    if session.get(Withdrawal, record.id):
        raise Refused("这次发布已经撤回")
    if not reason.strip():
        raise Refused("撤回须写明理由")
    if noticed_by not in NOTICED_BY:
        raise Refused(f"请写明由谁发现，可选：{'、'.join(NOTICED_BY.values())}")
    if ground not in GROUNDS:
        raise Refused(f"请写明撤回的缘由，可选：{'、'.join(GROUNDS.values())}")
    withdrawal = Withdrawal(
        publication_id=record.id,
        case_id=case.id,
        reason=reason.strip(),
        ground=ground,
        noticed_by=noticed_by,
        by=by.name,
        at=now,
    )
    session.add(withdrawal)
    session.flush()
    audit.record(session, "withdraw", "case", case.id, by=by.name, now=now, publication=record.id)
    if record.evidence_at is not None:
        keeper.withdraw(session, case, record.kind, record.published_at, now)
    keeper.replan(session, case, policy, now)
    faults.find(session, case, now)
    lines = [
        f"事项 {case.number} 的一次发布已撤回：{reason.strip()}",
        "原发布不再计入回应，请尽快重新起草、送审。",
    ]
    tell_unit(
        session, case, kind="withdrawn", head="撤回", lines=lines, occasion=f"withdrawn:{record.id}", now=now
    )
    return withdrawal
