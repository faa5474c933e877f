"""办结: the press office closes a case; what was owed and not done is recorded as missed."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Case, CaseNote, Closure, User
from responder import casefile
from responder.accountability import faults
from responder.accountability.merits import commend_on_facts
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.evaluation.gather import EVALUATION, SATISFACTION
from responder.evaluation.record import MARKS, store
from responder.evaluation.rules import Rules, default_rules
from responder.procedure.place import require


def close(session: Session, case: Case, *, note: str, by: User, policy: Policy, now: datetime) -> Closure:
    """Close the case. It must have been answered; a false alarm is closed by `dismiss`."""
    require(session, case, "close", by)
    if not note.strip():
        raise Refused("办结须写明处理结果")
    require_nothing_open(session, case, "办结")
    return _end(session, case, "close", note, by, policy, now)


def dismiss(session: Session, case: Case, *, note: str, by: User, policy: Policy, now: datetime) -> Closure:
    """误报: close a case that never was a duty, with the reason; held cases are dismissed here too."""
    require(session, case, "dismiss", by)
    return end_as_false(session, case, "dismiss", note, by=by, policy=policy, now=now)


def end_as_false(
    session: Session, case: Case, action: str, note: str, *, by: User, policy: Policy, now: datetime
) -> Closure:
    """Close a case that was no duty: its clocks leave the count."""
    if not note.strip():
        raise Refused("请写明为什么是误报")
    require_nothing_open(session, case, "按误报办结")
    case.held_at, case.held_reason = None, None
    keeper.supersede_all(session, case, now)
    return _end(session, case, action, note, by, policy, now)


def require_nothing_open(session: Session, case: Case, deed: str) -> None:
    """Refuse to end a case on which a task is still owed."""
    for owed, remedy in open_tasks(session, case):
        raise Refused(f"{owed}，不能{deed}；{remedy}")


def open_tasks(session: Session, case: Case) -> Iterator[tuple[str, str]]:
    """What has to be settled before the case may end, and who settles it."""
    if casefile.instructions(session, case, open_only=True):
        yield "尚有领导批示未报告办理情况", "请承办单位先书面报告"
    if casefile.referrals(session, case, open_only=True):
        yield "尚有上报或转办没有移交凭证", "请新闻办先登记移交"
    if casefile.open_objection(session, case):
        yield "派单异议尚未处理", "请新闻办先处理异议"


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
    require(session, case, "evaluate", by)
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
    keeper.replan(session, case, policy, now)
    if action == "close":
        faults.find(session, case, now)
        commend_on_facts(session, case, now)
    return record
