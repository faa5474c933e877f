"""改派: the press office takes a case from one unit and gives it to another, with a reason."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Assignment, Case, Unit, User
from responder.clocks.policy import Policy
from responder.procedure.place import require
from responder.verbs.assign import give
from responder.verbs.telling import tell_unit


def transfer(
    session: Session,
    case: Case,
    *,
    lead: Unit,
    reason: str,
    by: User,
    policy: Policy,
    now: datetime,
    supporting: Sequence[Unit] = (),
) -> Assignment:
    """Give the case to another lead unit. Its running clocks go along as they stand: a transfer gains
    nobody time, an upheld objection does."""
    require(session, case, "transfer", by)
    if not reason.strip():
        raise Refused("改派须写明理由")
    if lead.id == case.lead_unit_id:
        raise Refused(f"{lead.name}已是牵头单位，改派须另选单位")
    audit.record(
        session, "transfer", "case", case.id, by=by.name, now=now, former=case.lead_unit_id, lead=lead.id
    )
    said = f"事项 {case.number} 已改由{lead.name}牵头办理：{reason.strip()}"
    tell_unit(
        session,
        case,
        kind="transferred",
        head="改派",
        lines=[said, "请将已有材料移交新的牵头单位。"],
        occasion=f"transferred:{now.isoformat()}",
        now=now,
    )
    return give(session, case, lead, supporting, reason.strip(), by=by, policy=policy, now=now)
