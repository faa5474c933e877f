"""Everything that the case page shows of one case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from dashboard import access, words
from dashboard.queries import reasons
from dashboard.queries.accountability import FaultLine, faults
from dashboard.queries.clocklines import ClockLine, clock_lines
from dashboard.queries.deeds import Deeds, deeds
from dashboard.queries.draft_cards import DraftCard, draft_cards
from dashboard.queries.happenings import Entry
from dashboard.queries.held import Share, by_holder
from dashboard.queries.lead_unit import opened_why, settled
from dashboard.queries.linklines import LinkLine, link_lines
from dashboard.queries.notices import Notices, of_case
from dashboard.queries.people import Names, choosable_units, order_replied_by
from dashboard.queries.postlines import PostLine, post_lines
from dashboard.queries.reasons import Reason
from dashboard.queries.steps import DraftState, Step, draft_states, next_step
from dashboard.queries.timeline import timeline
from dashboard.queries.waiting import Countdown, is_instruction
from huiying.core.models import (
    Acknowledgement,
    Case,
    CaseNote,
    CasePost,
    Confirmation,
    Event,
    EventPost,
    Instruction,
    Joining,
    Origin,
    Pause,
    Proposal,
    SupervisionOrder,
    Unit,
    User,
)
from responder import casefile
from responder.accountability.holding import Hands
from responder.casefile import objections, open_objections
from responder.clocks import keeper
from responder.verbs.mute import muted_at

MOST_POSTS, MOST_LETTERS = 6, 20


@dataclass(frozen=True)
class Objection:
    """The lead unit's objection; `suggests` is empty where it named no other unit."""

    note: CaseNote
    who: str
    suggests: str
    is_open: bool


@dataclass(frozen=True)
class Task:
    """A leader's instruction that awaits its report."""

    given: Instruction
    unit: str
    leader: str


@dataclass(frozen=True)
class OrderCard:
    """A supervision order and whether its reply is the reader's to write."""

    order: SupervisionOrder
    unit: str
    countdown: Countdown | None
    mine: bool
    replied_by: str = ""


@dataclass(frozen=True)
class CaseFile:
    """The case page's content."""

    case: Case
    event: Event | None
    why: list[Reason]
    opened_why: str
    lead: str
    proposed: str
    supporting: str
    is_assigned: bool
    acknowledged: Acknowledgement | None
    objection: Objection | None
    confirmed: Confirmation | None
    confirmed_by: str
    proposed_tier: int | None
    suggested: Mapping[str, Any]
    step: Step
    deeds: Deeds
    origin: Origin | None
    pause: Pause | None
    tasks: list[Task]
    joined: Case | None
    muted: bool
    held: list[Share]
    clocks: list[ClockLine]
    drafts: list[DraftCard]
    posts: list[PostLine]
    notices: Notices | None
    orders: list[OrderCard]
    proposals: list[Proposal]
    links: list[LinkLine]
    faults: list[FaultLine]
    history: list[Entry]
    units: list[Unit]

    @property
    def differs(self) -> bool:
        """Whether the machine now proposes another tier than a person confirmed."""
        return self.event is not None and self.proposed_tier != self.case.tier


