"""上报、转办园区外: a case is laid before the county, or handed to whom it concerns outside the park.

Each has a clock of its own, which runs until the hand-over is proven.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Case, Referral, User
from responder import casefile
from responder.clocks import keeper
from responder.clocks.policy import Policy
from responder.procedure.place import require
from responder.procedure.words import VERBS
from responder.verbs.telling import tell, tell_unit
from responder.wording import moment


def report_up(
    session: Session, case: Case, *, receiver: str, reason: str, by: User, policy: Policy, now: datetime
) -> Referral:
    """Decide to lay the case before a higher office; what the park owes it owes on."""
    require(session, case, "report_up", by)
    return _refer(session, case, "report_up", receiver, reason, by, policy, now)


def refer_out(
    session: Session, case: Case, *, receiver: str, reason: str, by: User, policy: Policy, now: datetime
) -> Referral:
    """Decide to hand the case to an office outside the park. Until the hand-over is proven everything is
    owed as before; afterwards an opinion is no longer answered here, and a sender is still told."""
    require(session, case, "refer_out", by)
    return _refer(session, case, "refer_out", receiver, reason, by, policy, now)


def hand_over(
    session: Session,
    referral: Referral,
    *,
    received_as: str,
    evidence: str,
    by: User,
    policy: Policy,
    now: datetime,
) -> None:
    """Record the proof: the receiver's number or receipt, and how it was handed over."""
    case = session.get_one(Case, referral.case_id)
    require(session, case, "hand_over", by)
    if referral.handed_at is not None:
        raise Refused("这次移交已经登记，无需重复")
    if not received_as.strip() or not evidence.strip():
        raise Refused("登记移交须写明接收方的收文编号或回执，以及移交的方式和凭证")
    referral.received_as, referral.evidence = received_as.strip(), evidence.strip()
    referral.handed_by, referral.handed_at = by.name, now
    session.flush()
    audit.record(session, "hand_over", "case", case.id, by=by.name, now=now, referral=referral.id)
    keeper.meet(session, case, referral.way, at=now, now=now, subject_id=referral.id)
    if referral.way == "refer_out" and case.kind == "opinion":
        keeper.end_overdue(session, case, now)
    keeper.replan(session, case, policy, now)
    _tell_handed(session, case, referral, now)


def _refer(
    session: Session,
    case: Case,
    way: str,
    receiver: str,
    reason: str,
    by: User,
    policy: Policy,
    now: datetime,
) -> Referral:
    name = VERBS[way]  # type: ignore[index]
    if not receiver.strip() or not reason.strip():
        raise Refused(f"{name}须写明接收单位和理由")
    if any(one.way == way for one in casefile.referrals(session, case, open_only=True)):
        raise Refused(f"事项 {case.number} 已决定{name}，请先登记移交凭证")
    record = Referral(
        case_id=case.id, way=way, receiver=receiver.strip(), reason=reason.strip(), by=by.name, at=now
    )
    session.add(record)
    session.flush()
    audit.record(session, way, "case", case.id, by=by.name, now=now, referral=record.id)
    keeper.replan(session, case, policy, now)
    _tell_decided(session, case, record, name, now)
    return record


def _tell_decided(session: Session, case: Case, record: Referral, name: str, now: datetime) -> None:
    owed = [c for c in keeper.running(session, case, holder="office") if c.subject_id == record.id]
    by_when = f"请于 {moment(owed[0].due_at)} 前移交，并登记移交凭证。" if owed else "请尽快移交并登记凭证。"
    lines = [f"事项 {case.number} 决定{name}：{record.receiver}。理由：{record.reason}", by_when]
    occasion = f"{record.way}:{record.id}"
    tell(session, case, kind="referral", duty="office", head=name, lines=lines, occasion=occasion, now=now)
    tell(
        session, case, kind="referral", duty="leadership", head=name, lines=lines, occasion=occasion, now=now
    )


def _tell_handed(session: Session, case: Case, record: Referral, now: datetime) -> None:
    said = f"事项 {case.number} 已移交{record.receiver}（{record.received_as}）。"
    after = {
        ("report_up", True): "上报不改变本单位的办理时限，请继续办理。",
        ("refer_out", True): "来信人仍须答复：请告知其事项已转交何处。",
    }
    next_ = after.get(
        (record.way, record.way == "report_up" or case.kind == "message"), "本园区的回应时限不再计算。"
    )
    tell_unit(
        session,
        case,
        kind="handed_over",
        head="移交",
        lines=[said, next_],
        occasion=f"handed:{record.id}",
        now=now,
    )
