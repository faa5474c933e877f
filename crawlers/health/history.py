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
        self._buckets: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for row in hours:
            for key in _keys(row.hour):
                self._buckets[key].append(row.new_items)

    def usual(self, hour: datetime) -> Usual | None:
        """What `hour` usually brings; None where the history does not tell."""
        limits = self._limits
        enough = (limits.same_weekday_hour, limits.same_kind_of_day, limits.same_part_of_day)
        part = saying.part_of_day(hour)
        names = (saying.weekday(hour) + part, saying.kind_of_day(hour) + part)
        for key, least, name in zip(_keys(hour), enough, (*names, names[-1]), strict=True):
            found = self._buckets.get(key, ())
            if len(found) >= least:
                return Usual(float(median(found)), name)
        return None


def _keys(hour: datetime) -> tuple[tuple[object, ...], ...]:
    # The park's time once: this runs for every hour of a history.
    there = local(hour)
    weekend, part = there.weekday() >= 5, there.hour // 6
    return (there.weekday(), there.hour), (weekend, there.hour, "hour"), (weekend, part, "part")


def gaps(hours: Sequence[HourRow]) -> list[timedelta]:
    """The spans between hours that brought something new, in their order; `hours` oldest first."""
    bringing = [row.hour for row in hours if row.new_items]
    return [later - earlier for earlier, later in pairwise(bringing)]


def hour_of(at: datetime) -> datetime:
    """The first moment of the hour of `at`."""
    return at.replace(minute=0, second=0, microsecond=0)
