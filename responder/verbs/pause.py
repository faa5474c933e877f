"""暂停、恢复: the clocks that may stand still do so, and are due later by exactly that time."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Case, Pause, User
from responder import casefile
from responder.clocks import keeper
from responder.procedure.place import require
from responder.verbs.telling import tell_unit
from responder.wording import moment

# Why a clock may stand still; the first is the law's own (国务院令第711号 art. 32, 33).
GROUNDS = {
    "third_party": "征求第三方意见",
    "applicant": "等待来信人或申请人补充材料",
    "force_majeure": "不可抗力",
}


def pause(session: Session, case: Case, *, ground: str, reason: str, by: User, now: datetime) -> Pause:
    """Stop those of the case's clocks whose rule allows it and that are not late yet."""
    require(session, case, "pause", by)
    if ground not in GROUNDS:
        raise Refused(f"暂停须写明事由，可选：{'、'.join(GROUNDS.values())}")
    if not reason.strip():
        raise Refused("暂停须写明向谁征求意见、等待什么")
    if casefile.open_objection(session, case):
        raise Refused("派单异议尚未处理，不能暂停；请先处理异议")
    record = Pause(case_id=case.id, ground=ground, reason=reason.strip(), by=by.name, at=now)
    stopped = keeper.stop(session, case, now)
    if not stopped:
        raise Refused(
            f"事项 {case.number} 没有可以暂停的时限：法定和园区规定的回应时限不能暂停，逾期的也不能"
        )
    session.add(record)
    session.flush()
    audit.record(session, "pause", "case", case.id, by=by.name, now=now, pause=record.id)
    names = "、".join(keeper.milestone_name(clock) for clock in stopped)
    lines = [f"事项 {case.number} 的{names}自 {moment(now)} 起暂停计时：{GROUNDS[ground]}。", record.reason]
    tell_unit(session, case, kind="paused", head="暂停", lines=lines, occasion=f"paused:{record.id}", now=now)
    return record


def resume(session: Session, case: Case, *, why: str, by: User, now: datetime) -> Pause:
    """Let the stopped clocks run on, each due later by exactly the time that it stood."""
    require(session, case, "resume", by)
    record = casefile.pause(session, case)
    if record is None:
        raise Refused(f"事项 {case.number} 没有暂停，无需恢复")
    if not why.strip():
        raise Refused("恢复计时须写明结果，如第三方是否同意")
    return end_pause(session, case, record, why=why.strip(), by=by, now=now)


def end_pause(session: Session, case: Case, record: Pause, *, why: str, by: User, now: datetime) -> Pause:
    """What every end of a pause does, whichever verb let it through."""
    record.resumed_by, record.resumed_at, record.resumed_why = by.name, now, why
    session.flush()
    moved = keeper.go_on(
        session, case, by=by.name, reason=f"{GROUNDS[record.ground]}：{record.reason}", now=now
    )
    audit.record(session, "resume", "case", case.id, by=by.name, now=now, pause=record.id)
    dues = [f"{keeper.milestone_name(clock)}：{moment(clock.due_at)} 前" for clock in moved]
    lines = [f"事项 {case.number} 恢复计时，时限按暂停的长短顺延。", *dues]
    tell_unit(
        session, case, kind="resumed", head="恢复", lines=lines, occasion=f"resumed:{record.id}", now=now
    )
    return record
