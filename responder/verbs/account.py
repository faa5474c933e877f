"""问责: from a proposal over the unit's statement to a leader's decision."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Absence, Case, Decision, HarmFinding, Proposal, UnitStatement, User
from huiying.core.models.accountability import MEASURES
from responder.accountability.lines import is_own_matter
from responder.accountability.public import NOTICE, draft_of_decision
from responder.duty import signing
from responder.outbox import queue
from responder.verbs.permission import require_leader, require_office
from responder.wording import moment
from responder.words import MEASURES as MEASURE_NAMES


def state_side(session: Session, proposal: Proposal, *, text: str, by: User, now: datetime) -> UnitStatement:
    """The unit states its side; allowed until the decision."""
    session.refresh(proposal, with_for_update=True)
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
    session.refresh(proposal, with_for_update=True)
    if session.get(Decision, proposal.id):
        raise Refused("这份建议已有决定，无需再登记")
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
    """A leader decides, with a reason, after the unit was heard or let its time pass, never in a matter of
    their own line; once, whoever decides at the same moment.

    `in_the_name_of`: the delegation under which `by` decides for another leader; it is neither's own line,
    and both names are kept.
    """
    require_leader(by, "问责决定")
    if is_own_matter(session, by, proposal.unit_id):
        raise NotAllowed("事涉本人分管的单位，请由其他领导决定")
    if in_the_name_of is not None:
        require_delegated(session, proposal, in_the_name_of, by, now)
    session.refresh(proposal, with_for_update=True)
    _require_decidable(session, proposal, measure, reason, now)
    record = _decision(proposal, measure, reason, by, now, in_the_name_of)
    session.add(record)
    session.flush()
    detail = {"measure": measure, "absence": record.absence_id}
    audit.record(session, "decide", "proposal", proposal.id, by=by.name, now=now, **detail)
    if measure != "none":
        draft_of_decision(session, proposal, NOTICE, now)
    _tell_unit(session, proposal, record)
    return record


def _decision(
    proposal: Proposal, measure: str, reason: str, by: User, now: datetime, in_the_name_of: Absence | None
) -> Decision:
    return Decision(
        proposal_id=proposal.id,
        measure=measure,
        reason=reason.strip(),
        by=by.name,
        at=now,
        absence_id=in_the_name_of.id if in_the_name_of else None,
    )


def require_delegated(session: Session, proposal: Proposal, record: Absence, by: User, now: datetime) -> None:
    """Refuse a delegation that does not hold, or whose giver may not decide here either."""
    signing.require(session, record, by, "decide", now)
    owner = session.get(User, record.user_id or 0)
    if owner is None or is_own_matter(session, owner, proposal.unit_id):
        raise NotAllowed(f"事涉{record.person}分管的单位，代签人也不能决定，请由其他领导决定")


def side_is_open(session: Session, proposal: Proposal, now: datetime) -> bool:
    """Whether the unit may still be waited for: it said nothing, nobody waived, its time has not passed."""
    heard = select(UnitStatement.id).where(UnitStatement.proposal_id == proposal.id).limit(1)
    due = proposal.statement_due_at
    return session.scalar(heard) is None and (due is None or now <= due)


def _require_decidable(
    session: Session, proposal: Proposal, measure: str, reason: str, now: datetime
) -> None:
    if session.get(Decision, proposal.id):
        raise Refused("这份建议已有决定；更正须另作新的记录")
    require_fit(session, proposal, measure, reason, now)


def require_fit(session: Session, proposal: Proposal, measure: str, reason: str, now: datetime) -> None:
    """What every decision needs, the first and a later one: a measure that there is, a reason, the unit
    heard, harm found where it is to account."""
    if measure not in MEASURES:
        raise Refused(f"没有“{measure}”这种处理，可选：{'、'.join(MEASURE_NAMES.values())}")
    if not reason.strip():
        raise Refused("决定须写明理由")
    if measure != "none" and side_is_open(session, proposal, now):
        due = proposal.statement_due_at
        until = f"陈述期到{moment(due)}；" if due else ""
        raise Refused(f"作出决定前须先听取该单位陈述。{until}该单位表示不作陈述的，请新闻办登记")
    if measure == "accountability" and session.get(HarmFinding, proposal.id) is None:
        raise Refused("未经认定造成严重后果，不能问责")


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
