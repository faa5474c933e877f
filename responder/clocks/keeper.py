"""Keeping a case's clocks: what the plan says against what runs, written in the caller's transaction.

Clocks of one case are told apart by milestone and subject (the draft that awaits clearance); every
other milestone has at most one clock running.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.models import Case, CaseNote, Clock, Confirmation, Rung
from responder import casefile
from responder.clocks.calendars import CalendarName
from responder.clocks.plan import CaseFacts, PlannedClock, plan
from responder.clocks.policy import Policy, Snapshot
from responder.clocks.words import MILESTONES
from responder.ladder.rungs import next_rung, rungs

Wanted = tuple[PlannedClock, int | None]


def replan(session: Session, case: Case, policy: Policy, now: datetime) -> list[Clock]:
    """Bring the case's clocks to what its records ask for; returns the ones newly set.

    A running clock stays as it is, whatever the policy says by now; it is superseded where its anchor
    moved, where its rule no longer covers the case (another tier or appeal), or where its basis changed
    with the grade. An archived or held case has no clocks.
    """
    if case.archive or case.held_at is not None:
        return []
    session.flush()
    open_ones = {(clock.milestone, clock.subject_id): clock for clock in running(session, case)}
    planned: list[Clock] = []
    for wanted, subject_id in _wanted(session, case, policy, now):
        former = open_ones.pop((wanted.milestone, subject_id), None)
        if former is not None and _stands(former, wanted, case):
            continue
        if former is not None:
            _supersede(session, former, now)
        planned.append(_start(session, case, wanted, subject_id, now))
    for left in open_ones.values():
        _supersede(session, left, now)
    session.flush()
    return planned


def meet(
    session: Session,
    case: Case,
    milestone: str,
    *,
    at: datetime,
    now: datetime,
    subject_id: int | None = None,
) -> list[Clock]:
    """Record that a milestone was reached at `at`; a clock whose due moment had passed is missed too."""
    met = [c for c in running(session, case) if c.milestone == milestone and c.subject_id == subject_id]
    for clock in met:
        clock.met_at = at
        if at > clock.due_at and clock.missed_at is None:
            clock.missed_at = clock.due_at
        _end(clock, now)
        audit.record(session, "meet", "clock", clock.id, by=audit.MACHINE, now=now, milestone=milestone)
    session.flush()
    return met


def end_unmet(session: Session, case: Case, now: datetime) -> None:
    """End what still runs when a case closes. Unmet is missed: a duty does not vanish with the case."""
    for clock in running(session, case):
        clock.missed_at = clock.missed_at or min(clock.due_at, now)
        _end(clock, now)
        audit.record(session, "close_unmet", "clock", clock.id, by=audit.MACHINE, now=now)
    session.flush()


def supersede_all(session: Session, case: Case, now: datetime) -> None:
    """Take every running clock out of the count: the case never was a duty."""
    for clock in running(session, case):
        _supersede(session, clock, now)
    session.flush()


def hand_over(session: Session, case: Case, now: datetime) -> None:
    """The lead unit's running clocks are held by the unit that has the case now."""
    session.execute(
        update(Clock)
        .where(Clock.case_id == case.id, Clock.holder == "unit", Clock.ended_at.is_(None))
        .values(holder_unit_id=case.lead_unit_id)
    )
    audit.record(session, "hand_over", "case", case.id, by=audit.MACHINE, now=now, unit=case.lead_unit_id)


def defer(session: Session, case: Case, *, since: datetime, now: datetime) -> list[Clock]:
    """Move the lead unit's running clocks by the time from `since` to `now`, each counted in its own
    calendar; returns those that moved. A clock that was late by `since` already stays late."""
    moved = [c for c in running(session, case, holder="unit") if c.due_at > since and c.anchor != "assigned"]
    for clock in moved:
        calendars = Snapshot.of(clock.policy).calendars.build()
        calendar = cast(CalendarName, clock.calendar)
        clock.due_at = calendars.advance(calendar, clock.due_at, calendars.elapsed(calendar, since, now))
        clock.missed_at = None if clock.due_at > now else clock.missed_at
        done = set(session.scalars(select(Rung.rung).where(Rung.clock_id == clock.id)))
        following = next_rung(rungs(clock), done)
        clock.next_rung, clock.next_rung_at = (following.rung, following.at) if following else (None, None)
        audit.record(session, "defer", "clock", clock.id, by=audit.MACHINE, now=now, since=since.isoformat())
    session.flush()
    return moved


