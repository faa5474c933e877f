"""提请: a numbered proposal with its evidence; the unit is told to state its side and by when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.models import Case, Clock, Proposal, SupervisionOrder
from responder.accountability.terms import Terms
from responder.numbering import next_number
from responder.outbox import queue
from responder.wording import moment
from responder.words import PROPOSALS

SERIES = "问"


def propose(
    session: Session,
    case: Case,
    *,
    kind: str,
    unit_id: int | None,
    faults: Sequence[str],
    summary: str,
    evidence: dict[str, Any],
    by: str,
    under: Terms,
    now: datetime,
    clock: Clock | None = None,
) -> Proposal:
    """Write the proposal, its audit entry and the notice that asks the unit for its side. Who else hears
    is the caller's to say. `by`: a user name or MACHINE."""
    proposal = Proposal(
        number=next_number(session, SERIES, now),
        kind=kind,
        case_id=case.id,
        clock_id=clock.id if clock else None,
        unit_id=unit_id,
        faults=list(faults),
        summary=summary,
        evidence=evidence,
        proposed_by=by,
        proposed_at=now,
        statement_due_at=under.statement_due(now),
    )
    session.add(proposal)
    session.flush()
    audit.record(session, "propose", "case", case.id, by=by, now=now, proposal=proposal.id, kind=kind)
    _ask_unit(session, case, proposal, now)
    return proposal


def tell_leadership(session: Session, proposal: Proposal, now: datetime) -> None:
    """Tell the office and the leadership that a proposal awaits a decision."""
    case = session.get_one(Case, proposal.case_id)
    for duty in ("office", "leadership"):
        queue(
            session,
            kind="proposal",
            duty=duty,
            unit_id=None,
            subject=f"【提请{PROPOSALS[proposal.kind]}】{case.title}",
            lines=[proposal.summary, "机器只提建议，是否处理由领导决定。"],
            now=now,
            occasion=f"proposal:{proposal.id}",
            case=case,
        )


def _ask_unit(session: Session, case: Case, proposal: Proposal, now: datetime) -> None:
    due = proposal.statement_due_at
    queue(
        session,
        kind="statement",
        duty="head",
        unit_id=proposal.unit_id,
        subject=f"【请陈述】{case.title}",
        lines=[
            f"{proposal.number}：{proposal.summary}",
            f"领导决定之前，请于{moment(due or now)}前陈述本单位的意见；逾期未陈述的，可以径行决定。",
            *_orders_owed(session, proposal),
        ],
        now=now,
        occasion=f"statement:{proposal.id}",
        case=case,
    )


def _orders_owed(session: Session, proposal: Proposal) -> list[str]:
    """The clock's order that awaits its reply: after downtime the unit hears of it here alone."""
    query = select(SupervisionOrder).where(SupervisionOrder.clock_id == proposal.clock_id)
    return [
        f"督办单 {order.number} 尚待书面回复，请于{moment(order.reply_due_at)}前回复原因和补救措施。"
        for order in session.scalars(query.where(SupervisionOrder.replied_at.is_(None)))
    ]
