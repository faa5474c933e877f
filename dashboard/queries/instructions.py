"""批示 of a case: what a leader wrote, to whom, by when, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import access
from dashboard.queries.people import Names
from dashboard.queries.waiting import Countdown
from huiying.core.models import Case, Clock, Instruction, User
from responder import casefile


@dataclass(frozen=True)
class InstructionCard:
    """One instruction; `mine`: the report is the reader's unit's to write."""

    given: Instruction
    unit: str
    leader: str
    countdown: Countdown | None
    mine: bool


def instruction_cards(
    session: Session, user: User, case: Case, names: Names, now: datetime
) -> list[InstructionCard]:
    """The case's instructions, oldest first."""
    query = select(Clock).where(Clock.case_id == case.id, Clock.milestone == "instruction")
    clocks = {clock.subject_id: clock for clock in session.scalars(query.order_by(Clock.id))}
    return [
        _card(given, user, clocks.get(given.id), names, now) for given in casefile.instructions(session, case)
    ]


def leaders(session: Session) -> list[User]:
    """Whose instruction on paper the office may record."""
    query = select(User).where(User.role == "leader", User.disabled_at.is_(None))
    return list(session.scalars(query.order_by(User.id)))


def _card(
    given: Instruction, user: User, clock: Clock | None, names: Names, now: datetime
) -> InstructionCard:
    waits = given.reported_at is None
    countdown = Countdown(clock.due_at, clock.anchor_at, now) if clock and waits else None
    mine = waits and access.may(user, "report_back") and user.unit_id == given.unit_id
    return InstructionCard(given, names.unit(given.unit_id), names.person(given.given_by), countdown, mine)
