"""The clocks behind a rate: which were decided in a period, how, and who held the case meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, not_, select, true
from sqlalchemy.orm import Session

from dashboard import words
from dashboard.queries.held import Share
from dashboard.queries.people import Names
from dashboard.queries.timeliness import decided, met, visible
from dashboard.untrusted import number
from huiying.core.models import Case, Clock, User
from responder.reports.figures import HeldSeconds, Lateness
from responder.reports.holders import Holders
from responder.reports.sections.timeliness import lateness
from responder.reports.week import Period

PAGE_SIZE = 50
OUTCOMES = {"all": "全部", "missed": "未按时", "met": "按时"}
HELD = {"unknown": "发现前", "office": "新闻办", "unit": "责任单位", "clearer": "审查", "paused": "暂停"}


@dataclass(frozen=True)
class Wanted:
    """Which clocks: of a holder's group, a tier ("0": none), a milestone, an outcome; empty is any."""

    holder: str = ""
    tier: str = ""
    milestone: str = ""
    outcome: str = "all"


@dataclass(frozen=True)
class DecidedClock:
    """One clock of the list. `late` is None for one that was met in time."""

    id: int
    case_id: int
    number: str
    title: str
    tier: int | None
    milestone: str
    holder: str
    due_at: datetime
    met_at: datetime | None
    born_overdue: bool
    late: timedelta | None
    held: list[Share]


@dataclass(frozen=True)
class DecidedPage:
    """A page of the list; `before` is the key of the next one, None at the end."""

    lines: list[DecidedClock]
    before: int | None


def decided_clocks(
    session: Session, user: User, period: Period, wanted: Wanted, *, before: int | None = None
) -> DecidedPage:
    """The clocks of a filter, the newest first."""
    conditions = [*visible(user), decided(period), *_conditions(wanted, period)]
    if before is not None:
        conditions.append(Clock.id < before)
    query = select(Clock, Case).join(Case, Case.id == Clock.case_id).where(*conditions)
    found = session.execute(query.order_by(Clock.id.desc()).limit(PAGE_SIZE + 1)).all()
    names, holders = Names(session), Holders(session)
    lines = [_line(session, clock, case, period, names, holders) for clock, case in found[:PAGE_SIZE]]
    return DecidedPage(lines, lines[-1].id if len(found) > PAGE_SIZE else None)


def worst(session: Session, user: User, period: Period, most: int) -> list[Lateness]:
    """The clocks of the period that were missed by most, the longest late first."""
    query = (
        select(Clock.id, Clock.due_at, Clock.met_at, Clock.ended_at)
        .join(Case, Case.id == Clock.case_id)
        .where(*visible(user), decided(period), not_(_met(period)))
    )
    late = {row[0]: _until(row[2], row[3], period) - row[1] for row in session.execute(query)}
    longest = sorted(late, key=lambda key: (-late[key], key))[:most]
    clocks = {clock.id: clock for clock in session.scalars(select(Clock).where(Clock.id.in_(longest)))}
    holders = Holders(session)
    return [lateness(session, clocks[key], period, holders) for key in longest]


def split(held: Sequence[HeldSeconds]) -> list[Share]:
    """Who held the cases for how long, all together; holders of no time left out."""
    seconds = {key: sum(getattr(one, key) for one in held) for key in HELD}
    whole, x, found = sum(seconds.values()), 0.0, []
    for key, length in seconds.items():
        if length:
            width = round(100 * length / whole, 2)
            found.append(Share(HELD[key], key, timedelta(seconds=length), x, width))
            x += width
    return found


def _conditions(wanted: Wanted, period: Period) -> list[ColumnElement[bool]]:
    outcomes = {"met": _met(period), "missed": not_(_met(period))}
    return [
        _held_by(wanted.holder),
        _of_tier(wanted.tier),
        Clock.milestone == wanted.milestone if wanted.milestone else true(),
        outcomes.get(wanted.outcome, true()),
    ]


def _met(period: Period) -> ColumnElement[bool]:
    # A comparison with NULL is neither true nor false, and "not met" must find those too.
    return and_(Clock.met_at.is_not(None), Clock.ended_at.is_not(None), met(period))


def _held_by(holder: str) -> ColumnElement[bool]:
    if holder in ("office", "clearer"):
        return Clock.holder == holder
    unit_id = number(holder)
    if unit_id is None:
        return true()
    of_unit = Clock.holder_unit_id == unit_id if unit_id else Clock.holder_unit_id.is_(None)
    return and_(Clock.holder == "unit", of_unit)


def _of_tier(tier: str) -> ColumnElement[bool]:
    if tier not in ("0", "1", "2", "3", "4"):
        return true()
    return Case.tier == int(tier) if tier != "0" else Case.tier.is_(None)


def _until(met_at: datetime | None, ended_at: datetime | None, period: Period) -> datetime:
    if ended_at is None or ended_at >= period.until:
        return period.until
    return met_at or ended_at


def _line(
    session: Session, clock: Clock, case: Case, period: Period, names: Names, holders: Holders
) -> DecidedClock:
    known = clock.met_at if clock.ended_at and clock.ended_at < period.until else None
    in_time = known is not None and known <= clock.due_at
    late = None if in_time else lateness(session, clock, period, holders)
    return DecidedClock(
        id=clock.id,
        case_id=case.id,
        number=case.number,
        title=case.title,
        tier=case.tier,
        milestone=words.milestone(clock.milestone),
        holder=names.holder(clock.holder, clock.holder_unit_id),
        due_at=clock.due_at,
        met_at=known,
        born_overdue=clock.born_overdue_seconds > 0,
        late=timedelta(seconds=late.late_seconds) if late else None,
        held=split([late.held]) if late else [],
    )
