"""The stretch of time that an address asks for: the last so many days, a week, or a month of the calendar."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from dashboard.access import NotFound
from huiying.core.clock import SHANGHAI, local
from huiying.core.errors import BadInput
from responder.reports.week import Period, Week

DAYS = {"7": "近 7 日", "30": "近 30 日", "90": "近 90 日", "365": "近一年"}
USUAL = "30"
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A period with its name, and `query` by which an address asks for it again (days=30)."""

    title: str
    period: Period
    query: str

    @property
    def short(self) -> str:
        """Its first day, for the head of a column: 11.16."""
        first = local(self.period.start)
        return f"{first.month}.{first.day}"


def chosen(asked: Callable[[str], str], now: datetime) -> Chosen:
    """The period of an address; the usual one where it names none.

    Raises NotFound for a week or month that is none, or is yet to come.
    """
    if asked("week"):
        return of_week(_week(asked("week")), now)
    if asked("month"):
        return of_month(asked("month"), now)
    days = asked("days") if asked("days") in DAYS else USUAL
    return Chosen(DAYS[days], Period(now - timedelta(days=int(days)), now), _query("days", days))


def of_week(week: Week, now: datetime) -> Chosen:
    """One week, as far as it has passed."""
    try:
        return Chosen(week.title, Period.of(week, now), _query("week", week.name))
    except BadInput as error:
        raise NotFound(str(error)) from error


def of_month(name: str, now: datetime) -> Chosen:
    """One month of the park's calendar ("2026-11"), as far as it has passed."""
    found = _MONTH.fullmatch(name)
    if found is None:
        raise NotFound("没有这个月")
    first = date(int(found[1]), int(found[2]), 1)
    start = _midnight(first)
    if now <= start:
        raise NotFound("这个月尚未开始")
    until = min(_midnight(_next_month(first)), now)
    return Chosen(f"{first.year}年{first.month}月", Period(start, until), _query("month", name))


def last_weeks(now: datetime, many: int) -> list[Chosen]:
    """The last weeks, the running one at the end."""
    monday = Week.of(now).monday
    return [of_week(Week(monday - timedelta(weeks=back)), now) for back in range(many - 1, -1, -1)]


def last_months(now: datetime, many: int) -> list[Chosen]:
    """The last months, the running one first."""
    first, found = local(now).date().replace(day=1), []
    for _ in range(many):
        found.append(of_month(f"{first:%Y-%m}", now))
        first = (first - timedelta(days=1)).replace(day=1)
    return found


def local_day(name: str) -> datetime | None:
    """The beginning of a day in the park's time ("2026-11-23"); None for what is no day."""
    try:
        return _midnight(date.fromisoformat(name)) if len(name) == len("2026-11-23") else None
    except ValueError:
        return None


def _week(name: str) -> Week:
    try:
        return Week.parse(name)
    except BadInput as error:
        raise NotFound(str(error)) from error


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _query(name: str, value: str) -> str:
    return urlencode({name: value})
