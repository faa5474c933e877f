"""What moves a clock's due moment: pauses, extensions, upheld objections; each is kept on the clock."""

from datetime import datetime, timedelta
from typing import Any, cast

from huiying.core.models import Clock
from responder.clocks.calendars import CalendarName, Calendars
from responder.clocks.policy import Snapshot


def move(
    clock: Clock,
    kind: str,
    *,
    since: datetime,
    until: datetime,
    by: str,
    reason: str,
    span: timedelta | None = None,
) -> None:
    """Move the due moment by `span` of running time in the clock's calendar, by default the running time
    from `since` to `until`; the move is kept on the clock with who and why."""
    calendars, calendar = _calendars(clock), cast(CalendarName, clock.calendar)
    running = calendars.elapsed(calendar, since, until) if span is None else span
    before = clock.due_at
    clock.due_at = calendars.advance(calendar, before, running)
    start = calendars.start(calendar, clock.anchor_at)
    clock.provisional = calendars.is_provisional(calendar, start, clock.due_at)
    kept: dict[str, Any] = {
        "kind": kind,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "seconds": running.total_seconds(),
        "before": before.isoformat(),
        "after": clock.due_at.isoformat(),
        "by": by,
        "reason": reason,
    }
    clock.moves = [*clock.moves, kept]


def carry(former: Clock, clock: Clock, now: datetime) -> None:
    """Move a re-planned clock by what moved its predecessor after the new anchor."""
    if former.calendar != clock.calendar:
        return
    for one in former.moves:
        since = datetime.fromisoformat(one["since"])
        if since >= clock.anchor_at:
            until, span = datetime.fromisoformat(one["until"]), timedelta(seconds=one["seconds"])
            move(clock, one["kind"], since=since, until=until, span=span, by=one["by"], reason=one["reason"])
    late = now - clock.due_at
    clock.born_overdue_seconds = max(int(late.total_seconds()), 0)


def due_by_records(clock: Clock) -> datetime:
    """The due moment worked out anew from anchor, limit and moves: what `due_at` must be."""
    calendars, calendar = _calendars(clock), cast(CalendarName, clock.calendar)
    due = calendars.due(calendar, clock.anchor_at, timedelta(seconds=clock.span_seconds)).at
    for one in clock.moves:
        due = calendars.advance(calendar, due, timedelta(seconds=one["seconds"]))
    return due


def extensions(clock: Clock) -> int:
    """How many times the clock was extended."""
    return sum(one["kind"] == "extension" for one in clock.moves)


def _calendars(clock: Clock) -> Calendars:
    return Snapshot.of(clock.policy).calendars.build()