def running(session: Session, case: Case, *, holder: str | None = None) -> Sequence[Clock]:
    """The case's clocks that have not ended, by due moment."""
    query = select(Clock).where(Clock.case_id == case.id, Clock.ended_at.is_(None))
    if holder:
        query = query.where(Clock.holder == holder)
    return session.scalars(query.order_by(Clock.due_at, Clock.id)).all()


def milestone_name(clock: Clock) -> str:
    """What people call the clock's milestone."""
    return MILESTONES.get(clock.milestone, clock.milestone)  # type: ignore[call-overload,no-any-return]


def _wanted(session: Session, case: Case, policy: Policy, now: datetime) -> list[Wanted]:
    facts = _facts(session, case)
    wanted: list[Wanted] = [(clock, None) for clock in plan(policy, facts, now)]
    for written in casefile.awaiting_clearance(session, case):
        with_draft = replace(facts, submitted_at=written.submitted_at)
        clocks = plan(policy, with_draft, now)
        wanted += [(clock, written.id) for clock in clocks if clock.milestone == "clear"]
    return wanted


def _facts(session: Session, case: Case) -> CaseFacts:
    """The case as planning sees it; `met` comes from the records, not from the clocks."""
    first = session.scalars(
        select(Confirmation).where(Confirmation.case_id == case.id).order_by(Confirmation.id).limit(1)
    ).first()
    given = casefile.assignment(session, case)
    taken = casefile.acknowledgement(session, given)
    evaluation = session.scalars(
        select(CaseNote.at).where(CaseNote.case_id == case.id, CaseNote.kind == "evaluation").limit(1)
    ).first()
    published = casefile.counted_publications(session, case)
    met: dict[str, datetime | None] = {p.kind: p.published_at for p in reversed(published)}
    met |= {"confirm": first.at if first else None, "assign": given.at if given else None}
    met |= {"acknowledge": taken.at if taken else None, "evaluation": evaluation}
    return CaseFacts(
        kind=case.kind,  # type: ignore[arg-type]
        tier=case.tier,
        grade=case.grade,
        appeal=case.appeal,  # type: ignore[arg-type]
        occurred_at=case.occurred_at,
        detected_at=case.detected_at,
        confirmed_at=first.at if first else None,
        assigned_at=given.at if given else None,
        last_publication_at=published[-1].published_at if published else None,
        received_at=casefile.received_at(session, case) if case.kind == "message" else None,
        closed_at=case.closed_at,
        met={k: v for k, v in met.items() if v},  # type: ignore[misc]
    )


def _stands(former: Clock, wanted: PlannedClock, case: Case) -> bool:
    rule = Snapshot.of(former.policy).rule
    covered = rule.covers(case.kind, case.tier, case.appeal)  # type: ignore[arg-type]
    same_basis = rule.basis_for(case.grade) == former.basis
    return covered and same_basis and former.anchor_at == wanted.anchor_at


def _start(
    session: Session, case: Case, wanted: PlannedClock, subject_id: int | None, now: datetime
) -> Clock:
    clock = Clock(
        case_id=case.id,
        milestone=wanted.milestone,
        holder=wanted.holder,
        holder_unit_id=_holder_unit(session, case, wanted.holder),
        subject_id=subject_id,
        anchor=wanted.anchor,
        anchor_at=wanted.anchor_at,
        planned_at=wanted.planned_at,
        due_at=wanted.due_at,
        span_seconds=wanted.span_seconds,
        calendar=wanted.calendar,
        basis=wanted.basis,
        provisional=wanted.provisional,
        born_overdue_seconds=wanted.born_overdue_seconds,
        policy=wanted.policy,
    )
    first = next_rung(rungs(clock), ())
    clock.next_rung, clock.next_rung_at = (first.rung, first.at) if first else (None, None)
    session.add(clock)
    session.flush()
    audit.record(session, "plan", "clock", clock.id, by=audit.MACHINE, now=now, milestone=clock.milestone)
    return clock


def _holder_unit(session: Session, case: Case, holder: str) -> int | None:
    if holder == "unit":
        return case.lead_unit_id
    office = casefile.office_unit(session)
    return office.id if office else None


def _supersede(session: Session, clock: Clock, now: datetime) -> None:
    clock.superseded_at = now
    _end(clock, now)
    audit.record(
        session, "supersede", "clock", clock.id, by=audit.MACHINE, now=now, milestone=clock.milestone
    )


def _end(clock: Clock, now: datetime) -> None:
    clock.ended_at, clock.next_rung, clock.next_rung_at = now, None, None
