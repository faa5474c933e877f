"""督办问责: orders owed an answer, proposals awaiting a decision, faults on record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from dashboard import access, words
from dashboard.queries.earlier import Earlier, earlier_decisions
from dashboard.queries.people import Names
from dashboard.queries.proposal_evidence import EvidenceView, evidence_view
from dashboard.queries.public_texts import TextLine, text_lines
from dashboard.queries.waiting import Countdown
from huiying.core.models import (
    Case,
    Clock,
    Decision,
    Fault,
    HarmFinding,
    Proposal,
    SupervisionOrder,
    UnitStatement,
    User,
)
from responder.accountability import evidence, in_force
from responder.accountability.faults import standing
from responder.duty.signing import in_whose_name

MOST = 100


@dataclass(frozen=True)
class OrderLine:
    """A supervision order with its case; `countdown` is None once it was answered."""

    order: SupervisionOrder
    case: Case
    unit: str
    countdown: Countdown | None


@dataclass(frozen=True)
class ProposalLine:
    """A proposal with its case and, where there is one, the decision in force and those before."""

    proposal: Proposal
    case: Case
    unit: str
    faults: str
    proposed_by: str
    harm: HarmFinding | None
    heard: bool
    decision: in_force.AnyDecision | None
    decided_by: str
    in_whose_name: str
    earlier: list[Earlier]


@dataclass(frozen=True)
class ProposalFile:
    """One proposal with everything that a leader must see before deciding."""

    line: ProposalLine
    statements: list[tuple[UnitStatement, str]]
    evidence: EvidenceView
    texts: list[TextLine]


@dataclass(frozen=True)
class FaultLine:
    """A fault with its case; `stands` is false where its clock turned out to be met, or counts no more."""

    fault: Fault
    case: Case
    unit: str
    found_by: str
    stands: bool


@dataclass(frozen=True)
class FaultFile:
    """One fault with the evidence as it stands now, for whoever has to tell whether harm was done."""

    line: FaultLine
    evidence: EvidenceView


def faults(session: Session, user: User, *, case: Case | None = None, most: int = MOST) -> list[FaultLine]:
    """Faults that stand and that the user may know of, the newest first; of one case, or of all."""
    names = Names(session)
    query = (
        select(Fault, Case)
        .join(Case, Case.id == Fault.case_id)
        .where(access.visible_faults(user), standing())
        .order_by(Fault.at.desc(), Fault.id.desc())
        .limit(most)
    )
    query = query.where(Fault.case_id == case.id) if case else query
    return [_fault(fault, of, names, stands=True) for fault, of in session.execute(query)]


def fault_file(session: Session, user: User, fault_id: int, now: datetime) -> FaultFile:
    """One fault. Raises NotFound where the user may not know of it."""
    fault = access.find_fault(session, user, fault_id)
    case, names = session.get_one(Case, fault.case_id), Names(session)
    clock = session.get(Clock, fault.clock_id) if fault.clock_id else None
    found = (
        evidence.bundle(session, clock, case, now)
        if clock
        else evidence.of_case(session, case, fault.at, now)
    )
    stands = session.scalar(select(Fault.id).where(Fault.id == fault.id, standing())) is not None
    return FaultFile(_fault(fault, case, names, stands=stands), evidence_view(found, names))


def _fault(fault: Fault, case: Case, names: Names, *, stands: bool) -> FaultLine:
    unit = names.unit(fault.unit_id, words.HOLDERS["office"])
    return FaultLine(fault, case, unit, names.person(fault.found_by), stands)


def orders(session: Session, user: User, now: datetime) -> list[OrderLine]:
    """Orders that the user may know of: unanswered ones first, by when the reply is due."""
    names = Names(session)
    query = (
        select(SupervisionOrder, Case)
        .join(Case, Case.id == SupervisionOrder.case_id)
        .where(access.visible_orders(user))
        .order_by(SupervisionOrder.replied_at.is_not(None), SupervisionOrder.reply_due_at)
        .limit(MOST)
    )
    return [_order(order, case, names, now) for order, case in session.execute(query)]


def proposals(session: Session, user: User) -> list[ProposalLine]:
    """Proposals that the user may know of: undecided ones first, the oldest first among them."""
    names = Names(session)
    query = _proposals(user).order_by(Decision.at.is_not(None), Proposal.proposed_at).limit(MOST)
    return [_proposal(session, row, names) for row in session.execute(query)]


def proposal_file(session: Session, user: User, proposal_id: int) -> ProposalFile:
    """One proposal. Raises NotFound where the user may not know of it."""
    found = access.find_proposal(session, user, proposal_id)
    names = Names(session)
    row = session.execute(_proposals(user).where(Proposal.id == found.id)).one()
    said = select(UnitStatement).where(UnitStatement.proposal_id == found.id).order_by(UnitStatement.id)
    statements = [(one, names.person(one.by)) for one in session.scalars(said)]
    texts = text_lines(session, found, names) if access.sees_all(user) else []
    line, beside = _proposal(session, row, names), evidence_view(found.evidence, names)
    return ProposalFile(line, statements, beside, texts)


def _proposals(user: User) -> Select[Proposal, Case, HarmFinding]:
    return (
        select(Proposal, Case, HarmFinding)
        .join(Case, Case.id == Proposal.case_id)
        .outerjoin(HarmFinding, HarmFinding.proposal_id == Proposal.id)
        .outerjoin(Decision, Decision.proposal_id == Proposal.id)
        .where(access.visible_proposals(user))
    )


def _order(order: SupervisionOrder, case: Case, names: Names, now: datetime) -> OrderLine:
    waits = order.replied_at is None
    countdown = Countdown(order.reply_due_at, order.issued_at, now) if waits else None
    return OrderLine(order, case, names.unit(order.unit_id, words.HOLDERS["office"]), countdown)


def _proposal(session: Session, row: Any, names: Names) -> ProposalLine:
    proposal, case, harm = row
    made = in_force.decisions(session, [proposal.id]).get(proposal.id, [])
    decision = made[-1] if made else None
    heard = select(UnitStatement.id).where(UnitStatement.proposal_id == proposal.id).limit(1)
    return ProposalLine(
        proposal=proposal,
        case=case,
        unit=names.unit(proposal.unit_id, words.HOLDERS["office"]),
        faults="、".join(words.FAULTS.get(fault, fault) for fault in proposal.faults),
        proposed_by=names.person(proposal.proposed_by),
        harm=harm,
        heard=session.scalar(heard) is not None,
        decision=decision,
        decided_by=names.person(decision.by) if decision else "",
        in_whose_name=in_whose_name(session, decision.absence_id) if decision else "",
        earlier=earlier_decisions(session, made, names),
    )
