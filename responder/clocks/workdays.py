"""Which days are worked in mainland China, with 调休, and how sure that is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

import holidays
from holidays.countries.china import ChinaStaticHolidays

SATURDAY = 5


@dataclass(frozen=True)
class WorkingDay:
    """Whether a date is worked; provisional while the year's official notice is unknown."""

    working: bool
    provisional: bool


@dataclass(frozen=True)
class Notice:
    """A State Council holiday notice that the `holidays` library does not have yet.

    It stands for the whole year: days that it does not name are worked Monday to Friday.
    It may name days of the December before (2011-12-31 was worked by the notice for 2012).
    """

    year: int
    off: frozenset[date]
    working: frozenset[date]


@dataclass(frozen=True)
class Workdays:
    """The arrangement of working days: the library's, corrected by notices and single days.

    `exceptions` maps a date to whether it is worked and beats everything else; it does not make
    a provisional year certain, only a notice does.
    """

    notices: tuple[Notice, ...] = ()
    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def day(self, day: date) -> WorkingDay:
        """The state of one date."""
        return WorkingDay(self._worked(day), not self.known(day.year))

    def known(self, year: int) -> bool:
        """Whether the official notice for the year is known."""
        return year in self._noticed or year in published_years()

    def _worked(self, day: date) -> bool:
        if day in self._named:
            return self._named[day]
        if day.year in self._noticed:
            return day.weekday() < SATURDAY
        return _worked_by_library(day)

    @cached_property
    def _noticed(self) -> frozenset[int]:
        return frozenset(notice.year for notice in self.notices)

    @cached_property
    def _named(self) -> dict[date, bool]:
        named: dict[date, bool] = {}
        for notice in self.notices:
            named.update(_as_table(notice.off, False))
            named.update(_as_table(notice.working, True))
        named.update(self.exceptions)
        return named


@lru_cache(maxsize=1)
def published_years() -> frozenset[int]:
    """The years whose State Council notice the installed library has entered.

    Every notice since 2001 moves at least one working day, so the years of the library's table of
    moved days are the years it knows. Later years it computes from the lunar calendar: guesses.
    """
    return frozenset(ChinaStaticHolidays.special_public_holidays)


def _as_table(days: Iterable[date], working: bool) -> dict[date, bool]:
    return dict.fromkeys(days, working)


def _worked_by_library(day: date) -> bool:
    off, on = _irregular(day.year)
    return day in on if day.weekday() >= SATURDAY else day not in off


@lru_cache(maxsize=256)
def _irregular(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Days off and worked weekend days of a year; the next year's notice may move December days."""
    table = holidays.country_holidays("CN", years=(year, year + 1))
    return (
        frozenset(day for day in table if day.year == year),
        frozenset(day for day in table.weekend_workdays if day.year == year),
    )
