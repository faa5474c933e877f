"""时效: the on-time rate over clocks, and who held the case in each lateness.

Source: domain.md, "On-time rate, over clocks".
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from huiying.core.models import Case, Clock
from responder.accountability.holding import Share, shares
from responder.clocks.words import MILESTONES
from responder.reports.figures import HeldSeconds, Lateness, Tally, TallyLine, Timeliness
from responder.reports.holders import Holders
from responder.reports.week import Period

MOST_LATENESSES = 200
MILESTONE_ORDER = tuple(MILESTONES.values())


def timeliness(session: Session, period: Period, holders: Holders) -> Timeliness:
    clocks = _clocks(session, period)
    decided = [clock for clock in clocks if _decided_in(clock, period)]
    dropped = [clock for clock in clocks if _superseded_in(clock, period)]
    before = [clock for clock in _clocks(session, period.before) if _decided_in(clock, period.before)]
    return Timeliness(
        all=_tally(decided, period),
        born_overdue=len(decided) - len(_born_in_time(decided)),
        without_born_overdue=_tally(_born_in_time(decided), period),
        before=_tally(before, period.before),
        superseded=len(dropped),
        superseded_overdue=sum(_fell_due(clock) <= clock.superseded_at for clock in dropped),  # type: ignore[operator]
        units=_lines(decided, period, holders.name, holders.place),
        milestones=_lines(decided, period, holders.milestone, MILESTONE_ORDER.index),
        latenesses=_latenesses(session, decided, period, holders),
    )


def _clocks(session: Session, period: Period) -> Sequence[Clock]:
    """The clocks that ran in the period."""
    query = (
        select(Clock)
        .join(Case, Case.id == Clock.case_id)
        .where(Case.archive.is_(False), Clock.planned_at < period.until)
        .where(or_(Clock.ended_at.is_(None), Clock.ended_at >= period.start))
        .order_by(Clock.id)
    )
    return session.scalars(query).all()


def _decided_in(clock: Clock, period: Period) -> bool:
    """Whether the clock's outcome fell in the period: each clock has one such moment."""
    if clock.superseded_at is not None and clock.superseded_at < period.until:
        return False
    if clock.paused_at is not None and clock.ended_at is None:
        return False
    fell_due = _fell_due(clock)
    return period.holds(min(clock.ended_at, fell_due) if clock.ended_at else fell_due)


def _fell_due(clock: Clock) -> datetime:
    # A clock born overdue could be missed by nobody before it was set.
    return max(clock.due_at, clock.planned_at)


def _superseded_in(clock: Clock, period: Period) -> bool:
    return clock.superseded_at is not None and period.holds(clock.superseded_at)


def _met_at(clock: Clock, period: Period) -> datetime | None:
    """When it was met, as far as that was on record by the end of the period."""
    known = clock.ended_at is not None and clock.ended_at < period.until
    return clock.met_at if known else None


def _in_time(clock: Clock, period: Period) -> bool:
    met_at = _met_at(clock, period)
    return met_at is not None and met_at <= clock.due_at


def _born_in_time(clocks: Iterable[Clock]) -> list[Clock]:
    return [clock for clock in clocks if not clock.born_overdue_seconds]


def _tally(clocks: Sequence[Clock], period: Period) -> Tally:
    met = sum(_in_time(clock, period) for clock in clocks)
    return Tally.of(met, len(clocks) - met)


def _lines(
    clocks: Iterable[Clock], period: Period, name: Callable[[Clock], str], place: Callable[[str], int]
) -> tuple[TallyLine, ...]:
    """By name, in the order of `place`: the figures are no ranking (国办函〔2025〕66号)."""
    groups: dict[str, list[Clock]] = defaultdict(list)
    for clock in clocks:
        groups[name(clock)].append(clock)
    lines = [
        TallyLine(each, _tally(those, period), _tally(_born_in_time(those), period))
        for each, those in groups.items()
    ]
    return tuple(sorted(lines, key=lambda it: place(it.name)))


def _latenesses(
    session: Session, decided: Iterable[Clock], period: Period, holders: Holders
) -> tuple[Lateness, ...]:
    missed = [clock for clock in decided if not _in_time(clock, period)]
    worst = sorted(missed, key=lambda it: (-_late_seconds(it, period), it.id))[:MOST_LATENESSES]
    return tuple(lateness(session, clock, period, holders) for clock in worst)


def lateness(session: Session, clock: Clock, period: Period, holders: Holders) -> Lateness:
    """One missed clock as known at the end of the period: how late, and who held the case for how long."""
    case = session.get_one(Case, clock.case_id)
    return Lateness(
        case_id=case.id,
        number=case.number,
        title=case.title,
        milestone=holders.milestone(clock),
        holder=holders.name(clock),
        basis=clock.basis,
        due_at=clock.due_at,
        met_at=_met_at(clock, period),
        late_seconds=_late_seconds(clock, period),
        born_overdue_seconds=clock.born_overdue_seconds,
        held=_held(shares(session, case, clock, period.until), case.detected_at),
    )


def _late_seconds(clock: Clock, period: Period) -> int:
    """From due to met, to the case's closing, or to the end of the period; never below nothing."""
    closed = clock.ended_at if clock.ended_at and clock.ended_at < period.until else None
    until = _met_at(clock, period) or closed or period.until
    return max(int((until - clock.due_at).total_seconds()), 0)


def _held(held: Iterable[Share], detected_at: datetime) -> HeldSeconds:
    seconds = {"unknown": 0.0, "office": 0.0, "unit": 0.0, "clearer": 0.0, "paused": 0.0}
    for share in held:
        known_since = min(max(share.since, detected_at), share.until)
        seconds["unknown"] += (known_since - share.since).total_seconds()
        seconds[share.holder] += (share.until - known_since).total_seconds()
    return HeldSeconds(**{holder: int(length) for holder, length in seconds.items()})
