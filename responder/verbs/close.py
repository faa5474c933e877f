"""办结: the press office closes a case; what was owed and not done is recorded as missed."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Case, CaseNote, Closure, User
from responder import casefile
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.evaluation.gather import EVALUATION, SATISFACTION
from responder.evaluation.record import MARKS, store
from responder.evaluation.rules import Rules, default_rules
from responder.verbs.permission import require_office, require_open


def close(session: Session, case: Case, *, note: str, by: User, policy: Policy, now: datetime) -> Closure:
    """Close the case. It must have been answered; a false alarm is closed by `dismiss`."""
    require_office(by, "办结")
    require_open(case, "办结")
    if not note.strip():
        raise Refused("办结须写明处理结果")
    if not case.archive and not casefile.counted_publications(session, case):
        raise Refused("事项尚无已核对的发布，不能办结；确属误报的，请用“误报”并写明理由")
    return _end(session, case, "close", note, by, policy, now)


def dismiss(session: Session, case: Case, *, note: str, by: User, policy: Policy, now: datetime) -> Closure:
    """误报: close a case that never was a duty, with the reason; held cases are dismissed here too."""
    require_office(by, "误报")
    if case.closed_at is not None:
        raise Refused(f"事项 {case.number} 已办结")
    if not note.strip():
        raise Refused("请写明为什么是误报")
    case.held_at, case.held_reason = None, None
    keeper.supersede_all(session, case, now)
    return _end(session, case, "dismiss", note, by, policy, now)


def evaluate(
    session: Session,
    case: Case,
    *,
    text: str,
    by: User,
    now: datetime,
    satisfaction: int | None = None,
    rules: Rules | None = None,
) -> CaseNote:
    """效果评估: the press office records how the handling of a closed case is judged.

    The index as computed at this moment (by the shipped rules where none are given) stands beside the
    remark. `satisfaction`, 1 to 5, is what the sender said when called back.
    """
    require_office(by, "效果评估")
    if case.closed_at is None:
        raise Refused("事项办结后才能评估")
    if not text.strip():
        raise Refused("请写明评估意见")
    if satisfaction is not None and satisfaction not in MARKS:
        raise Refused(f"回访满意度请选 1 至 5：{'、'.join(f'{mark} {said}' for mark, said in MARKS.items())}")
    record = CaseNote(case_id=case.id, kind=EVALUATION, text=text.strip(), by=by.name, at=now)
    record.detail = {} if satisfaction is None else {SATISFACTION: satisfaction}
    session.add(record)
    store(session, record, rules or default_rules(), now)
    audit.record(session, "evaluate", "case", case.id, by=by.name, now=now)
    keeper.meet(session, case, "evaluation", at=now, now=now)
    return record


def _end(
    session: Session, case: Case, action: str, note: str, by: User, policy: Policy, now: datetime
) -> Closure:
    record = Closure(case_id=case.id, by=by.name, at=now, note=note.strip())
    session.add(record)
    keeper.end_unmet(session, case, now)
    case.closed_at = now
    session.flush()
    audit.record(session, action, "case", case.id, by=by.name, now=now)
    if action == "close":
        keeper.replan(session, case, policy, now)
    return record
