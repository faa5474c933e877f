"""批示: a leader's written instruction on a case, a task of one unit that ends with its written report."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.actors import Actor
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Case, Instruction, Unit, User
from responder.clocks import keeper
from responder.clocks.limits import parse_limit
from responder.clocks.policy import Policy
from responder.procedure.place import require
from responder.verbs.telling import tell
from responder.wording import moment


def instruct(
    session: Session,
    case: Case,
    *,
    text: str,
    unit: Unit,
    by: User,
    policy: Policy,
    now: datetime,
    leader: User | None = None,
    term: str | None = None,
) -> Instruction:
    """Record an instruction for a unit. The office records one that `leader` gave on paper; `term` is the
    limit that the leader set, else the policy's."""
    require(session, case, "instruct", by)
    given_by = by if by.role == "leader" else leader
    if given_by is None or given_by.role != "leader":
        raise Refused("登记批示须写明由哪位领导作出")
    if not text.strip():
        raise Refused("批示内容不能为空")
    if unit.disabled_at is not None:
        raise Refused(f"{unit.name}已停用，请另选承办单位")
    record = Instruction(
        case_id=case.id,
        unit_id=unit.id,
        text=text.strip(),
        term=_checked(term),
        given_by=given_by.name,
        by=by.name,
        at=now,
    )
    session.add(record)
    session.flush()
    audit.record(session, "instruct", "case", case.id, by=by.name, now=now, instruction=record.id)
    keeper.replan(session, case, policy, now)
    _tell_unit(session, case, record, unit, now)
    return record


def report_back(
    session: Session, given: Instruction, *, report: str, by: Actor, policy: Policy, now: datetime
) -> None:
    """The unit's written report, once; the leader and the office hear of it."""
    case = session.get_one(Case, given.case_id)
    require(session, case, "report_back", by)
    unit = session.get_one(Unit, given.unit_id)
    if by.unit_id != given.unit_id:
        raise NotAllowed(f"批示办理情况由{unit.name}报告，您的账号没有这项权限")
    if given.reported_at is not None:
        raise Refused("这件批示已经报告办理情况")
    if not report.strip():
        raise Refused("请写明批示的办理情况")
    given.report, given.reported_by, given.reported_at = report.strip(), by.name, now
    session.flush()
    audit.record(session, "report_back", "case", case.id, by=by.name, now=now, instruction=given.id)
    keeper.meet(session, case, "instruction", at=now, now=now, subject_id=given.id)
    keeper.replan(session, case, policy, now)
    lines = [f"{unit.name}报告对事项 {case.number} 批示的办理情况：{given.report}"]
    for duty in ("office", "leadership"):
        occasion = f"reported_back:{given.id}"
        tell(
            session, case, kind="report", duty=duty, head="批示办理", lines=lines, occasion=occasion, now=now
        )


def _checked(term: str | None) -> str | None:
    if not (term or "").strip():
        return None
    try:
        parse_limit(term or "")
    except ValueError as error:
        raise Refused(str(error)) from error
    return term


def _tell_unit(session: Session, case: Case, record: Instruction, unit: Unit, now: datetime) -> None:
    owed = [
        c for c in keeper.running(session, case) if (c.milestone, c.subject_id) == ("instruction", record.id)
    ]
    lines = [f"对事项 {case.number}“{case.title}”的批示：{record.text}"]
    lines += [f"请于 {moment(clock.due_at)} 前书面报告办理情况。" for clock in owed]
    for duty in ("handler", "head"):
        tell(
            session,
            case,
            kind="instruction",
            duty=duty,
            head="批示",
            lines=lines,
            occasion=f"instruction:{record.id}",
            now=now,
            unit_id=unit.id,
        )
