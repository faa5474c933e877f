"""The moments of the escalation ladder for one clock. Source: domain.md, "Escalation ladder".

All fractions and lengths are running time in the clock's own calendar, before the due moment and
after it: 25 % of a three-day working clock is 6 h 45 min of office hours, and a duty-hours clock
that falls due at 22:30 is supervised no earlier than 07:30. For wall-clock duties (tiers 1-2)
that is plain time. Reminders keep to duty hours (07:00-23:00) where the rule is for tiers 3-4.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from responder.clocks.calendars import CalendarName, Calendars
from responder.clocks.policy import Ladder, Snapshot, Step

NEVER_WAITING = frozenset({1, 2})


@dataclass(frozen=True)
class RungPlan:
    """A rung (reminder_50, reminder_80, overdue, supervision, interview) and its moment, UTC."""

    rung: str
    at: datetime


class Laddered(Protocol):
    """What the ladder reads of a clock, planned or stored."""

    @property
    def anchor_at(self) -> datetime: ...
    @property
    def planned_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def span_seconds(self) -> int: ...
    @property
    def policy(self) -> Mapping[str, Any]: ...


def rungs(clock: Laddered) -> list[RungPlan]:
    """The clock's rungs, earliest first, by the policy that it was planned under.

    A clock born overdue is laddered from the moment it was planned: overdue at once, then
    supervision and interview counted from there, no reminders. A reminder whose moment had passed
    when the clock was planned is left out: nobody is reminded of time that nobody knew of. One that falls
    into the night waits for the morning, where its rule is for tiers 3-4; it is left out where the morning
    comes after the due moment, whose own rung then says more. Pauses
    and extensions move the due moment, and with it every rung, by exactly that.
    """
    kept = Snapshot.of(clock.policy)
    scale = _Scale(kept.calendars.build(), kept.rule.calendar, timedelta(seconds=clock.span_seconds))
    reminders = _reminders(clock, kept, scale)
    ends_early = kept.rule.milestone in kept.ladder.ends_at_supervision
    return [*reminders, *_chase(clock, kept.ladder, scale, ends_early)]


def next_rung(plans: Sequence[RungPlan], done: Collection[str]) -> RungPlan | None:
    """The earliest rung that was not taken yet, or None at the end of the ladder."""
    left = [plan for plan in plans if plan.rung not in done]
    return min(left, key=lambda plan: plan.at, default=None)


def due_rungs(plans: Sequence[RungPlan], done: Collection[str], now: datetime) -> list[RungPlan]:
    """The rungs to take at `now`, highest first: it is acted on, the others recorded late."""
    left = [plan for plan in plans if plan.rung not in done and plan.at <= now]
    return left[::-1]


@dataclass(frozen=True)
class _Scale:
    """A clock's span in its calendar."""

    calendars: Calendars
    calendar: CalendarName
    span: timedelta

    def after(self, moment: datetime, share: float) -> datetime:
        return self.later(moment, self.span * share)

    def later(self, moment: datetime, running: timedelta) -> datetime:
        return self.calendars.advance(self.calendar, moment, running)

    def on_duty(self, moment: datetime) -> datetime:
        """The moment itself within duty hours, else when they begin again."""
        return self.calendars.advance("duty", moment, timedelta())

    def before_due(self, clock: Laddered, share: float) -> datetime:
        """When `share` of the span is left: counted back from the due moment, pauses included."""
        start = self.calendars.start(self.calendar, clock.anchor_at)
        whole = self.calendars.elapsed(self.calendar, start, clock.due_at)
        return self.later(start, max(whole - self.span * share, timedelta()))


def _reminders(clock: Laddered, kept: Snapshot, scale: _Scale) -> list[RungPlan]:
    if clock.planned_at >= clock.due_at:
        return []
    plans = [
        RungPlan(f"reminder_{round(part * 100)}", scale.before_due(clock, 1 - part))
        for part in kept.ladder.reminder.fractions
    ]
    known = [plan for plan in plans if plan.at > clock.planned_at]
    if not _keeps_to_duty_hours(kept):
        return known
    waiting = [RungPlan(plan.rung, scale.on_duty(plan.at)) for plan in known]
    return [plan for plan in waiting if plan.at < clock.due_at]


def _keeps_to_duty_hours(kept: Snapshot) -> bool:
    """A rule for every tier may hold for tiers 1-2, so it does not wait either."""
    return bool(kept.rule.tiers) and NEVER_WAITING.isdisjoint(kept.rule.tiers)


def _chase(clock: Laddered, ladder: Ladder, scale: _Scale, ends_early: bool) -> list[RungPlan]:
    overdue = max(clock.due_at, clock.planned_at)
    supervision = _step(ladder.supervision, scale, overdue, overdue)
    plans = [RungPlan("overdue", overdue), RungPlan("supervision", supervision)]
    if not ends_early:
        interview = _step(ladder.interview, scale, overdue, supervision)
        plans.append(RungPlan("interview", interview))
    return plans


def _step(step: Step, scale: _Scale, overdue: datetime, previous: datetime) -> datetime:
    """A share of the span after overdue, and at least so long after the previous rung."""
    return max(scale.after(overdue, step.after), scale.later(previous, step.least))
