"""问责: from a finding of harm over the unit's statement to a leader's decision."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Absence, Case, Decision, HarmFinding, Proposal, UnitStatement, User
from huiying.core.models.accountability import MEASURES
from responder.duty import signing
from responder.outbox import queue
from responder.verbs.permission import require_leader, require_office
from responder.words import MEASURES as MEASURE_NAMES


def find_harm(session: Session, interview: Proposal, *, text: str, by: User, now: datetime) -> Proposal:
    """A person finds serious harm beside a fault that the machine recorded: accountability is proposed.

    The new proposal carries the same faults and evidence; the machine alone never gets here.
    """
    require_office(by, "认定严重后果")
    if not text.strip():
        raise Refused("请写明造成了什么严重后果，依据是什么")
    if interview.kind == "accountability":
        raise Refused("这份建议已经是问责建议")
    known = select(Proposal).where(Proposal.kind == "accountability", Proposal.clock_id == interview.clock_id)
    if session.scalars(known).first():
        raise Refused("这一时限已经提出过问责建议")
    proposal = Proposal(
        kind="accountability",
        case_id=interview.case_id,
        clock_id=interview.clock_id,
        unit_id=interview.unit_id,
        faults=interview.faults,
        summary=f"{interview.summary}经认定造成严重后果：{text.strip()}",
        evidence=interview.evidence,
        proposed_by=by.name,
        proposed_at=now,
    )
    session.add(proposal)
    session.flush()
    session.add(HarmFinding(proposal_id=proposal.id, text=text.strip(), by=by.name, at=now))
    audit.record(session, "find_harm", "proposal", proposal.id, by=by.name, now=now)
    tell_leadership(session, proposal, now)
    return proposal


def state_side(session: Session, proposal: Proposal, *, text: str, by: User, now: datetime) -> UnitStatement:
    """The unit states its side; allowed until the decision."""
    if by.unit_id is None or by.unit_id != proposal.unit_id:
        raise NotAllowed("陈述意见由被提请的单位填写，您的账号没有这项权限")
    if session.get(Decision, proposal.id):
        raise Refused("这份建议已有决定，不再接收陈述")
    if not text.strip():
        raise Refused("陈述内容不能为空")
    record = UnitStatement(proposal_id=proposal.id, text=text.strip(), by=by.name, at=now)
    session.add(record)
    session.flush()
    audit.record(session, "state_side", "proposal", proposal.id, by=by.name, now=now)
    return record


def waive_side(session: Session, proposal: Proposal, *, by: User, note: str, now: datetime) -> None:
    """Record that the unit was asked for its side and gave none, so that a decision can be made."""
    require_office(by, "登记未作陈述")
    if not note.strip():
        raise Refused("请写明何时、以何种方式通知该单位陈述")
    session.add(
        UnitStatement(proposal_id=proposal.id, text=f"（未作陈述）{note.strip()}", by=by.name, at=now)
    )
    audit.record(session, "waive_side", "proposal", proposal.id, by=by.name, now=now)


def decide(
    session: Session,
    proposal: Proposal,
    *,
    measure: str,
    reason: str,
    by: User,
    now: datetime,
    in_the_name_of: Absence | None = None,
) -> Decision:
    """A leader decides, with a reason, after the unit was heard, never in a matter of their own line.

    `in_the_name_of`: the delegation under which `by` decides for another leader; it is neither's own line,
    and both names are kept.
    """
    require_leader(by, "问责决定")
    if by.unit_id is not None and by.unit_id == proposal.unit_id:
        raise NotAllowed("事涉本人分管的单位，请由其他领导决定")
    if in_the_name_of is not None:
        _require_delegated(session, proposal, in_the_name_of, by, now)
    if measure not in MEASURES:
        raise Refused(f"没有“{measure}”这种处理，可选：{'、'.join(MEASURE_NAMES.values())}")
    _require_decidable(session, proposal, measure, reason)
    whose = in_the_name_of.id if in_the_name_of else None
    record = Decision(
        proposal_id=proposal.id,
        measure=measure,
        reason=reason.strip(),
        by=by.name,
        at=now,
        absence_id=whose,
    )
    session.add(record)
    detail = {"measure": measure, "absence": whose}
    audit.record(session, "decide", "proposal", proposal.id, by=by.name, now=now, **detail)
    _tell_unit(session, proposal, record)
    return record


def _require_delegated(
    session: Session, proposal: Proposal, record: Absence, by: User, now: datetime
) -> None:
    signing.require(session, record, by, "decide", now)
    line = signing.line_of(session, record)
    if line is not None and line == proposal.unit_id:
        raise NotAllowed(f"事涉{record.person}分管的单位，代签人也不能决定，请由其他领导决定")


def _require_decidable(session: Session, proposal: Proposal, measure: str, reason: str) -> None:
    if not reason.strip():
        raise Refused("决定须写明理由")
    if session.get(Decision, proposal.id):
        raise Refused("这份建议已有决定；更正须另作新的记录")
    heard = select(UnitStatement.id).where(UnitStatement.proposal_id == proposal.id).limit(1)
    if measure != "none" and session.scalar(heard) is None:
        raise Refused("作出决定前须先听取该单位陈述；该单位未作陈述的，请新闻办登记")
    if measure == "accountability" and session.get(HarmFinding, proposal.id) is None:
        raise Refused("未经认定造成严重后果，不能问责")


def tell_leadership(session: Session, proposal: Proposal, now: datetime) -> None:
    """Tell the office and the leadership that a proposal awaits a decision."""
    name = MEASURE_NAMES[proposal.kind]
    case = session.get_one(Case, proposal.case_id)
    for duty in ("office", "leadership"):
        queue(
            session,
            kind="proposal",
            duty=duty,
            unit_id=None,
            subject=f"【提请{name}】{case.title}",
            lines=[proposal.summary, "机器只提建议，是否处理由领导决定。"],
            now=now,
            occasion=f"proposal:{proposal.id}",
            case=case,
        )


def _tell_unit(session: Session, proposal: Proposal, record: Decision) -> None:
    case = session.get_one(Case, proposal.case_id)
    queue(
        session,
        kind="decision",
        duty="head",
        unit_id=proposal.unit_id,
        subject=f"【决定】{case.title}",
        lines=[f"对事项 {case.number} 的提请，决定：{MEASURE_NAMES[record.measure]}。理由：{record.reason}"],
        now=record.at,
        occasion=f"decision:{proposal.id}",
        case=case,
    )
