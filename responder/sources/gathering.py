"""Which changes of health are worth a notice now: a change back is folded, many at once are gathered.

Pure: rows in, a plan out. A source that goes and comes does not flood, and a network that is down is one
notice, not one a source.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from huiying.core.models import HealthChange


@dataclass(frozen=True, slots=True)
class Patience:
    """House rules. A change must have stood for `settle`; meanwhile others may join it for `gather` more;
    a source that never settles is told of after `restless`; between two notices there is a `pause`."""

    settle: timedelta = timedelta(minutes=10)
    gather: timedelta = timedelta(minutes=20)
    restless: timedelta = timedelta(minutes=60)
    pause: timedelta = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class News:
    """What became of one source: all its changes that nobody was told of, oldest first."""

    changes: Sequence[HealthChange]

    @property
    def source_id(self) -> int:
        return self.changes[0].source_id

    @property
    def before(self) -> str:
        """Its state before the first of them."""
        return self.changes[0].before

    @property
    def last(self) -> HealthChange:
        """The change that stands now."""
        return self.changes[-1]

    @property
    def came_back(self) -> bool:
        """Whether it is as it was."""
        return self.before == self.last.after


@dataclass(slots=True)
class Plan:
    """The changes to be told of now, and those to be folded away."""

    tell: list[HealthChange] = field(default_factory=list)
    fold: list[HealthChange] = field(default_factory=list)


def by_source(changes: Sequence[HealthChange]) -> list[News]:
    """The changes of each source together; sources in the order of their last change."""
    found: dict[int, list[HealthChange]] = defaultdict(list)
    for change in sorted(changes, key=lambda it: it.id):
        found[change.source_id].append(change)
    return sorted((News(rows) for rows in found.values()), key=lambda it: it.last.id)


def plan(
    changes: Sequence[HealthChange],
    now: datetime,
    told_at: datetime | None,
    patience: Patience | None = None,
) -> Plan:
    """What is to be done with the unsettled `changes`; `told_at` is when a notice last went out."""
    patience = patience or Patience()
    every, made = by_source(changes), Plan()
    settled = [it for it in every if now - it.last.at >= patience.settle]
    restless = [it for it in every if it not in settled and now - it.changes[0].at >= patience.restless]
    ready = [it for it in settled if not it.came_back] + restless
    for news in settled:
        if news.came_back:
            made.fold += news.changes
    if ready and _is_time(every, settled, ready, now, told_at, patience):
        for news in ready:
            made.tell += news.changes
    return made


def _is_time(
    every: Sequence[News],
    settled: Sequence[News],
    ready: Sequence[News],
    now: datetime,
    told_at: datetime | None,
    patience: Patience,
) -> bool:
    if told_at is not None and now - told_at < patience.pause:
        return False
    waited = now - min(it.last.at for it in ready)
    return len(every) == len({it.source_id for it in [*settled, *ready]}) or (
        waited >= patience.settle + patience.gather
    )
