"""A month, quarter or year of the park's calendar, for which cases are assessed."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self

from huiying.core.clock import SHANGHAI, local
from huiying.core.errors import BadInput

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(20\d\d)-Q([1-4])")
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months: `name` is 2026-11, 2026-Q4 or 2026; `start` and `end` are moments in Asia/Shanghai."""

    name: str
    title: str
    start: datetime
    end: datetime

    @classmethod
    def month(cls, name: str) -> Self:
        """From "2026-11". Raises BadInput."""
        found = _MONTH.fullmatch(name)
        if found is None:
            raise BadInput(f"“{name}”不是有效的月份，请写成 2026-11")
        year, month = int(found[1]), int(found[2])
        return cls(name, f"{year}年{month}月", _first(year, month), _first(year, month + 1))

    @classmethod
    def quarter(cls, name: str) -> Self:
        """From "2026-Q4". Raises BadInput."""
        found = _QUARTER.fullmatch(name)
        if found is None:
            raise BadInput(f"“{name}”不是有效的季度，请写成 2026-Q4")
        year, quarter = int(found[1]), int(found[2])
        title = f"{year}年第{'一二三四'[quarter - 1]}季度"
        return cls(name, title, _first(year, 3 * quarter - 2), _first(year, 3 * quarter + 1))

    @classmethod
    def year(cls, name: str) -> Self:
        """From "2026". Raises BadInput."""
        if _YEAR.fullmatch(name) is None:
            raise BadInput(f"“{name}”不是有效的年份，请写成 2026")
        return cls(name, f"{name}年", _first(int(name), 1), _first(int(name), 13))

    @classmethod
    def parse(cls, name: str) -> Self:
        """Any of the three. Raises BadInput."""
        if "Q" in name:
            return cls.quarter(name)
        return cls.month(name) if "-" in name else cls.year(name)

    @classmethod
    def around(cls, now: datetime) -> tuple[Self, Self, Self]:
        """The running month, quarter and year."""
        today = local(now).date()
        quarter = (today.month + 2) // 3
        return (
            cls.month(f"{today:%Y-%m}"),
            cls.quarter(f"{today.year}-Q{quarter}"),
            cls.year(str(today.year)),
        )

    @property
    def before(self) -> "Span":
        """The month, quarter or year before."""
        last = local(self.start) - timedelta(days=1)
        if "Q" in self.name:
            return Span.quarter(f"{last.year}-Q{(last.month + 2) // 3}")
        return Span.month(f"{last:%Y-%m}") if "-" in self.name else Span.year(str(last.year))

    def months(self) -> list["Span"]:
        """The months in it."""
        found, at = [], local(self.start)
        while at < self.end:
            found.append(Span.month(f"{at:%Y-%m}"))
            at = found[-1].end
        return found

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


def _first(year: int, month: int) -> datetime:
    """Midnight of the month's first day; the 13th month is January of the next year."""
    return datetime.combine(date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1), time(), SHANGHAI)
