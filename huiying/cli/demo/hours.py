"""The moments of the replayed week at which the town is visited."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise

from huiying.cli.demo.items import SITES, Item
from huiying.cli.demo.moments import Calendar
from huiying.core.clock import SHANGHAI, local

LENGTH = timedelta(days=7)
OPENS, CLOSES = time(7, 5), time(22, 50)
"""The press office's duty hours, but for the minutes in which it changes hands."""

# A visit costs half a second of a child process, so the town is visited where something is to be found:
# before anybody who wrote by day has waited an hour, early in the morning, and closely once the explosion
# is told of.
MESSAGES = ("mailbox", "hotline")
WAITING = timedelta(minutes=48)
BESIDES = ("D-5 00:40", "D-2 14:34", "D-2 15:14", "D-2 21:40", "D-2 23:40")
GROWING, COUNTERS = "weibo", timedelta(hours=3)
LAST_BEFORE_T0 = timedelta(minutes=15)


def visits(t0: datetime, items: Sequence[Item]) -> dict[datetime, list[str]]:
    """When the town is visited during the replay, and which of its sites; the last visit is at T0 itself.

    A site is visited where something was said since the visit before, microblogs every few hours even
    without: their counters grow. The first visit and the last go everywhere.
    """
    found = {*_for_messages(items), *map(Calendar(t0).moment, BESIDES)}
    moments = [*sorted(at for at in found if t0 - LENGTH < at < t0 - LAST_BEFORE_T0), t0]
    planned = {moments[0]: list(SITES)}
    counted = moments[0]
    for before, at in pairwise(moments[:-1]):
        sites = {item.site for item in items if before < item.at <= at}
        if at - counted >= COUNTERS:
            sites.add(GROWING)
        counted = at if GROWING in sites else counted
        planned[at] = sorted(sites)
    return planned | {t0: list(SITES)}


def on_duty(at: datetime) -> datetime:
    """The moment itself, or the morning after a moment of the night."""
    there = local(at)
    if OPENS <= there.time() < CLOSES:
        return at
    day = there.date() + timedelta(days=there.time() >= CLOSES)
    return datetime.combine(day, OPENS, SHANGHAI) + timedelta(minutes=there.minute // 4)


def _for_messages(items: Sequence[Item]) -> Iterator[datetime]:
    """As few visits as let no message of the day wait longer than WAITING."""
    last: datetime | None = None
    for written in sorted(item.at for item in items if item.site in MESSAGES):
        at = on_duty(written)
        if last is None or at > last:
            last = at if at != written else written + WAITING
            yield last
