"""督办与问责: orders and their replies, proposals and their decisions."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from huiying.core.models import Case, Decision, Proposal, SupervisionOrder
from responder.accountability.in_force import decisions_as_of
from responder.reports.figures import Accountability, Compared, Count, OrderLine, ProposalLine
from responder.reports.holders import Holders
from responder.reports.week import Period
from responder.words import MEASURES, PROPOSALS

Moment = InstrumentedAttribute[datetime]


def accountability(session: Session, period: Period, holders: Holders) -> Accountability:
    unanswered = _unanswered(session, period, holders)
    return Accountability(
        orders=_compared(session, period, SupervisionOrder.issued_at),
        replies_overdue=sum(order.reply_overdue for order in unanswered),
        unanswered=unanswered,
        proposals=_compared(session, period, Proposal.proposed_at),
        awaiting=_awaiting(session, period, holders),
        decisions=_decisions(session, period),
    )


def _compared(session: Session, period: Period, at: Moment) -> Compared:
    return Compared(_count(session, _within(period, at)), _count(session, _within(period.before, at)))


def _within(period: Period, at: Moment) -> ColumnElement[bool]:
    return and_(at >= period.start, at < period.until)


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(*conditions)) or 0


def _unanswered(session: Session, period: Period, holders: Holders) -> tuple[OrderLine, ...]:
    """The orders without a reply when the period ended, the longest owed first."""
    replied_at = SupervisionOrder.replied_at
    query = (
        select(SupervisionOrder, Case.number)
        .join(Case, Case.id == SupervisionOrder.case_id)
        .where(SupervisionOrder.issued_at < period.until)
        .where(or_(replied_at.is_(None), replied_at >= period.until))
        .order_by(SupervisionOrder.reply_due_at, SupervisionOrder.id)
    )
    return tuple(
        OrderLine(
            number=order.number,
            case_id=order.case_id,
            case_number=number,
            unit=holders.unit(order.unit_id),
            issued_at=order.issued_at,
            reply_due_at=order.reply_due_at,
            reply_overdue=order.reply_due_at < period.until,
        )
        for order, number in session.execute(query)
    )


def _awaiting(session: Session, period: Period, holders: Holders) -> tuple[ProposalLine, ...]:
    """The proposals without a decision when the period ended, the oldest first."""
    query = (
        select(Proposal, Case.number)
        .join(Case, Case.id == Proposal.case_id)
        .outerjoin(Decision, Decision.proposal_id == Proposal.id)
        .where(Proposal.proposed_at < period.until)
        .where(or_(Decision.at.is_(None), Decision.at >= period.until))
        .order_by(Proposal.proposed_at, Proposal.id)
    )
    return tuple(
        ProposalLine(
            proposal_id=proposal.id,
            kind=proposal.kind,
            name=PROPOSALS[proposal.kind],
            case_id=proposal.case_id,
            case_number=number,
            unit=holders.unit(proposal.unit_id),
            summary=proposal.summary,
            proposed_at=proposal.proposed_at,
        )
        for proposal, number in session.execute(query)
    )


def _decisions(session: Session, period: Period) -> tuple[Count, ...]:
    """What was decided in the period and still stood at its end."""

    def taken(measure: str, within: Period) -> int:
        made = decisions_as_of(within.until).c
        return _count(session, made.measure == measure, made.at >= within.start)

    return tuple(
        Count(measure, name, Compared(taken(measure, period), taken(measure, period.before)))
        for measure, name in MEASURES.items()
    )
