"""最急的事: one row a case, the most urgent first, each with the one step that is the reader's to take."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, exists, false, func, or_, select, true
from sqlalchemy.orm import Session

from dashboard import access, words
from dashboard.queries import reasons
from dashboard.queries.calling import phones
from dashboard.queries.lead_unit import opened_why
from dashboard.queries.steps import DraftState, Step, draft_states, next_step
from huiying.core.actors import Actor
from huiying.core.models import Case, Clock, Decision, Event, Proposal, SupervisionOrder, Unit
from responder import wording
from responder.accountability.lines import own_units
from responder.casefile import open_objections

MOST_CLOCKS = 300
MOST_ROWS = 10
PROPOSED, DOUBTFUL, OBJECTED = "建议", "待确认", "已提异议"
HOUSEKEEPING = "evaluation"  # owed after the answer: it never stands before somebody who waits for one

Line = Any  # a row of the query in _running: its columns by name


@dataclass(frozen=True)
class Countdown:
    """A due moment with the moment from which its time ran."""

    due_at: datetime
    from_at: datetime
    now: datetime

    @property
    def late(self) -> bool:
        """Whether the moment has passed."""
        return self.now > self.due_at

    @property
    def share(self) -> int:
        """How much of the time is used, in percent; 100 when it is over."""
        whole = (self.due_at - self.from_at).total_seconds()
        used = (self.now - self.from_at).total_seconds()
        return 100 if whole <= 0 else max(0, min(100, round(100 * used / whole)))

    @property
    def said(self) -> str:
        """还剩 3 小时 12 分, as text."""
        return wording.countdown(self.due_at, self.now)


@dataclass(frozen=True)
class WaitingRow:
    """One line of the desk. `countdown` is None where nothing runs (old news awaiting a word); `owed_by` is
    the holder of its clock, with the unit where it is one."""

    key: str
    href: str
    number: str
    title: str
    tier: int | None
    why: str
    unit: str
    unit_note: str
    what: str
    countdown: Countdown | None
    step: Step
    others: list[tuple[str, Countdown]] = field(default_factory=list)
    phone: str = ""
    is_housekeeping: bool = False
    owed_by: tuple[str, int | None] | None = None

    @property
    def is_proposed(self) -> bool:
        """Whether the unit is the machine's proposal, not yet given the case."""
        return self.unit_note in (PROPOSED, DOUBTFUL)


@dataclass(frozen=True)
class Waiting:
    """The desk's list, and how many cases there are beyond it."""

    rows: list[WaitingRow]
    cases: int


def waiting(session: Session, user: Actor, now: datetime, *, most: int = MOST_ROWS) -> Waiting:
    """What waits, for this reader: orders and proposals first, then cases by urgency."""
    by_case = _running(session, user, now)
    drafts, objected = draft_states(session, list(by_case)), open_objections(session, list(by_case))
    rows = [
        _case_row(user, clocks, drafts.get(key, []), key in objected, now) for key, clocks in by_case.items()
    ]
    rows = [*_proposals(session, user), *_orders(session, user, now), *rows, *_held(session, user)]
    shown = sorted(rows, key=_urgency)[:most]
    if access.sees_all(user):
        numbers = phones(session, now)
        shown = [replace(row, phone=numbers.get(row.unit, "")) for row in shown]
    return Waiting(shown, len(by_case))


def _running(session: Session, user: Actor, now: datetime) -> dict[int, list[Line]]:
    late_first = case((Clock.milestone == HOUSEKEEPING, 10), (Clock.due_at < now, Case.tier), else_=9)
    query = (
        select(
            Clock.milestone,
            Clock.holder,
            Clock.holder_unit_id,
            Clock.due_at,
            Clock.anchor_at,
            Clock.planned_at,
            Clock.paused_at,
            Case.id,
            Case.number,
            Case.title,
            Case.tier,
            Case.opened_why,
            Case.lead_unit_id,
            Case.ask_unit,
            Unit.name.label("unit"),
            Case.kind,
            Event.verdict,
        )
        .join(Case, Case.id == Clock.case_id)
        .outerjoin(Unit, Unit.id == _responsible())
        .outerjoin(Event, Event.id == Case.event_id)
        .where(Clock.ended_at.is_(None), access.visible_cases(user), _concerns(user))
        .order_by(Clock.paused_at.is_not(None), late_first, Clock.due_at, Clock.id)
        .limit(MOST_CLOCKS)
    )
    found: dict[int, list[Line]] = defaultdict(list)
    for row in session.execute(query):
        found[row.id].append(row)
    return found


def _concerns(user: Actor) -> ColumnElement[bool]:
    """What a unit's people see waiting is what units owe, not what the office owes."""
    return true() if access.sees_all(user) else Clock.holder == "unit"


def _responsible() -> Any:
    return case((Case.lead_unit_id.is_not(None), Case.lead_unit_id), else_=Case.proposed_unit_id)


