"""登记过错: a person records a fault that the machine cannot see, on what it rests."""

import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Case, Fault, Unit, User
from responder.words import FAULTS


def record_fault(
    session: Session, case: Case, *, kind: str, unit: Unit | None, said: str, by: User, now: datetime
) -> Fault:
    """Record that the unit (None: the press office) failed so on the case; it proposes nothing by itself."""
    if by.role not in ("office", "leader"):
        raise NotAllowed("“登记过错”由新闻办或领导办理，您的账号没有这项权限")
    if kind not in FAULTS:
        raise Refused(f"没有“{kind}”这种过错，可选：{'、'.join(FAULTS.values())}")
    if not said.strip():
        raise Refused("请写明过错的事实和依据")
    fault = Fault(
        key=f"person:{uuid.uuid4().hex}",
        kind=kind,
        case_id=case.id,
        unit_id=unit.id if unit else None,
        said=said.strip(),
        at=now,
        found_by=by.name,
        found_at=now,
    )
    session.add(fault)
    session.flush()
    audit.record(session, "find_fault", "case", case.id, by=by.name, now=now, fault=fault.id, kind=kind)
    return fault
