"""更正决定: a later decision in the place of an earlier one. Both stay on record, each with its reason."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import (
    Absence,
    Case,
    Commendation,
    CommendationCorrection,
    DecisionCorrection,
    Proposal,
    User,
)
from responder.accountability import in_force
from responder.accountability.lines import is_own_matter
from responder.accountability.public import NOTICE, draft_of_decision
from responder.outbox import queue
from responder.verbs.account import require_delegated, require_fit
from responder.verbs.permission import require_leader
from responder.verbs.telling import tell
from responder.words import MEASURES


def correct_decision(
    session: Session,
    proposal: Proposal,
    *,
    measure: str,
    reason: str,
    by: User,
    now: datetime,
    in_the_name_of: Absence | None = None,
) -> DecisionCorrection:
    """Decide anew on what was decided, on the same conditions as the first time, with another measure; any
    leader of another line may, and the unit is told."""
    _require_other_line(session, by, proposal.unit_id)
    if in_the_name_of is not None:
        require_delegated(session, proposal, in_the_name_of, by, now)
    session.refresh(proposal, with_for_update=True)
    made = in_force.decisions(session, [proposal.id]).get(proposal.id)
    if not made:
        raise Refused("这份建议尚无决定，无从更正")
    require_fit(session, proposal, measure, reason, now)
    if made[-1].measure == measure:
        raise Refused(f"现行决定已是“{MEASURES[measure]}”，没有可更正的")
    record = DecisionCorrection(
        proposal_id=proposal.id,
        nth=len(made),
        measure=measure,
        reason=reason.strip(),
        by=by.name,
        at=now,
        absence_id=in_the_name_of.id if in_the_name_of else None,
    )
    session.add(record)
    session.flush()
    detail = {"measure": measure, "before": made[-1].measure, "absence": record.absence_id}
    audit.record(session, "correct_decision", "proposal", proposal.id, by=by.name, now=now, **detail)
    if measure != "none":
        draft_of_decision(session, proposal, NOTICE, now)
    _tell_of_decision(session, proposal, record, made[-1].measure)
    return record


def correct_commendation(
    session: Session, proposed: Commendation, *, granted: bool, reason: str, by: User, now: datetime
) -> CommendationCorrection:
    """Grant what was not granted, or the other way round; any leader of another line may."""
    _require_other_line(session, by, proposed.unit_id)
    session.refresh(proposed, with_for_update=True)
    made = in_force.grants(session, [proposed.id]).get(proposed.id)
    if not made:
        raise Refused("这份表彰建议尚无决定，无从更正")
    if not reason.strip():
        raise Refused("更正决定须写明理由")
    if made[-1].granted == granted:
        raise Refused(f"现行决定已是“{'表彰' if granted else '不予表彰'}”，没有可更正的")
    record = CommendationCorrection(
        commendation_id=proposed.id, nth=len(made), granted=granted, reason=reason.strip(), by=by.name, at=now
    )
    session.add(record)
    session.flush()
    detail = {"granted": granted}
    audit.record(session, "correct_commendation", "commendation", proposed.id, by=by.name, now=now, **detail)
    _tell_of_commendation(session, proposed, record)
    return record


def _require_other_line(session: Session, by: User, unit_id: int | None) -> None:
    require_leader(by, "更正决定")
    if is_own_matter(session, by, unit_id):
        raise NotAllowed("事涉本人分管的单位，请由其他领导更正")


def _tell_of_decision(session: Session, proposal: Proposal, record: DecisionCorrection, before: str) -> None:
    case = session.get_one(Case, proposal.case_id)
    changed = f"原决定“{MEASURES[before]}”更正为“{MEASURES[record.measure]}”"
    queue(
        session,
        kind="decision",
        duty="head",
        unit_id=proposal.unit_id,
        subject=f"【更正决定】{case.title}",
        lines=[f"对事项 {case.number} 的提请，{changed}。理由：{record.reason}"],
        now=record.at,
        occasion=f"decision:{proposal.id}:{record.nth}",
        case=case,
    )


def _tell_of_commendation(session: Session, proposed: Commendation, record: CommendationCorrection) -> None:
    result = "更正为表彰" if record.granted else "更正为不予表彰"
    tell(
        session,
        session.get_one(Case, proposed.case_id),
        kind="commendation",
        duty="head",
        head="更正表彰决定",
        lines=[f"{proposed.number}：{proposed.grounds}。", f"原决定{result}。理由：{record.reason}"],
        occasion=f"commendation:{proposed.id}:{record.nth}",
        now=record.at,
        unit_id=proposed.unit_id,
    )
