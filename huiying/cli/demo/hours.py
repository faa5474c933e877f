"""The moments of the replayed week: when the town is visited, and every hour between."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from huiying.cli.demo.items import Item
from huiying.cli.demo.moments import Calendar

LENGTH = timedelta(days=7)
HOUR = timedelta(hours=1)

# Each visit costs a second or two of a child process. Most stand where the town's people have just spoken; on
# the day of the explosion they follow it closely.
VISITS = (
    *(f"D-6 {clock}" for clock in ("08:00", "10:30", "15:40", "23:30")),
    *(f"D-5 {clock}" for clock in ("09:20", "14:50", "21:10")),
    *(f"D-4 {clock}" for clock in ("08:10", "15:50", "21:00")),
    *(f"D-3 {clock}" for clock in ("09:50", "15:00", "21:10")),
    *(f"D-2 {clock}" for clock in ("09:40", "14:34", "16:45", "19:45", "21:50", "23:40")),
    *(f"D-1 {clock}" for clock in ("09:10", "14:40", "20:50")),
    *(f"D+0 {clock}" for clock in ("07:10", "12:00", "18:00")),
)


def visits(t0: datetime) -> list[datetime]:
    """When the town is visited during the replay; the last is T0 itself."""
    calendar = Calendar(t0)
    within = [at for at in map(calendar.moment, VISITS) if t0 - LENGTH < at < t0 - timedelta(minutes=30)]
    return [*sorted(within), t0]


def hours(t0: datetime, also: Iterable[datetime] = ()) -> list[datetime]:
    """Every hour of the week, the visits and the moments of `also`, in order and each once."""
    grid = [t0 - LENGTH + HOUR * number for number in range(int(LENGTH / HOUR) + 1)]
    inside = [at for at in also if t0 - LENGTH <= at <= t0]
    return sorted({*grid, *visits(t0), *inside})


def with_news(items: Sequence[Item], since: datetime, until: datetime) -> list[str]:
    """The sites on which something was said after `since` and until `until`."""
    said = {item.site for item in items if since < item.at <= until}
    # Microblogs say nothing new and are worth a visit all the same: their counters have grown.
    return sorted(said | {"weibo"})
