"""重新办理: a closed case is a duty again, because the answer did not hold or did not reach."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Case, Closure, Joining, Reopening, User
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.procedure.place import require
from responder.verbs.telling import tell, tell_unit


def reopen(
    session: Session, case: Case, *, reason: str, by: User, policy: Policy, now: datetime
) -> Reopening:
    """Open the case again: what its closing left unmet is owed from its true anchor, and where it had been
    answered a renewed answer is owed from now."""
    require(session, case, "reopen", by)
    if not reason.strip():
        raise Refused("重新办理须写明理由")
    joined = session.get(Joining, case.id)
    if joined is not None:
        into = session.get_one(Case, joined.into_id)
        raise Refused(f"事项 {case.number} 已并入 {into.number}，请在 {into.number} 中拆分")
    closure = session.get_one(Closure, case.id)
    record = Reopening(
        case_id=case.id,
        reason=reason.strip(),
        closed_by=closure.by,
        closed_at=closure.at,
        closing_note=closure.note,
        by=by.name,
        at=now,
    )
    session.add(record)
    session.delete(closure)
    keeper.revive(session, case, closure.at, now)
    case.closed_at = None
    session.flush()
    audit.record(session, "reopen", "case", case.id, by=by.name, now=now)
    keeper.replan(session, case, policy, now)
    _tell(session, case, record, now)
    return record


def _tell(session: Session, case: Case, record: Reopening, now: datetime) -> None:
    lines = [f"事项 {case.number} 重新办理：{record.reason}", "请按新的时限再次回应。"]
    occasion = f"reopened:{record.id}"
    tell(
        session,
        case,
        kind="reopened",
        duty="office",
        head="重新办理",
        lines=lines,
        occasion=occasion,
        now=now,
    )
    tell_unit(session, case, kind="reopened", head="重新办理", lines=lines, occasion=occasion, now=now)
