"""A case's clocks as people read them: running ones as bars, ended ones with how they ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import words
from dashboard.queries.held import Share, by_holder
from dashboard.queries.people import Names
from dashboard.queries.waiting import Countdown
from huiying.core.models import Case, Clock
from responder import wording
from responder.accountability.holding import Hands
from responder.clocks.plan import explain, moves_in_words


@dataclass(frozen=True)
class ClockLine:
    """One clock. `countdown` is None for one that ended (`ended` then says how) or that stands still.

    `moved` tells each pause, extension and upheld objection, `held` who had the case while it ran.
    """

    id: int
    name: str
    holder: str
    due_at: datetime
    countdown: Countdown | None
    ended: str
    late: bool
    superseded: bool
    explained: str
    provisional: bool
    born_overdue: str
    moved: list[str]
    paused_at: datetime | None
    held: list[Share]


def clock_lines(session: Session, case: Case, names: Names, hands: Hands, now: datetime) -> list[ClockLine]:
    """All clocks that the case ever had: running first by due moment, then the ended ones."""
    query = select(Clock).where(Clock.case_id == case.id).order_by(Clock.due_at, Clock.id)
    lines = [_line(clock, names, now, hands) for clock in session.scalars(query)]
    return sorted(lines, key=lambda line: (bool(line.ended), line.superseded))


def _line(clock: Clock, names: Names, now: datetime, hands: Hands) -> ClockLine:
    running, late = clock.ended_at is None, clock.born_overdue_seconds
    ticking = running and clock.paused_at is None
    return ClockLine(
        id=clock.id,
        name=words.milestone(clock.milestone),
        holder=names.holder(clock.holder, clock.holder_unit_id),
        due_at=clock.due_at,
        countdown=Countdown(clock.due_at, clock.anchor_at, now) if ticking else None,
        ended="" if running else _ended(clock),
        late=clock.superseded_at is None
        and (clock.missed_at is not None or (ticking and now > clock.due_at)),
        superseded=clock.superseded_at is not None,
        explained=explain(clock),
        provisional=clock.provisional,
        born_overdue=wording.span(timedelta(seconds=late)) if late else "",
        moved=moves_in_words(clock),
        paused_at=clock.paused_at if running else None,
        held=by_holder(hands.shares(clock, now), names),
    )


def _ended(clock: Clock) -> str:
    if clock.superseded_at is not None:
        return f"{wording.moment(clock.superseded_at, clock.superseded_at)} 起不再计算（级别或条件变动）"
    if clock.met_at is None:
        return "未完成"
    at = wording.moment(clock.met_at, clock.met_at)
    if clock.met_at > clock.due_at:
        return f"{at} 完成，迟 {wording.span(clock.met_at - clock.due_at)}"
    return f"{at} 按时完成，余 {wording.span(clock.due_at - clock.met_at)}"