def case_file(session: Session, user: User, case: Case, now: datetime) -> CaseFile:
    """The whole page in some twenty small indexed queries."""
    names = Names(session)
    event = session.get(Event, case.event_id) if case.event_id else None
    given, confirmed = casefile.assignment(session, case), casefile.confirmation(session, case)
    states = draft_states(session, [case.id]).get(case.id, [])
    objection = _objection(session, case, names)
    step = _step(session, user, case, states, objection)
    may = deeds(session, user, case, step, now)
    joining, hands = session.get(Joining, case.id), Hands(session, case)
    muting = muted_at(session, event.id) if event else None
    return CaseFile(
        case=case,
        event=event,
        why=settled(reasons.reasons(event.verdict if event else None), case, given, names),
        opened_why=opened_why(case.opened_why, case.lead_unit_id),
        lead=names.unit(case.lead_unit_id, ""),
        proposed=names.unit(case.proposed_unit_id, ""),
        supporting="、".join(names.unit(one) for one in given.supporting_unit_ids) if given else "",
        is_assigned=given is not None,
        acknowledged=casefile.acknowledgement(session, given),
        confirmed=confirmed,
        confirmed_by=names.person(confirmed.by) if confirmed else "",
        proposed_tier=(event.verdict if event else {}).get("tier"),
        suggested={"supporting": (event.verdict if event else {}).get("supporting", [])},
        objection=objection,
        step=step,
        deeds=may,
        origin=session.get(Origin, case.id),
        pause=casefile.pause(session, case),
        tasks=instructed_tasks(session, case, names),
        joined=session.get(Case, joining.into_id) if joining else None,
        muted=muting is not None and muting.case_id == case.id,
        held=_held(case, hands, names, now),
        clocks=clock_lines(session, case, names, hands, now),
        drafts=draft_cards(session, case, states, names, may),
        posts=post_lines(session, members(case), most=MOST_LETTERS if case.kind == "message" else MOST_POSTS),
        notices=of_case(session, case) if access.sees_all(user) else None,
        orders=_orders(session, user, case, names, now),
        proposals=_proposals(session, user, case),
        links=link_lines(session, case, now) if access.sees_all(user) else [],
        faults=faults(session, user, case=case),
        history=timeline(session, user, case, names),
        units=choosable_units(session),
    )


def _step(
    session: Session, user: User, case: Case, states: list[DraftState], objection: Objection | None
) -> Step:
    clocks = keeper.running(session, case)
    return next_step(
        user,
        case.id,
        case.lead_unit_id,
        {clock.milestone for clock in clocks},
        states,
        objected=objection is not None and objection.is_open,
        instructed=any(is_instruction(clock, user) for clock in clocks),
    )


def instructed_tasks(session: Session, case: Case, names: Names) -> list[Task]:
    """The instructions on the case that await their report, oldest first."""
    waits = casefile.instructions(session, case, open_only=True)
    return [Task(one, names.unit(one.unit_id), names.person(one.given_by)) for one in waits]


def _held(case: Case, hands: Hands, names: Names, now: datetime) -> list[Share]:
    """From the detection to the closing, or until now; history and old news nobody holds."""
    if case.archive or case.held_at is not None:
        return []
    return by_holder(hands.between(case.detected_at, case.closed_at or now), names)


def _objection(session: Session, case: Case, names: Names) -> Objection | None:
    note = objections(session, [case.id]).get(case.id)
    if note is None:
        return None
    suggests = names.unit(note.detail["suggests"], "")
    is_open = case.id in open_objections(session, [case.id]) and case.closed_at is None
    return Objection(note, names.person(note.by), suggests, is_open)


def members(case: Case) -> Select[int]:
    """The messages of a message case, the distinct posts of the event of another."""
    if case.kind == "message":
        return select(CasePost.post_id).where(CasePost.case_id == case.id)
    own = (EventPost.event_id == case.event_id, EventPost.duplicate_of_id.is_(None))
    return select(EventPost.post_id).where(*own)


def _orders(session: Session, user: User, case: Case, names: Names, now: datetime) -> list[OrderCard]:
    own: ColumnElement[bool] = access.visible_orders(user)
    query = select(SupervisionOrder).where(SupervisionOrder.case_id == case.id, own)
    found = session.scalars(query.order_by(SupervisionOrder.id))
    return [_order(session, user, order, names, now) for order in found]


def _order(session: Session, user: User, order: SupervisionOrder, names: Names, now: datetime) -> OrderCard:
    waits = order.replied_at is None
    return OrderCard(
        order,
        names.unit(order.unit_id, words.HOLDERS["office"]),
        Countdown(order.reply_due_at, order.issued_at, now) if waits else None,
        waits and access.may_answer(user, order),
        order_replied_by(session, order, names),
    )


def _proposals(session: Session, user: User, case: Case) -> list[Proposal]:
    query = select(Proposal).where(Proposal.case_id == case.id, access.visible_proposals(user))
    return list(session.scalars(query.order_by(Proposal.id)))
