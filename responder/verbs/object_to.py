"""派单异议: the lead unit says that a case is not its own; the office upholds that or rejects it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.actors import Actor
from huiying.core.errors import Refused
from huiying.core.models import Assignment, Case, CaseNote, Unit, User
from responder import casefile
from responder.casefile import OBJECTION, OBJECTION_DECIDED
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.outbox import queue
from responder.procedure.place import require
from responder.verbs.assign import give


def object_to(
    session: Session,
    case: Case,
    *,
    reason: str,
    by: Actor,
    policy: Policy,
    now: datetime,
    suggests: Unit | None = None,
) -> CaseNote:
    """Record the lead unit's objection to its assignment, once per assignment.

    `suggests` is the unit that it thinks is in charge. The clocks run on until the office decides, which
    it owes within a clock of its own.
    """
    require(session, case, "object", by)
    given = _assignment(session, case)
    _require_objectable(session, case, given, reason, suggests)
    detail = {
        "assignment": given.id,
        "unit": given.lead_unit_id,
        "suggests": suggests.id if suggests else None,
    }
    record = CaseNote(case_id=case.id, kind=OBJECTION, text=reason.strip(), detail=detail, by=by.name, at=now)
    session.add(record)
    session.flush()
    audit.record(session, "object", "case", case.id, by=by.name, now=now, assignment=given.id)
    keeper.replan(session, case, policy, now)
    _tell_office(session, case, record, suggests, now)
    return record


def uphold(
    session: Session, objection: CaseNote, *, lead: Unit, note: str, by: User, policy: Policy, now: datetime
) -> Assignment:
    """The office agrees: the case goes to `lead`.

    The unit's clocks that were still in time when it objected move by exactly as long as the objection
    was open; that is recorded with the decision.
    """
    case = _pending(session, objection, by, note)
    if lead.id == objection.detail["unit"]:
        raise Refused(f"异议成立须改派其他单位，{lead.name}正是提出异议的单位")
    moved = keeper.defer(
        session, case, since=objection.at, by=by.name, reason=f"异议成立：{note.strip()}", now=now
    )
    told = {"upheld": True, "lead": lead.id, "deferred": [clock.id for clock in moved]}
    _decide(session, case, objection, told, note, by, now)
    since = objection.at
    return give(session, case, lead, (), note.strip(), by=by, policy=policy, now=now, objected_at=since)


def reject(
    session: Session, objection: CaseNote, *, note: str, by: User, policy: Policy, now: datetime
) -> CaseNote:
    """The office does not agree: the unit keeps the case, and no clock moves."""
    case = _pending(session, objection, by, note)
    record = _decide(session, case, objection, {"upheld": False}, note, by, now)
    keeper.replan(session, case, policy, now)
    _tell_unit(session, case, objection, note, now)
    return record


def _assignment(session: Session, case: Case) -> Assignment:
    given = casefile.assignment(session, case)
    assert given is not None  # the procedure asks for it
    return given


def _require_objectable(
    session: Session, case: Case, given: Assignment, reason: str, suggests: Unit | None
) -> None:
    if not reason.strip():
        raise Refused("派单异议须写明理由：依据什么不归本单位办理")
    if suggests is not None and suggests.id == given.lead_unit_id:
        raise Refused("建议的承办单位不能是本单位")
    if case.id in casefile.objections(session, [case.id]):
        raise Refused(f"对事项 {case.number} 的本次交办已经提过异议，请等待新闻办处理或按原派单办理")


def _decision(session: Session, objection: CaseNote) -> CaseNote | None:
    notes = casefile.notes(session, session.get_one(Case, objection.case_id), OBJECTION_DECIDED)
    return next((note for note in notes if note.detail["objection"] == objection.id), None)


def _pending(session: Session, objection: CaseNote, by: User, note: str) -> Case:
    case = session.get_one(Case, objection.case_id)
    require(session, case, "decide_objection", by)
    given = _assignment(session, case)
    if objection.kind != OBJECTION or objection.detail["assignment"] != given.id:
        raise Refused("这不是对现行派单的异议，事项可能已经改派")
    if _decision(session, objection):
        raise Refused("这项异议已经处理，无需重复")
    if not note.strip():
        raise Refused("处理异议须写明理由")
    return case


def _decide(
    session: Session,
    case: Case,
    objection: CaseNote,
    told: dict[str, Any],
    note: str,
    by: User,
    now: datetime,
) -> CaseNote:
    lasted = int((now - objection.at).total_seconds())
    detail = {"objection": objection.id, "lasted_seconds": lasted, **told}
    record = CaseNote(
        case_id=case.id, kind=OBJECTION_DECIDED, text=note.strip(), detail=detail, by=by.name, at=now
    )
    session.add(record)
    session.flush()
    audit.record(session, "decide_objection", "case", case.id, by=by.name, now=now, upheld=told["upheld"])
    keeper.meet(session, case, "objection", at=now, now=now, subject_id=objection.id)
    return record


def _tell_office(
    session: Session, case: Case, record: CaseNote, suggests: Unit | None, now: datetime
) -> None:
    unit = session.get_one(Unit, record.detail["unit"])
    queue(
        session,
        kind="objection",
        duty="office",
        unit_id=None,
        subject=f"【派单异议】{case.title}",
        lines=[
            f"{unit.name}对事项 {case.number} 的交办提出异议：{record.text}",
            f"建议由{suggests.name}办理。" if suggests else "未建议其他承办单位。",
            "请尽快决定改派或维持；决定之前原时限照常计算。",
        ],
        now=now,
        occasion=f"objection:{record.id}",
        case=case,
    )


def _tell_unit(session: Session, case: Case, objection: CaseNote, note: str, now: datetime) -> None:
    queue(
        session,
        kind="objection_decided",
        duty="handler",
        unit_id=objection.detail["unit"],
        subject=f"【异议处理】{case.title}",
        lines=[f"对事项 {case.number} 的派单异议不成立：{note.strip()}", "请按原时限办理。"],
        now=now,
        occasion=f"objection_decided:{objection.id}",
        case=case,
    )
