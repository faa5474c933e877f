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
from dashboard.queries.instructions import InstructionCard, instruction_cards, leaders
from dashboard.queries.notices import Notices, of_case
from dashboard.queries.people import Names, choosable_units
from dashboard.queries.postlines import PostLine, post_lines
from dashboard.queries.reasons import Reason
from dashboard.queries.steps import DraftState, Step, draft_states, next_step
from dashboard.queries.timeline import Entry, timeline
from dashboard.queries.waiting import Countdown
from huiying.core.models import (
    Acknowledgement,
    Case,
    CaseNote,
    CasePost,
    Clearance,
    ClearanceTick,
    Confirmation,
    Draft,
    Event,
    EventPost,
    Proposal,
    Publication,
    SupervisionOrder,
    Unit,
    User,
)
from responder import casefile
from responder.casefile import objections, open_objections
from responder.clocks import keeper
from responder.verbs.clear import CHECKLIST
from responder.verbs.correct import corrections

MOST_POSTS = 6


@dataclass(frozen=True)
class CheckItem:
    """One item of the clearance checklist, and who ticked it when."""

    item: str
    said: str
    by: str
    at: datetime | None


@dataclass(frozen=True)
class Objection:
    """The lead unit's objection; `suggests` is empty where it named no other unit."""

    note: CaseNote
    who: str
    suggests: str
    is_open: bool


@dataclass(frozen=True)
class DraftCard:
    """A draft with what may be seen of its clearance and publication; `correction` is the note of what
    was wrong with it."""

    draft: Draft
    state: DraftState
    drafter: str
    checklist: list[CheckItem]
    clearance: Clearance | None
    clearer: str
    publication: Publication | None
    recorder: str
    correction: CaseNote | None


@dataclass(frozen=True)
class OrderCard:
    """A supervision order and whether its reply is the reader's to write."""

    order: SupervisionOrder
    unit: str
    countdown: Countdown | None
    mine: bool


@dataclass(frozen=True)
class CaseFile:
    """The case page's content."""

    case: Case
    event: Event | None
    why: list[Reason]
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
    clocks: list[ClockLine]
    drafts: list[DraftCard]
    posts: list[PostLine]
    notices: Notices | None
    orders: list[OrderCard]
    proposals: list[Proposal]
    faults: list[FaultLine]
    instructions: list[InstructionCard]
    leaders: list[User]
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
    clocks = clock_lines(session, case, names, now)
    states = draft_states(session, [case.id]).get(case.id, [])
    objection = _objection(session, case, names)
    wrong = {note.detail["corrects"]: note for note in corrections(session, case)}
    return CaseFile(
        case=case,
        event=event,
        why=reasons.reasons(event.verdict if event else None),
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
        step=next_step(
            user,
            case.id,
            case.lead_unit_id,
            _owed(session, case),
            states,
            objected=objection is not None and objection.is_open,
        ),
        clocks=clocks,
        drafts=[_card(session, state, names, wrong) for state in states],
        posts=post_lines(session, _members(case), most=MOST_POSTS),
        notices=of_case(session, case) if access.sees_all(user) else None,
        orders=_orders(session, user, case, names, now),
        proposals=_proposals(session, user, case),
        faults=faults(session, user, case=case),
        instructions=instruction_cards(session, user, case, names, now),
        leaders=leaders(session) if user.role == "office" else [],
        history=timeline(session, user, case, names),
        units=choosable_units(session),
    )


def _owed(session: Session, case: Case) -> set[str]:
    return {clock.milestone for clock in keeper.running(session, case)}


def _objection(session: Session, case: Case, names: Names) -> Objection | None:
    note = objections(session, [case.id]).get(case.id)
    if note is None:
        return None
    suggests = names.unit(note.detail["suggests"], "")
    is_open = case.id in open_objections(session, [case.id]) and case.closed_at is None
    return Objection(note, names.person(note.by), suggests, is_open)


def _card(session: Session, state: DraftState, names: Names, wrong: Mapping[int, CaseNote]) -> DraftCard:
    draft = session.get_one(Draft, state.id)
    cleared = session.get(Clearance, draft.id)
    publication = session.get(Publication, state.publication_id) if state.publication_id else None
    return DraftCard(
        draft=draft,
        state=state,
        drafter=names.account(draft.drafter_id),
        checklist=_checklist(session, draft, names),
        clearance=cleared,
        clearer=names.account(cleared.clearer_id) if cleared else "",
        publication=publication,
        recorder=names.person(publication.recorded_by) if publication else "",
        correction=wrong.get(publication.id) if publication else None,
    )


def _checklist(session: Session, draft: Draft, names: Names) -> list[CheckItem]:
    query = select(ClearanceTick).where(ClearanceTick.draft_id == draft.id)
    ticks = {tick.item: tick for tick in session.scalars(query)}
    return [_item(item, said, ticks.get(item), names) for item, said in CHECKLIST.items()]


def _item(item: str, said: str, tick: ClearanceTick | None, names: Names) -> CheckItem:
    return CheckItem(item, said, names.account(tick.by_id) if tick else "", tick.at if tick else None)


def _members(case: Case) -> Select[int]:
    """The messages of a message case, the distinct posts of the event of another."""
    if case.kind == "message":
        return select(CasePost.post_id).where(CasePost.case_id == case.id)
    own = (EventPost.event_id == case.event_id, EventPost.duplicate_of_id.is_(None))
    return select(EventPost.post_id).where(*own)


def _orders(session: Session, user: User, case: Case, names: Names, now: datetime) -> list[OrderCard]:
    own: ColumnElement[bool] = access.visible_orders(user)
    query = select(SupervisionOrder).where(SupervisionOrder.case_id == case.id, own)
    return [_order(user, order, names, now) for order in session.scalars(query.order_by(SupervisionOrder.id))]


def _order(user: User, order: SupervisionOrder, names: Names, now: datetime) -> OrderCard:
    waits = order.replied_at is None
    return OrderCard(
        order,
        names.unit(order.unit_id, words.HOLDERS["office"]),
        Countdown(order.reply_due_at, order.issued_at, now) if waits else None,
        waits and access.may_answer(user, order),
    )


def _proposals(session: Session, user: User, case: Case) -> list[Proposal]:
    query = select(Proposal).where(Proposal.case_id == case.id, access.visible_proposals(user))
    return list(session.scalars(query.order_by(Proposal.id)))
