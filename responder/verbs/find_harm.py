"""认定严重后果: a person finds serious harm beside a fault, and accountability is proposed."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Case, Clock, Fault, HarmFinding, Proposal, Unit, User
from responder.accountability import evidence
from responder.accountability.faults import standing
from responder.accountability.propose import propose, tell_leadership
from responder.accountability.terms import terms
from responder.verbs.permission import require_office
from responder.words import FAULTS


def find_harm(session: Session, interview: Proposal, *, text: str, by: User, now: datetime) -> Proposal:
    """Find serious harm beside the lateness for which an interview was proposed.

    The new proposal carries all faults of that unit on the case, and the evidence as it stands now.
    """
    _require_said(by, text)
    if interview.kind == "accountability":
        raise Refused("这份建议已经是问责建议")
    if interview.kind == "criticism":
        raise Refused("多次未按时回应只提请通报批评；某一次造成严重后果的，请在该次过错上认定")
    session.refresh(interview, with_for_update=True)
    known = select(Proposal).where(Proposal.kind == "accountability", Proposal.clock_id == interview.clock_id)
    if interview.clock_id is not None and session.scalars(known).first():
        raise Refused("这一时限已经提出过问责建议")
    case = session.get_one(Case, interview.case_id)
    clock = session.get(Clock, interview.clock_id) if interview.clock_id else None
    found = _open_faults(session, case, interview.unit_id)
    faults = [*interview.faults, *(one.kind for one in found)]
    proposal = _propose(session, case, interview.unit_id, faults, interview.summary, clock, text, by, now)
    _claim(session, found, proposal)
    return proposal


def find_harm_of(session: Session, fault: Fault, *, text: str, by: User, now: datetime) -> Proposal:
    """Find serious harm beside a fault on record; once for each fault."""
    _require_said(by, text)
    session.refresh(fault, with_for_update=True)
    if fault.proposal_id is not None:
        raise Refused("这项过错已经提出过问责建议")
    if session.scalar(select(Fault.id).where(Fault.id == fault.id, standing())) is None:
        raise Refused("这项过错已不成立：所依据的时限后来查明已按时完成，或不再计算")
    case = session.get_one(Case, fault.case_id)
    found = [fault, *(one for one in _open_faults(session, case, fault.unit_id) if one.id != fault.id)]
    unit = session.get(Unit, fault.unit_id) if fault.unit_id else None
    said = "；".join(f"{FAULTS[one.kind]}：{one.said}" for one in found)
    summary = f"{unit.name if unit else '新闻办'}办理事项 {case.number}“{case.title}”有过错（{said}）。"
    clock = _free_clock(session, fault)
    kinds = [one.kind for one in found]
    proposal = _propose(session, case, fault.unit_id, kinds, summary, clock, text, by, now, fault.at)
    _claim(session, found, proposal)
    return proposal


def _require_said(by: User, text: str) -> None:
    require_office(by, "认定严重后果")
    if not text.strip():
        raise Refused("请写明造成了什么严重后果，依据是什么")


def _open_faults(session: Session, case: Case, unit_id: int | None) -> list[Fault]:
    """The unit's faults on the case that still stand and that no proposal carries yet."""
    query = select(Fault).where(
        Fault.case_id == case.id,
        Fault.unit_id.is_not_distinct_from(unit_id),
        Fault.proposal_id.is_(None),
        standing(),
    )
    return list(session.scalars(query.order_by(Fault.at, Fault.id)))


def _free_clock(session: Session, fault: Fault) -> Clock | None:
    """The fault's clock, unless a proposal for accountability names it already."""
    taken = select(Proposal.id).where(Proposal.kind == "accountability", Proposal.clock_id == fault.clock_id)
    if fault.clock_id is None or session.scalar(taken) is not None:
        return None
    return session.get(Clock, fault.clock_id)


def _propose(
    session: Session,
    case: Case,
    unit_id: int | None,
    faults: Iterable[str],
    summary: str,
    clock: Clock | None,
    text: str,
    by: User,
    now: datetime,
    since: datetime | None = None,
) -> Proposal:
    beside = (
        evidence.bundle(session, clock, case, now)
        if clock
        else evidence.of_case(session, case, since or case.detected_at, now)
    )
    proposal = propose(
        session,
        case,
        kind="accountability",
        unit_id=unit_id,
        faults=list(dict.fromkeys(faults)),
        summary=f"{summary}经认定造成严重后果：{text.strip()}",
        evidence=beside,
        by=by.name,
        under=terms(session, case, clock),
        now=now,
        clock=clock,
    )
    session.add(HarmFinding(proposal_id=proposal.id, text=text.strip(), by=by.name, at=now))
    audit.record(session, "find_harm", "proposal", proposal.id, by=by.name, now=now)
    tell_leadership(session, proposal, now)
    return proposal


def _claim(session: Session, faults: list[Fault], proposal: Proposal) -> None:
    ids = [fault.id for fault in faults]
    claimed = session.execute(
        update(Fault).where(Fault.id.in_(ids), Fault.proposal_id.is_(None)).values(proposal_id=proposal.id)
    )
    assert isinstance(claimed, CursorResult)
    if claimed.rowcount != len(ids):
        raise Refused("这些过错刚刚已由他人提出问责建议，请刷新后再看")
