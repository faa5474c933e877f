"""督办单 and 问责建议书 as they are printed: everything that stands on the paper."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import access, words
from dashboard.queries.accountability import ProposalFile, proposal_file
from dashboard.queries.people import Names, office_phone, order_replied_by
from huiying.core.models import Case, Clock, SupervisionOrder, Unit, User
from responder.accountability.grounds import grounds
from responder.clocks.plan import explain


@dataclass(frozen=True)
class OrderSheet:
    """One order; `explained`: how the clock was computed, `basis`: on what it rests."""

    order: SupervisionOrder
    case: Case
    unit: str
    office: str
    phone: str
    milestone: str
    due_at: datetime
    explained: str
    basis: str
    replied_by: str


@dataclass(frozen=True)
class ProposalSheet:
    """One proposal with its file and the grounds of its faults."""

    file: ProposalFile
    office: str
    phone: str
    grounds: list[str]


def order_sheet(session: Session, user: User, order_id: int) -> OrderSheet:
    """The order. Raises NotFound where the user may not know of it."""
    order = access.find_order(session, user, order_id)
    clock, names = session.get_one(Clock, order.clock_id), Names(session)
    return OrderSheet(
        order=order,
        case=session.get_one(Case, order.case_id),
        unit=names.unit(order.unit_id, words.HOLDERS["office"]),
        office=_office(session),
        phone=office_phone(session),
        milestone=words.milestone(clock.milestone),
        due_at=clock.due_at,
        explained=explain(clock),
        basis=clock.basis,
        replied_by=order_replied_by(session, order, names),
    )


def proposal_sheet(session: Session, user: User, proposal_id: int) -> ProposalSheet:
    """The proposal. Raises NotFound where the user may not know of it."""
    file = proposal_file(session, user, proposal_id)
    return ProposalSheet(
        file, _office(session), office_phone(session), grounds(list(file.line.proposal.faults))
    )


def _office(session: Session) -> str:
    return session.scalar(select(Unit.name).where(Unit.is_office).limit(1)) or words.HOLDERS["office"]
