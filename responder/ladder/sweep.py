"""The sweep: takes every rung that is due, each once, whoever sweeps at the same time.

A rung is claimed by a conditional UPDATE (one row changed, or somebody else has it); claim, record,
effect, audit entry and queued notice are one transaction. After downtime the passed rungs are recorded
late and only the highest is told of: one message, not five.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from huiying.core import audit
from huiying.core.database import Database
from huiying.core.models import Case, Clock, Rung
from responder.accountability.repeats import propose_repeats
from responder.ladder import effects
from responder.ladder.rungs import RungPlan, due_rungs, next_rung, rungs
from responder.outbox.people import AddressBook

LOG = logging.getLogger("huiying")
BATCH = 15
"""Clocks in one transaction: enough to share what is read, few enough to keep it short."""


@dataclass
class SweepSummary:
    """How many rungs one sweep took, by name; `criticism` counts proposals for repeated misses."""

    taken: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All rungs taken."""
        return sum(self.taken.values())


def sweep(database: Database, now: datetime, *, limit: int = 1000) -> SweepSummary:
    """Take all rungs due at `now`, the longest awaited first, `limit` clocks at a time; then propose
    criticism of the units that missed too many answers."""
    summary = SweepSummary()
    while True:
        due = _due(database, now, limit)
        batches = [due[start : start + BATCH] for start in range(0, len(due), BATCH)]
        taken = sum(_take_batch(database, batch, now, summary) for batch in batches)
        if len(due) < limit or not taken:
            break
    repeats = propose_repeats(database, now)
    if repeats:
        summary.taken["criticism"] = repeats
    return summary


def _due(database: Database, now: datetime, limit: int) -> Sequence[int]:
    query = select(Clock.id).where(Clock.next_rung_at <= now).order_by(Clock.next_rung_at).limit(limit)
    with database.read() as session:
        return session.scalars(query).all()


def _take_batch(database: Database, ids: Sequence[int], now: datetime, summary: SweepSummary) -> int:
    """One transaction; where one clock of it fails, the others are taken one by one and it is told of."""
    try:
        with database.write() as session:
            names = take(session, ids, now)
    except OperationalError as error:  # a busy or absent database: no clock's fault, and one by one no better
        LOG.warning("数据库繁忙或连不上，%d 个时限的阶梯稍后重试：%s", len(ids), error.orig)
        return 0
    except Exception:
        if len(ids) == 1:
            LOG.exception("时限 %s 的阶梯未能推进，稍后重试", ids[0])
            return 0
        return sum(_take_batch(database, [one], now, summary) for one in ids)
    for name in names:
        summary.taken[name] = summary.taken.get(name, 0) + 1
    return len(names)


def take(session: Session, ids: Sequence[int], now: datetime) -> list[str]:
    """Take the clocks' due rungs in this transaction; their names, each clock's highest first.

    A clock that another sweeper has taken gives none. All claims come before all effects, in the order of
    ids, so that two sweepers never wait for each other in a ring.
    """
    claimed = [found for clock in _clocks(session, ids) if (found := _claimed(session, clock, now))]
    if not claimed:
        return []
    book = AddressBook.read(session, now)
    cases = _cases(session, [clock.case_id for clock, _ in claimed])
    for clock, due in claimed:
        case = cases[clock.case_id]
        for plan in reversed(due):
            _record(session, clock, case, plan, now, highest=plan is due[0])
        effects.tell(session, clock, case, due[0].rung, now, book)
    return [plan.rung for _, due in claimed for plan in due]


def _clocks(session: Session, ids: Sequence[int]) -> Sequence[Clock]:
    """As they stand now, whatever this session has read before; without those that somebody else is at.

    Sweepers that begin together thus part at the first batch, and none waits for another.
    """
    query = select(Clock).where(Clock.id.in_(ids), Clock.next_rung.is_not(None)).order_by(Clock.id)
    free = query.with_for_update(skip_locked=True, key_share=True)
    return session.scalars(free.execution_options(populate_existing=True)).all()


def _cases(session: Session, ids: Sequence[int]) -> dict[int, Case]:
    return {case.id: case for case in session.scalars(select(Case).where(Case.id.in_(ids)))}


def _claimed(session: Session, clock: Clock, now: datetime) -> tuple[Clock, list[RungPlan]] | None:
    """The clock with its due rungs, highest first, where this transaction could claim it."""
    plans = rungs(clock)
    done = set(session.scalars(select(Rung.rung).where(Rung.clock_id == clock.id)))
    due = due_rungs(plans, done, now)
    following = next_rung(plans, done | {plan.rung for plan in due})
    if not _claim(session, clock, following) or not due:
        return None
    return clock, due


def _claim(session: Session, clock: Clock, following: RungPlan | None) -> bool:
    then = {
        "next_rung": following.rung if following else None,
        "next_rung_at": following.at if following else None,
    }
    statement = (
        update(Clock)
        .where(Clock.id == clock.id, Clock.next_rung == clock.next_rung, Clock.ended_at.is_(None))
        .values(then)
        .execution_options(synchronize_session=False)
    )
    changed = session.execute(statement)
    assert isinstance(changed, CursorResult)
    if changed.rowcount != 1:
        return False
    for name, value in then.items():
        set_committed_value(clock, name, value)
    return True


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
