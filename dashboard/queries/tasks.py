"""我的任务: what a unit's people owe, by when, with what they need to answer at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from dashboard import access
from dashboard.queries.steps import ANSWERING
from dashboard.queries.waiting import Countdown, WaitingRow, waiting
from huiying.core.actors import Actor
from huiying.core.models import Case, Clock, Decision, Proposal, UnitStatement
from responder.casefile import objections

MOST = 60
MOST_RUNNING = 12
NEAR, FEWEST_NEAR = timedelta(hours=24), 6


@dataclass(frozen=True)
class Task:
    """One thing that is owed. `case_id` and `kinds` (of answers that are owed) are set where it is a case
    in which it is the reader's turn to write; `order_id` where it is a reply to a supervision order.
    `objected` is whether the unit has said already that the case is not its own."""

    row: WaitingRow
    case_id: int | None = None
    order_id: int | None = None
    kinds: Sequence[str] = ()
    objected: bool = False

    @property
    def clocks(self) -> list[tuple[str, Countdown]]:
        """Everything that runs, the first to fall due first."""
        first = [(self.row.what, self.row.countdown)] if self.row.countdown else []
        return [*first, *self.row.others]

    def is_due_by(self, moment: datetime) -> bool:
        """Whether what is owed first is due by then."""
        return self.row.countdown is not None and self.row.countdown.due_at <= moment


@dataclass(frozen=True)
class Tasks:
    """`mine`: it is the reader's turn; `running`: others have it, or the reader's unit only helps. A case
    that the unit is only proposed for is not its yet."""

    mine: list[Task]
    running: list[Task]
    statements: list[tuple[Proposal, Case]]
    now: datetime

    @property
    def near(self) -> list[Task]:
        """What is late or due within a day, and a few beyond where there is little of it."""
        pressing = [task for task in self.mine if task.is_due_by(self.now + NEAR)]
        return self.mine[: max(len(pressing), FEWEST_NEAR)]

    @property
    def far(self) -> list[Task]:
        """The rest."""
        return self.mine[len(self.near) :]


def tasks(session: Session, user: Actor, now: datetime) -> Tasks:
    """What this reader's unit owes, the most urgent first."""
    rows = waiting(session, user, now, most=MOST).rows
    cases = [number for row in rows if (number := _number(row.key, "case")) is not None]
    owed, objected = _answers(session, cases), objections(session, cases)
    found = [_task(row, owed, objected) for row in rows]
    mine = [task for task in found if task.row.step.mine]
    running = [task for task in found if not task.row.step.mine and not task.row.is_proposed]
    return Tasks(mine, running[:MOST_RUNNING], _statements(session, user), now)


def _task(row: WaitingRow, owed: dict[int, list[str]], objected: Collection[int]) -> Task:
    case_id = _number(row.key, "case")
    order_id = _number(row.key, "order")
    if case_id is None and order_id is not None:
        case_id = int(row.href.partition("#")[0].rpartition("/")[2])
    return Task(row, case_id, order_id, tuple(owed.get(case_id or 0, ())), case_id in objected)


def _number(key: str, kind: str) -> int | None:
    name, _, number = key.partition("-")
    return int(number) if name == kind else None


def _answers(session: Session, case_ids: Collection[int]) -> dict[int, list[str]]:
    """The kinds of answer that each case owes, the first due first and each once."""
    query = (
        select(Clock.case_id, Clock.milestone)
        .where(Clock.case_id.in_(case_ids), Clock.ended_at.is_(None), Clock.milestone.in_(ANSWERING))
        .order_by(Clock.due_at, Clock.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for case_id, milestone in session.execute(query):
        if milestone not in found[case_id]:
            found[case_id].append(milestone)
    return found


def _statements(session: Session, user: Actor) -> list[tuple[Proposal, Case]]:
    """Proposals on which the unit has not yet stated its side."""
    query = (
        select(Proposal, Case)
        .join(Case, Case.id == Proposal.case_id)
        .where(access.visible_proposals(user))
        .where(~exists().where(Decision.proposal_id == Proposal.id))
        .where(~exists().where(UnitStatement.proposal_id == Proposal.id))
        .order_by(Proposal.proposed_at)
    )
    return [(proposal, case) for proposal, case in session.execute(query)]
