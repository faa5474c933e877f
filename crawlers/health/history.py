"""What is usual for a source at one hour of the week, and how long it has been silent before."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from crawlers.health import saying
from crawlers.health.facts import HourRow
from crawlers.health.thresholds import Thresholds
from huiying.core.clock import local

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Usual:
    """New items an hour, and of which hours that is the median: 周二上午, 工作日上午."""

    items: float
    when: str


class Rhythm:
    """New items of a visited hour: the median of the same weekday and hour; while there are too few of
    those, of the same hour on the same kind of day (Monday to Friday, weekend); then of the same part of
    such days; then nothing is known."""

    def __init__(self, hours: Sequence[HourRow], limits: Thresholds) -> None:
        self._limits = limits
        self._found: dict[tuple[int, int], list[int]] = defaultdict(list)
        for row in hours:  # the park's time once: there may be two thousand of them
            there = local(row.hour)
            self._found[there.weekday(), there.hour].append(row.new_items)

    def usual(self, hour: datetime) -> Usual | None:
        """What `hour` usually brings; None where the history does not tell."""
        there, limits = local(hour), self._limits
        part = saying.part_of_day(there)
        kind = saying.kind_of_day(there) + part
        alike = range(5, 7) if there.weekday() >= 5 else range(5)
        first = there.hour // saying.PART_HOURS * saying.PART_HOURS
        tried = (
            ((there.weekday(),), (there.hour,), limits.same_weekday_hour, saying.weekday(there) + part),
            (alike, (there.hour,), limits.same_kind_of_day, kind),
            (alike, range(first, first + saying.PART_HOURS), limits.same_part_of_day, kind),
        )
        for days, clocks, least, name in tried:
            found = [new for day in days for clock in clocks for new in self._found.get((day, clock), ())]
            if len(found) >= least:
                return Usual(float(median(found)), name)
        return None


def gaps(hours: Sequence[HourRow]) -> list[timedelta]:
    """The spans between hours that brought something new, in their order; `hours` oldest first."""
    bringing = [row.hour for row in hours if row.new_items]
    return [later - earlier for earlier, later in pairwise(bringing)]


def hour_of(at: datetime) -> datetime:
    """The first moment of the hour of `at`."""
    return at.replace(minute=0, second=0, microsecond=0)
