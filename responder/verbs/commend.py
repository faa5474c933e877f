"""表彰: the press office proposes, a leader decides with a reason; the unit hears of it."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Case, Commendation, CommendationDecision, Unit, User
from responder.accountability.lines import is_own_matter
from responder.accountability.merits import add
from responder.verbs.permission import require_leader, require_office
from responder.verbs.telling import tell


def commend(
    session: Session,
    case: Case,
    *,
    unit: Unit,
    grounds: str,
    by: User,
    now: datetime,
    facts: Sequence[str] = (),
) -> Commendation:
    """Propose that the unit be commended for what it did on the case."""
    require_office(by, "提请表彰")
    if not grounds.strip():
        raise Refused("请写明该单位做得好在哪里")
    row = {
        "key": f"person:{uuid.uuid4().hex}",
        "case_id": case.id,
        "unit_id": unit.id,
        "grounds": grounds.strip(),
        "facts": list(facts),
    }
    record = add(session, row, by=by.name, now=now)
    assert record is not None
    return record


def decide_commendation(
    session: Session, proposed: Commendation, *, granted: bool, reason: str, by: User, now: datetime
) -> CommendationDecision:
    """Grant it or not; once, by a leader of another line."""
    require_leader(by, "表彰决定")
    if is_own_matter(session, by, proposed.unit_id):
        raise NotAllowed("事涉本人分管的单位，请由其他领导决定")
    session.refresh(proposed, with_for_update=True)
    if session.get(CommendationDecision, proposed.id):
        raise Refused("这份表彰建议已有决定")
    if not reason.strip():
        raise Refused("决定须写明理由")
    record = CommendationDecision(
        commendation_id=proposed.id, granted=granted, reason=reason.strip(), by=by.name, at=now
    )
    session.add(record)
    session.flush()
    audit.record(
        session, "decide_commendation", "commendation", proposed.id, by=by.name, now=now, granted=granted
    )
    if granted:
        _tell_unit(session, proposed, record)
    return record


def _tell_unit(session: Session, proposed: Commendation, record: CommendationDecision) -> None:
    tell(
        session,
        session.get_one(Case, proposed.case_id),
        kind="commendation",
        duty="head",
        head="表彰",
        lines=[f"{proposed.number}：{proposed.grounds}。", f"决定表彰。理由：{record.reason}"],
        occasion=f"commendation:{proposed.id}",
        now=record.at,
        unit_id=proposed.unit_id,
    )
