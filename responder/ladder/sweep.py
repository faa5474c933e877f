"""The sweep: takes every rung that is due, each once, whoever sweeps at the same time.

A rung is claimed by a conditional UPDATE (one row changed, or somebody else has it); claim, record,
effect, audit entry and queued notice are one transaction. After downtime the passed rungs are recorded
late and only the highest is told of: one message, not five.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.database import Database
from huiying.core.models import Case, Clock, Rung
from responder.ladder import effects
from responder.ladder.rungs import RungPlan, due_rungs, next_rung, rungs


@dataclass
class SweepSummary:
    """How many rungs one sweep took, by name."""

    taken: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All rungs taken."""
        return sum(self.taken.values())


def sweep(database: Database, now: datetime, *, limit: int = 1000) -> SweepSummary:
    """Take all rungs due at `now`, the longest awaited first, `limit` clocks at a time."""
    summary = SweepSummary()
    while True:
        due = _due(database, now, limit)
        taken = sum(_take_one(database, clock_id, now, summary) for clock_id in due)
        if len(due) < limit or not taken:
            return summary


def _due(database: Database, now: datetime, limit: int) -> Sequence[int]:
    query = select(Clock.id).where(Clock.next_rung_at <= now).order_by(Clock.next_rung_at).limit(limit)
    with database.read() as session:
        return session.scalars(query).all()


def _take_one(database: Database, clock_id: int, now: datetime, summary: SweepSummary) -> bool:
    with database.write() as session:
        names = take(session, clock_id, now)
    for name in names:
        summary.taken[name] = summary.taken.get(name, 0) + 1
    return bool(names)


def take(session: Session, clock_id: int, now: datetime) -> list[str]:
    """Take the clock's due rungs in this transaction; their names, highest first, or none where
    another sweeper has them."""
    clock = session.get(Clock, clock_id)
    if clock is None or clock.next_rung is None:
        return []
    plans = rungs(clock)
    done = set(session.scalars(select(Rung.rung).where(Rung.clock_id == clock.id)))
    due = due_rungs(plans, done, now)
    following = next_rung(plans, done | {plan.rung for plan in due})
    if not _claim(session, clock, following):
        return []
    case = session.get_one(Case, clock.case_id)
    for plan in reversed(due):
        _record(session, clock, case, plan, now, highest=plan is due[0])
    if due:
        effects.tell(session, clock, case, due[0].rung, now)
    return [plan.rung for plan in due]


def _claim(session: Session, clock: Clock, following: RungPlan | None) -> bool:
    statement = (
        update(Clock)
        .where(Clock.id == clock.id, Clock.next_rung == clock.next_rung, Clock.ended_at.is_(None))
        .values(
            next_rung=following.rung if following else None,
            next_rung_at=following.at if following else None,
        )
        .execution_options(synchronize_session=False)
    )
    changed = session.execute(statement)
    assert isinstance(changed, CursorResult)
    session.refresh(clock)
    return changed.rowcount == 1


def _record(
    session: Session, clock: Clock, case: Case, plan: RungPlan, now: datetime, *, highest: bool
) -> None:
    session.add(
        Rung(
            clock_id=clock.id,
            case_id=case.id,
            rung=plan.rung,
            due_at=plan.at,
            at=now,
            late_recorded=not highest,
        )
    )
    audit.record(session, "rung", "clock", clock.id, by=audit.MACHINE, now=now, rung=plan.rung)
    effects.leave(session, clock, case, plan.rung, now)
