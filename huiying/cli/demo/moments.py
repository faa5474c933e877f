"""When things happen in the town: every moment is told relative to T0, the first run's moment.

`D-3 23:40` is that clock time three days before T0's own day in the park; `-2d3h`, `-40m` and `+1h30m`
are spans from T0. Texts name days the same way: `{D-3}` reads 11月20日, `{D-3Y}` 2026年11月20日,
`{D-3w}` 周五, `{-5h}` 11月23日14时20分, `{Y}` the year of T0.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from huiying.core.clock import SHANGHAI, local
from huiying.core.errors import BadInput

_DAY_AND_CLOCK = re.compile(r"D([+-]?\d+) (\d\d):(\d\d)")
_SPAN = re.compile(r"([+-])(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?")
_DAY_IN_TEXT = re.compile(r"\{D([+-]?\d+)([Yw]?)\}")
_SPAN_IN_TEXT = re.compile(r"\{([+-][\ddhm]+)\}")
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The town's calendar; `t0` is aware."""

    t0: datetime

    def moment(self, written: str) -> datetime:
        """The moment that `written` means. Raises BadInput where it is none of the two forms."""
        if match := _DAY_AND_CLOCK.fullmatch(written):
            clock = timedelta(hours=int(match[2]), minutes=int(match[3]))
            return (self._day(int(match[1])) + clock).astimezone(self.t0.tzinfo)
        match = _SPAN.fullmatch(written)
        if match is None or not any(match.groups()[1:]):
            raise BadInput(f"“{written}”不是演示小镇的时间，请写成 D-3 23:40、-2d3h 或 +40m")
        days, hours, minutes = (int(number or 0) for number in match.groups()[1:])
        span = timedelta(days=days, hours=hours, minutes=minutes)
        return self.t0 + span if match[1] == "+" else self.t0 - span

    def write(self, text: str) -> str:
        """The text with its days and moments spelled out."""
        text = _DAY_IN_TEXT.sub(lambda m: self._spelled(int(m[1]), m[2]), text)
        text = _SPAN_IN_TEXT.sub(lambda m: _minute(local(self.moment(m[1]))), text)
        return text.replace("{Y}", str(local(self.t0).year))

    def _day(self, offset: int) -> datetime:
        midnight = local(self.t0).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=SHANGHAI)
        return midnight + timedelta(days=offset)

    def _spelled(self, offset: int, form: str) -> str:
        day = self._day(offset)
        if form == "w":
            return f"周{_WEEKDAYS[day.weekday()]}"
        return f"{day.year}年{day.month}月{day.day}日" if form == "Y" else f"{day.month}月{day.day}日"


def _minute(moment: datetime) -> str:
    return f"{moment.month}月{moment.day}日{moment.hour}时{moment.minute:02d}分"
