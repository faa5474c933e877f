"""督办问责: orders owed an answer, proposals awaiting a decision, and the register of what was decided."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from dashboard import access, words
from dashboard.queries.curves import Curve, curve
from dashboard.queries.people import Names
from dashboard.queries.waiting import Countdown
from huiying.core.models import (
    Case,
    Decision,
    HarmFinding,
    Proposal,
    SupervisionOrder,
    UnitStatement,
    User,
)
from responder import wording
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
    """A proposal with its case and, where there is one, the decision."""

    proposal: Proposal
    case: Case
    unit: str
    faults: str
    proposed_by: str
    harm: HarmFinding | None
    heard: bool
    decision: Decision | None
    decided_by: str
    in_whose_name: str


@dataclass(frozen=True)
class EvidenceEntry:
    """A line of the evidence: when, what, and by whom or with what result."""

    at: datetime
    said: str
    note: str


@dataclass(frozen=True)
class EvidenceView:
    """The stored evidence as people read it; as it stood when the proposal was made."""

    explained: str
    timeline: list[EvidenceEntry]
    held: list[tuple[str, str]]
    notices: list[EvidenceEntry]
    heat: Curve | None


@dataclass(frozen=True)
class ProposalFile:
    """One proposal with everything that a leader must see before deciding."""

    line: ProposalLine
    statements: list[tuple[UnitStatement, str]]
    evidence: EvidenceView


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
    return ProposalFile(_proposal(session, row, names), statements, _evidence(found.evidence, names))


def _proposals(user: User) -> Select[Proposal, Case, HarmFinding, Decision]:
    return (
        select(Proposal, Case, HarmFinding, Decision)
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
    proposal, case, harm, decision = row
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
    )


def _evidence(stored: dict[str, Any], names: Names) -> EvidenceView:
    clock = stored.get("clock", {})
    due = [(datetime.fromisoformat(clock["due_at"]), "应完成")] if clock.get("due_at") else []
    readings = [(datetime.fromisoformat(at), float(heat)) for at, heat in stored.get("heat", [])]
    return EvidenceView(
        explained=str(clock.get("explained", "")),
        timeline=[_entry(entry, names) for entry in stored.get("timeline", [])],
        held=[_share(share, names) for share in stored.get("held", [])],
        notices=[_notice(notice, names) for notice in stored.get("notices", [])],
        heat=curve(readings, due),
    )


def _entry(entry: dict[str, Any], names: Names) -> EvidenceEntry:
    by = names.person(entry["by"]) if entry.get("by") else ""
    return EvidenceEntry(datetime.fromisoformat(entry["at"]), str(entry["said"]), by)


def _share(share: dict[str, Any], names: Names) -> tuple[str, str]:
    holder = words.HOLDERS.get(share["holder"], str(share["holder"]))
    length = wording.span(timedelta(seconds=share["seconds"]))
    return (names.unit(share.get("unit_id"), holder), length)


def _notice(notice: dict[str, Any], names: Names) -> EvidenceEntry:
    sent = notice.get("sent_at")
    if notice.get("channel") == "phone":
        called = f"电话 → {notice['recipient']}：{notice.get('said') or ''}"
        outcome = f"{'已接通' if sent else '未接通'}（{names.person(notice.get('by'))}拨打）"
        return EvidenceEntry(datetime.fromisoformat(sent or notice["queued_at"]), called, outcome)
    said = f"{words.RUNGS.get(notice['rung'], '通知')} → {notice['recipient']}"
    arrived = "已送达" if sent else f"未送达：{notice.get('failure') or '尚在重试'}"
    return EvidenceEntry(datetime.fromisoformat(sent or notice["queued_at"]), said, arrived)