def _case_row(
    user: Actor, clocks: Sequence[Line], drafts: Sequence[DraftState], objected: bool, now: datetime
) -> WaitingRow:
    first = clocks[0]
    owed = {one.milestone for one in clocks}
    return WaitingRow(
        key=f"case-{first.id}",
        href=f"/case/{first.id}",
        number=first.number,
        title=first.title,
        tier=first.tier,
        why=reasons.in_short(first.verdict, opened_why(first.opened_why, first.lead_unit_id)),
        unit=first.unit or "待定",
        unit_note=(OBJECTED if objected else "") if first.lead_unit_id else _doubt(first.ask_unit),
        what=words.milestone(first.milestone) + ("（已暂停）" if first.paused_at else ""),
        countdown=None if first.paused_at else _countdown(first, now),
        step=next_step(
            user,
            first.id,
            first.lead_unit_id,
            owed,
            drafts,
            objected=objected,
            instructed=any(is_instruction(one, user) for one in clocks),
        ),
        others=[
            (words.milestone(one.milestone), _countdown(one, now)) for one in clocks[1:] if not one.paused_at
        ],
        is_housekeeping=first.milestone == HOUSEKEEPING,
        owed_by=(first.holder, first.holder_unit_id),
    )


def is_instruction(clock: Line, user: Actor) -> bool:
    """Whether the clock is that of an instruction to the reader's unit."""
    theirs = user.unit_id is not None and clock.holder_unit_id == user.unit_id
    return clock.milestone == "instruction" and theirs


def _doubt(ask: bool) -> str:
    return DOUBTFUL if ask else PROPOSED


def _countdown(row: Line, now: datetime) -> Countdown:
    return Countdown(row.due_at, row.anchor_at, now)


def _held(session: Session, user: Actor) -> Iterable[WaitingRow]:
    if not access.may(user, "start_held"):
        return []
    query = (
        select(Case, Unit.name)
        .outerjoin(Unit, Unit.id == Case.proposed_unit_id)
        .where(Case.held_at.is_not(None), Case.closed_at.is_(None))
        .order_by(Case.held_at.desc())
        .limit(5)
    )
    return [
        WaitingRow(
            f"held-{one.id}",
            f"/case/{one.id}",
            one.number,
            one.title,
            one.tier,
            one.held_reason or "",
            unit or "待定",
            _doubt(one.ask_unit),
            "待核实，尚未起算",
            None,
            Step("核实", f"/case/{one.id}#start_held", mine=True),
        )
        for one, unit in session.execute(query)
    ]


def _orders(session: Session, user: Actor, now: datetime) -> Iterable[WaitingRow]:
    """Replies owed by the reader's own unit (the office's own, for the office)."""
    if not access.may(user, "answer_order"):
        return []
    query = (
        select(SupervisionOrder, Case, Unit.name)
        .join(Case, Case.id == SupervisionOrder.case_id)
        .outerjoin(Unit, Unit.id == SupervisionOrder.unit_id)
        .where(SupervisionOrder.replied_at.is_(None), _owes_reply(user))
        .order_by(SupervisionOrder.reply_due_at)
        .limit(10)
    )
    return [
        WaitingRow(
            f"order-{order.id}",
            f"/case/{of.id}#order-{order.id}",
            order.number,
            of.title,
            of.tier,
            f"督办单 {order.number} 等待书面说明",
            unit or words.HOLDERS["office"],
            "",
            "督办回复",
            Countdown(order.reply_due_at, order.issued_at, now),
            Step("书面说明", f"/case/{of.id}#order-{order.id}", mine=True),
        )
        for order, of, unit in session.execute(query)
    ]


def _owes_reply(user: Actor) -> ColumnElement[bool]:
    if user.role != "office":
        return access.visible_orders(user)
    own = SupervisionOrder.unit_id == user.unit_id if user.unit_id is not None else false()
    return or_(own, SupervisionOrder.unit_id.is_(None))


def _proposals(session: Session, user: Actor) -> Iterable[WaitingRow]:
    if not access.may(user, "decide"):
        return []
    query = (
        select(Proposal, Case, Unit.name)
        .join(Case, Case.id == Proposal.case_id)
        .outerjoin(Unit, Unit.id == Proposal.unit_id)
        .where(~exists().where(Decision.proposal_id == Proposal.id), _not_own(session, user))
        .order_by(Proposal.proposed_at)
        .limit(10)
    )
    return [
        WaitingRow(
            f"proposal-{proposal.id}",
            f"/accountability/{proposal.id}",
            of.number,
            of.title,
            of.tier,
            _without_title(proposal.summary, of),
            unit or "—",
            "",
            f"提请{words.PROPOSALS[proposal.kind]}，待决定",
            None,
            Step("裁定", f"/accountability/{proposal.id}", mine=True),
        )
        for proposal, of, unit in session.execute(query)
    ]


def _without_title(summary: str, of: Case) -> str:
    """The summary of a proposal, beside whose case it stands."""
    return summary.replace(f"事项 {of.number}“{of.title}”的", "")


def _not_own(session: Session, user: Actor) -> ColumnElement[bool]:
    return func.coalesce(Proposal.unit_id, 0).not_in(own_units(session, user))


def _urgency(row: WaitingRow) -> tuple[int, int, float]:
    """Decisions first, then what is late (the graver tier first), then by due moment, then the rest."""
    if row.is_housekeeping:
        return (4, 0, row.countdown.due_at.timestamp() if row.countdown else 0.0)
    if row.countdown is None:
        return (0 if row.key.startswith("proposal") else 3, row.tier or 9, 0.0)
    late = row.countdown.late
    return (1 if late else 2, (row.tier or 9) if late else 0, row.countdown.due_at.timestamp())
