"""The three calendars in which a clock runs: wall clock, duty hours, working days.

Moments come in with any offset and go out in UTC. A span is *running time in the calendar*: a
working day of 08:30-17:30 is nine hours of it. Sources: domain.md, "Deadlines".
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from huiying.core import clock
from responder.clocks.workdays import Workdays, WorkingDay

CalendarName = Literal["wall", "duty", "working"]

ONE_DAY = timedelta(days=1)
LONGEST = timedelta(days=3660)


@dataclass(frozen=True)
class Due:
    """When a clock is due (UTC), and whether a year with an unknown notice was counted through."""

    at: datetime
    provisional: bool


@dataclass(frozen=True)
class Hours:
    """Opening hours within one day, Asia/Shanghai; the closing moment still belongs to them."""

    opens: time
    closes: time

    @property
    def length(self) -> timedelta:
        """Running time of one such day."""
        return _since_midnight(self.closes) - _since_midnight(self.opens)


@dataclass(frozen=True)
class Calendars:
    """The calendars with their hours and the arrangement of working days."""

    duty: Hours = Hours(time(7), time(23))
    working: Hours = Hours(time(8, 30), time(17, 30))
    workdays: Workdays = field(default_factory=Workdays)

    def due(self, calendar: CalendarName, anchor: datetime, span: timedelta) -> Due:
        """When a clock of `span` running time is due that is anchored at `anchor`.

        Working-day clocks start on the day after the anchor and take whole working days; the
        others take whole seconds. Raises ValueError (Chinese) for a moment without an offset and
        for a span that is not positive, not whole or beyond ten years.
        """
        self._check_span(calendar, span)
        try:
            start = self.start(calendar, anchor)
            at = self.advance(calendar, start, span)
        except OverflowError as error:
            raise ValueError(f"时刻 {anchor.isoformat()} 超出可计算的范围，请核对年份。") from error
        return Due(at, self.is_provisional(calendar, start, at))

    def is_provisional(self, calendar: CalendarName, start: datetime, end: datetime) -> bool:
        """Whether a year without its official notice was counted through."""
        return calendar == "working" and not self._certain(start, end)

    def start(self, calendar: CalendarName, anchor: datetime) -> datetime:
        """From when the clock counts: its anchor; for working days the midnight after it."""
        anchor = _utc(anchor)
        if calendar == "working":
            return _at(_day(anchor) + ONE_DAY, time())
        return anchor

    def advance(self, calendar: CalendarName, moment: datetime, running: timedelta) -> datetime:
        """The moment at which `running` time has run since `moment`, any fraction of a day."""
        moment = _utc(moment)
        if calendar == "wall":
            return moment + running
        for opens, closes in self._windows(calendar, _day(moment)):
            begin = max(moment, opens)
            if begin + running <= closes:
                return begin + running
            running -= max(closes - begin, timedelta())
        raise AssertionError("windows never end")

    def elapsed(self, calendar: CalendarName, begin: datetime, end: datetime) -> timedelta:
        """Running time between two moments, `begin` not after `end` (else ValueError).

        Plain running time: for a working-day clock, measure from `start(calendar, anchor)`.
        """
        begin, end = _utc(begin), _utc(end)
        if end < begin:
            raise ValueError(f"结束时刻 {end.isoformat()} 早于开始时刻 {begin.isoformat()}。")
        if calendar == "wall":
            return end - begin
        total = timedelta()
        for opens, closes in self._windows(calendar, _day(begin)):
            if opens >= end:
                return total
            total += max(min(closes, end) - max(opens, begin), timedelta())
        raise AssertionError("windows never end")

    def working_day(self, day: date) -> WorkingDay:
        """Whether a date is a working day, and whether that is provisional."""
        return self.workdays.day(day)

    def working_days(self, count: int) -> timedelta:
        """The span of so many working days."""
        return count * self.working.length

    def _check_span(self, calendar: CalendarName, span: timedelta) -> None:
        if not timedelta() < span <= LONGEST:
            raise ValueError("时限必须大于零，且不超过十年。")
        if calendar == "working" and span % self.working.length:
            raise ValueError("按工作日计算的时限必须是整个工作日。")
        if span.microseconds:
            raise ValueError("时限必须是整秒。")

    def _windows(self, calendar: CalendarName, first: date) -> Iterator[tuple[datetime, datetime]]:
        hours = self.duty if calendar == "duty" else self.working
        day = first
        while True:
            if calendar == "duty" or self.workdays.day(day).working:
                yield _at(day, hours.opens), _at(day, hours.closes)
            day += ONE_DAY

    def _certain(self, start: datetime, end: datetime) -> bool:
        years = range(_day(start).year, _day(end).year + 1)
        return all(self.workdays.known(year) for year in years)


DEFAULT = Calendars()


def due(calendar: CalendarName, anchor: datetime, span: timedelta) -> Due:
    """`Calendars.due` with the default hours and the library's arrangement of working days."""
    return DEFAULT.due(calendar, anchor, span)


def elapsed(calendar: CalendarName, begin: datetime, end: datetime) -> timedelta:
    """`Calendars.elapsed` with the defaults."""
    return DEFAULT.elapsed(calendar, begin, end)


def working_day(day: date) -> WorkingDay:
    """`Calendars.working_day` with the defaults."""
    return DEFAULT.working_day(day)


def _utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"时刻 {moment.isoformat()} 没有时区，请写明，例如 +08:00。")
    return moment.astimezone(UTC)


def _day(moment: datetime) -> date:
    return clock.local(moment).date()


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, clock.SHANGHAI).astimezone(UTC)


def _since_midnight(hour: time) -> timedelta:
    return timedelta(hours=hour.hour, minutes=hour.minute, seconds=hour.second)
