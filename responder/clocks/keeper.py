"""Keeping a case's clocks: what the plan says against what runs, written in the caller's transaction.

Clocks of one case are told apart by milestone and subject (the draft that awaits clearance); every
other milestone has at most one clock running.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.models import Case, Clock, Rung
from responder import casefile
from responder.clocks import moves
from responder.clocks.facts import Wanted, facts_of, wanted
from responder.clocks.plan import CaseFacts, PlannedClock, still_asked
from responder.clocks.policy import Policy, Snapshot
from responder.clocks.words import MILESTONES
from responder.ladder.rungs import next_rung, rungs


def replan(session: Session, case: Case, policy: Policy, now: datetime) -> list[Clock]:
    """Bring the case's clocks to what its records ask for; returns the ones newly set.

    A running clock stays as it is, whatever the policy says by now; it is superseded where its anchor
    moved, where its rule no longer covers the case (another tier or appeal), or where its basis changed
    with the grade. An archived or held case has no clocks.
    """
    if case.archive or case.held_at is not None:
        return []
    session.flush()
    facts = facts_of(session, case)
    open_ones = {(clock.milestone, clock.subject_id): clock for clock in running(session, case)}
    planned: list[Clock] = []
    for one in wanted(session, case, policy, facts, now):
        former = open_ones.pop(one.key, None)
        if former is not None and _stands(former, one.clock, case):
            continue
        if former is not None:
            _supersede(session, former, now)
        planned.append(_start(session, case, one, now))
    for left in open_ones.values():
        if not _still_asked(left, policy, facts, now):
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


def meet_since(session: Session, case: Case, milestone: str, *, at: datetime, now: datetime) -> None:
    """The same, unless it was reached before the clock's own anchor."""
    if any(c.milestone == milestone and c.anchor_at <= at for c in running(session, case)):
        meet(session, case, milestone, at=at, now=now)


def end_unmet(session: Session, case: Case, now: datetime) -> None:
    """End what still runs when a case closes. Unmet is missed: a duty does not vanish with the case."""
    for clock in running(session, case):
        _end_missed(session, clock, now)
    session.flush()


def supersede_all(session: Session, case: Case, now: datetime) -> None:
    """Take every running clock out of the count: the case never was a duty."""
    for clock in running(session, case):
        _supersede(session, clock, now)
    session.flush()


def end_late(session: Session, case: Case, milestone: str, *, since: datetime, now: datetime) -> None:
    """End a clock that was overdue by `since` as missed, with its holder: who has the case next owes anew,
    but the lateness of who had it stays."""
    for clock in running(session, case):
        if clock.milestone == milestone and clock.due_at <= since:
            _end_missed(session, clock, now)
    session.flush()


def hand_over(session: Session, case: Case, now: datetime) -> None:
    """The lead unit's running clocks are held by the unit that has the case now."""
    session.execute(
        update(Clock)
        .where(Clock.case_id == case.id, Clock.holder == "unit", Clock.ended_at.is_(None))
        .where(Clock.milestone != "instruction")
        .values(holder_unit_id=case.lead_unit_id)
    )
    audit.record(session, "hand_over", "case", case.id, by=audit.MACHINE, now=now, unit=case.lead_unit_id)


def withdraw(session: Session, case: Case, kind: str, published_at: datetime, now: datetime) -> None:
    """A publication that met clocks was taken back: they no longer count as met, `replan` asks anew."""
    met = select(Clock).where(Clock.case_id == case.id, Clock.met_at == published_at)
    rested_on_it = Clock.milestone.in_((kind, "progress", "renewed_answer"))
    for clock in session.scalars(met.where(rested_on_it, Clock.superseded_at.is_(None))):
        clock.superseded_at = now
        audit.record(session, "supersede", "clock", clock.id, by=audit.MACHINE, now=now)
    session.flush()


def revive(session: Session, case: Case, closed_at: datetime, now: datetime) -> None:
    """What a closing ended unmet is owed again: the old clocks give way to those that `replan` sets."""
    ended = select(Clock).where(Clock.case_id == case.id, Clock.ended_at == closed_at)
    for clock in session.scalars(ended.where(Clock.met_at.is_(None), Clock.superseded_at.is_(None))):
        clock.superseded_at = now
        audit.record(session, "supersede", "clock", clock.id, by=audit.MACHINE, now=now)
    session.flush()


def end_overdue(session: Session, case: Case, now: datetime) -> None:
    """End the lead unit's overdue clocks as missed: leaving the park undoes no lateness."""
    for clock in running(session, case, holder="unit"):
        if clock.due_at <= now and clock.milestone != "instruction":
            _end_missed(session, clock, now)
    session.flush()


def stop(session: Session, case: Case, now: datetime) -> list[Clock]:
    """Make the clocks stand still that may, and are not late; returns them."""
    stopped = stoppable(session, case, now)
    for clock in stopped:
        clock.paused_at, clock.next_rung, clock.next_rung_at = now, None, None
        audit.record(session, "stop", "clock", clock.id, by=audit.MACHINE, now=now)
    session.flush()
    return stopped


def stoppable(session: Session, case: Case, now: datetime) -> list[Clock]:
    """The clocks that a pause would make stand still."""
    return [clock for clock in running(session, case) if _may_stop(clock, now)]


