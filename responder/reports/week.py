"""A week as the park counts it: Monday 00:00 to Sunday 24:00 in Asia/Shanghai, named as in ISO 8601."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from huiying.core.clock import SHANGHAI, local
from huiying.core.errors import BadInput
from responder.wording import day

_NAME = re.compile(r"(\d{4})-W(\d{2})")
SEVEN_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """One week; `monday` is its first day."""

    monday: date

    @classmethod
    def parse(cls, name: str) -> Self:
        """From "2026-W47". Raises BadInput (Chinese) for anything else."""
        found = _NAME.fullmatch(name.strip())
        try:
            if found is None:
                raise ValueError
            return cls(date.fromisocalendar(int(found[1]), int(found[2]), 1))
        except ValueError:
            raise BadInput(f"“{name}”不是有效的周，请写成 2026-W47。") from None

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """The week that a moment lies in."""
        today = local(moment).date()
        return cls(today - timedelta(days=today.weekday()))

    @property
    def name(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02d}"

    @property
    def title(self) -> str:
        """2026年第47周（11月16日至11月22日）"""
        year, number, _ = self.monday.isocalendar()
        return f"{year}年第{number}周（{day(self.monday)}至{day(self.monday + timedelta(days=6))}）"

    @property
    def start(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.monday, time(), SHANGHAI)

    @property
    def end(self) -> datetime:
        """The first moment that is no longer in it."""
        return datetime.combine(self.monday + SEVEN_DAYS, time(), SHANGHAI)

    @property
    def previous(self) -> Self:
        return type(self)(self.monday - SEVEN_DAYS)

    @property
    def next(self) -> Self:
        return type(self)(self.monday + SEVEN_DAYS)


@dataclass(frozen=True, slots=True)
class Period:
    """What a report covers: from `start` up to, not including, `until`."""

    start: datetime
    until: datetime

    @classmethod
    def of(cls, week: Week, now: datetime) -> Self:
        """The week as far as it has passed by `now`. Raises BadInput for a week yet to come."""
        if now <= week.start:
            raise BadInput(f"{week.title}尚未开始，没有可统计的内容。")
        return cls(week.start, min(week.end, now))

    @property
    def before(self) -> Self:
        """The same stretch of the week before."""
        return type(self)(self.start - SEVEN_DAYS, self.until - SEVEN_DAYS)

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment < self.until
