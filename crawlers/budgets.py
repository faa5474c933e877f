"""How much may be asked of the world: by one source in a visit and in a day, and by all of them in a day.

A day begins at midnight in the park. What a running round has taken is counted when its visits close, so
two rounds that run at once may together take a little more than is left.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from huiying.core import clock
from huiying.core.models import Source, Visit
from huiying.core.settings import Settings

MEGABYTE = 1024 * 1024
REQUESTS_A_VISIT = 600
REQUESTS_A_DAY = 20_000
MEGABYTES_A_DAY = 2_000


@dataclass(slots=True)
class Left:
    """What is left of one budget for today. `said` names it where it is used up."""

    requests: int
    bytes: int
    said: str

    @property
    def is_used_up(self) -> bool:
        return self.requests <= 0 or self.bytes <= 0


@dataclass(slots=True)
class Allowance:
    """What a visit may still ask: so many requests now, and no more than today's budgets hold."""

    visit_requests: int
    budgets: Sequence[Left] = field(default_factory=tuple)

    def take_request(self) -> bool:
        """Take one; False where there is none left."""
        if self.visit_requests <= 0 or self.used_up():
            return False
        self.visit_requests -= 1
        for left in self.budgets:
            left.requests -= 1
        return True

    def take_bytes(self, size: int) -> None:
        """Count bytes that have come."""
        for left in self.budgets:
            left.bytes -= size

    def has_bytes(self) -> bool:
        """Whether today's budgets have bytes left."""
        return all(left.bytes > 0 for left in self.budgets)

    def used_up(self) -> str | None:
        """Which of today's budgets is used up, in Chinese; None where none is."""
        return next((left.said for left in self.budgets if left.is_used_up), None)


def allowances(
    session: Session, sources: Sequence[Source], settings: Settings, now: datetime
) -> dict[int, Allowance]:
    """By source id; all of them share what is left for the installation."""
    used = _used_today(session, now)
    whole = Left(
        settings.crawl_daily_requests - sum(requests for requests, _ in used.values()),
        settings.crawl_daily_megabytes * MEGABYTE - sum(size for _, size in used.values()),
        "全部信源当日的采集额度已用完，明日零点继续",
    )
    return {source.id: _allowance(source, used.get(source.id, (0, 0)), whole) for source in sources}


def next_day(now: datetime) -> datetime:
    """The midnight at which budgets begin anew."""
    return _midnight(now) + timedelta(days=1)


def _allowance(source: Source, used: tuple[int, int], whole: Left) -> Allowance:
    requests, size = used
    own = Left(
        (source.requests_a_day or REQUESTS_A_DAY) - requests,
        (source.megabytes_a_day or MEGABYTES_A_DAY) * MEGABYTE - size,
        "该信源当日的采集额度已用完，明日零点继续",
    )
    return Allowance(source.requests_a_visit or REQUESTS_A_VISIT, (own, whole))


def _used_today(session: Session, now: datetime) -> dict[int, tuple[int, int]]:
    query = (
        select(Visit.source_id, func.sum(Visit.requests), func.sum(Visit.bytes))
        .where(Visit.started_at >= _midnight(now))
        .group_by(Visit.source_id)
    )
    return {source_id: (int(requests), int(size)) for source_id, requests, size in session.execute(query)}


def _midnight(now: datetime) -> datetime:
    return clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