def go_on(session: Session, case: Case, *, by: str, reason: str, now: datetime) -> list[Clock]:
    """Let the stopped clocks run on: each is due later by exactly the time that it stood, counted in its
    own calendar."""
    stopped = [clock for clock in running(session, case) if clock.paused_at is not None]
    for clock in stopped:
        since = clock.paused_at
        assert since is not None
        clock.paused_at = None
        moves.move(clock, "pause", since=since, until=now, by=by, reason=reason)
        _ladder_again(session, clock)
        audit.record(session, "go_on", "clock", clock.id, by=audit.MACHINE, now=now, since=since.isoformat())
    session.flush()
    return stopped


def extend(session: Session, clock: Clock, span: timedelta, *, by: str, reason: str, now: datetime) -> None:
    """Move one clock's due moment by running time in its calendar."""
    moves.move(clock, "extension", since=now, until=now, span=span, by=by, reason=reason)
    _ladder_again(session, clock)
    audit.record(
        session, "extend", "clock", clock.id, by=audit.MACHINE, now=now, seconds=int(span.total_seconds())
    )
    session.flush()


def defer(
    session: Session, case: Case, *, since: datetime, by: str, reason: str, now: datetime
) -> list[Clock]:
    """Move the lead unit's running clocks by the time from `since` to `now`, each counted in its own
    calendar; returns those that moved. A clock that was late by `since` already stays late; one that fell
    overdue meanwhile gives way to a new one with the same moves, whose ladder begins anew."""
    moved = [clock for clock in running(session, case, holder="unit") if _deferred(clock, since)]
    for clock in moved:
        moves.move(clock, "objection", since=since, until=now, by=by, reason=reason)
        _ladder_again(session, clock)
        audit.record(session, "defer", "clock", clock.id, by=audit.MACHINE, now=now, since=since.isoformat())
        if clock.missed_at is not None:
            _supersede(session, clock, now)
    session.flush()
    return moved


def _deferred(clock: Clock, since: datetime) -> bool:
    return clock.due_at > since and clock.anchor not in ("assigned", "instructed")


def running(session: Session, case: Case, *, holder: str | None = None) -> Sequence[Clock]:
    """The case's clocks that have not ended, by due moment."""
    query = select(Clock).where(Clock.case_id == case.id, Clock.ended_at.is_(None))
    if holder:
        query = query.where(Clock.holder == holder)
    return session.scalars(query.order_by(Clock.due_at, Clock.id)).all()


def milestone_name(clock: Clock) -> str:
    """What people call the clock's milestone."""
    return MILESTONES.get(clock.milestone, clock.milestone)  # type: ignore[call-overload,no-any-return]


def _stands(former: Clock, wanted: PlannedClock, case: Case) -> bool:
    rule = Snapshot.of(former.policy).rule
    covered = rule.covers(case.kind, case.tier, case.appeal)  # type: ignore[arg-type]
    same_basis = rule.basis_for(case.grade) == former.basis
    return covered and same_basis and former.anchor_at == wanted.anchor_at


def _still_asked(left: Clock, policy: Policy, facts: CaseFacts, now: datetime) -> bool:
    if left.subject_id is not None:
        return False
    return still_asked(policy, Snapshot.of(left.policy).rule, facts, left.anchor_at, now)


def _start(session: Session, case: Case, one: Wanted, now: datetime) -> Clock:
    wanted = one.clock
    clock = Clock(
        case_id=case.id,
        milestone=wanted.milestone,
        holder=wanted.holder,
        holder_unit_id=one.unit_id or _holder_unit(session, case, wanted.holder),
        subject_id=one.subject_id,
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
        moves=[],
    )
    if case.opened_at != now:
        _take_over(session, case, clock, now)
    _ladder_again(session, clock)
    session.add(clock)
    session.flush()
    audit.record(session, "plan", "clock", clock.id, by=audit.MACHINE, now=now, milestone=clock.milestone)
    return clock


def _take_over(session: Session, case: Case, clock: Clock, now: datetime) -> None:
    """A re-planned clock keeps the pauses and extensions of its predecessor that fell after its anchor."""
    former = session.scalars(
        select(Clock)
        .where(Clock.case_id == case.id, Clock.milestone == clock.milestone)
        .where(Clock.superseded_at.is_not(None), Clock.subject_id.is_not_distinct_from(clock.subject_id))
        .order_by(Clock.id.desc())
        .limit(1)
    ).first()
    if former is not None:
        moves.carry(former, clock, now)
    paused = casefile.pause(session, case)
    if paused is None or not Snapshot.of(clock.policy).rule.may_pause:
        return
    since = max(former.paused_at if former and former.paused_at else now, clock.anchor_at)
    if clock.due_at > since:
        clock.paused_at = since


def _may_stop(clock: Clock, now: datetime) -> bool:
    return Snapshot.of(clock.policy).rule.may_pause and clock.due_at > now


def _ladder_again(session: Session, clock: Clock) -> None:
    """The next rung by the clock's due moment as it now is; none while it stands still."""
    done = set(session.scalars(select(Rung.rung).where(Rung.clock_id == clock.id))) if clock.id else set()
    following = None if clock.paused_at else next_rung(rungs(clock), done)
    clock.next_rung, clock.next_rung_at = (following.rung, following.at) if following else (None, None)


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


def _end_missed(session: Session, clock: Clock, now: datetime) -> None:
    clock.missed_at = clock.missed_at or min(clock.due_at, now)
    _end(clock, now)
    audit.record(session, "close_unmet", "clock", clock.id, by=audit.MACHINE, now=now)


def _end(clock: Clock, now: datetime) -> None:
    clock.ended_at, clock.next_rung, clock.next_rung_at = now, None, None
