"""通报批评: a unit's third missed answer within ninety days proposes criticism, and only that.

The faults that a proposal counts are claimed by a conditional update: two sweepers propose once, and the
next proposal needs as many new misses again.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.database import Database
from huiying.core.models import Case, Clock, Fault, Proposal, Unit
from responder.accountability.evidence import bundle
from responder.accountability.faults import standing
from responder.accountability.propose import propose, tell_leadership
from responder.accountability.terms import Terms, of

LONGEST = timedelta(days=3660)


class _Taken(Exception):
    """Another sweeper counted these faults first."""


def propose_repeats(database: Database, now: datetime) -> int:
    """Propose criticism of every unit that missed so many answers; how many proposals were made."""
    with database.read() as session:
        units = [unit for unit in _suspects(session, now) if _counted(session, unit, now)]
    made = 0
    for unit in units:
        try:
            with database.write() as session:
                made += propose_repeat(session, unit, now) is not None
        except _Taken:
            continue
    return made


def propose_repeat(session: Session, unit_id: int, now: datetime) -> Proposal | None:
    """The proposal against this unit, where it missed enough that no proposal has counted yet."""
    counted = _counted(session, unit_id, now, lock=True)
    return _propose(session, unit_id, counted, now) if counted else None


def _counted(
    session: Session, unit_id: int, now: datetime, *, lock: bool = False
) -> list[tuple[Fault, Clock]]:
    """The misses that the next proposal counts; none where there are too few. `lock`: who comes second waits
    and finds them counted."""
    misses = _uncounted(session, unit_id, now, lock=lock)
    return _within(misses, of(misses[-1][1])) if misses else []


def _suspects(session: Session, now: datetime) -> list[int]:
    """Units with two or more uncounted misses: the terms, which may ask for more, stand on the clocks."""
    query = (
        select(Fault.unit_id)
        .where(Fault.kind == "late", Fault.counted_in_id.is_(None), Fault.at > now - LONGEST)
        .where(Fault.unit_id.is_not(None))
        .group_by(Fault.unit_id)
        .having(func.count() >= 2)
    )
    return [unit for unit in session.scalars(query.order_by(Fault.unit_id)) if unit is not None]


def _uncounted(session: Session, unit_id: int, now: datetime, *, lock: bool) -> list[tuple[Fault, Clock]]:
    query = (
        select(Fault, Clock)
        .join(Clock, Clock.id == Fault.clock_id)
        .where(Fault.unit_id == unit_id, Fault.kind == "late", Fault.counted_in_id.is_(None), standing())
        .where(Fault.at <= now)
        .order_by(Fault.at, Fault.id)
    )
    query = query.with_for_update(of=Fault) if lock else query
    return [(fault, clock) for fault, clock in session.execute(query)]


def _within(misses: list[tuple[Fault, Clock]], under: Terms) -> list[tuple[Fault, Clock]]:
    """The first so many misses that lie within the window, in the order in which they came about."""
    many, window = under.rules.missed, timedelta(days=under.rules.within_days)
    for start in range(len(misses) - many + 1):
        run = misses[start : start + many]
        if run[-1][0].at - run[0][0].at <= window:
            return run
    return []


def _propose(session: Session, unit_id: int, counted: list[tuple[Fault, Clock]], now: datetime) -> Proposal:
    fault, clock = counted[-1]
    under = of(clock)
    case, unit = session.get_one(Case, fault.case_id), session.get_one(Unit, unit_id)
    cases = [session.get_one(Case, one.case_id) for one, _ in counted]
    missed = [
        {"case": of_.number, "case_id": of_.id, "title": of_.title, "said": one.said}
        for (one, _), of_ in zip(counted, cases, strict=True)
    ]
    proposal = propose(
        session,
        case,
        kind="criticism",
        unit_id=unit_id,
        faults=["late"],
        summary=(
            f"{unit.name}在 {under.rules.within_days} 天内第 {len(counted)} 次未按时回应"
            f"（事项 {'、'.join(one.number for one in cases)}），建议通报批评。"
        ),
        evidence={**bundle(session, clock, case, now), "missed": missed},
        by=audit.MACHINE,
        under=under,
        now=now,
        clock=clock,
    )
    _claim(session, [one.id for one, _ in counted], proposal)
    tell_leadership(session, proposal, now)
    return proposal


def _claim(session: Session, ids: list[int], proposal: Proposal) -> None:
    claimed = session.execute(
        update(Fault)
        .where(Fault.id.in_(ids), Fault.counted_in_id.is_(None))
        .values(counted_in_id=proposal.id)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(claimed, CursorResult)
    if claimed.rowcount != len(ids):
        raise _Taken
