"""What the rules of health look at, and what they say."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

State = Literal["healthy", "degraded", "silent", "failing"]

INTERRUPTED = "采集进程中断，未完成的部分下次重新采集"
"""Why a visit ended that our own process did not finish; no fault of the source."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A source as the rules see it. `visited`: it has an address and is fetched.

    `began_at` is when its history begins; `due_at` when its next visit is due, `watched_from` since when
    somebody was there to make it. While it is unwell, its history stands still at `unwell_since`.
    """

    name: str
    visited: bool
    began_at: datetime
    due_at: datetime | None = None
    interval_seconds: int = 600
    watched_from: datetime | None = None
    unwell_since: datetime | None = None
    last_new_at: datetime | None = None
    expected_hours: float | None = None


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit that ended; the counts are those of the table of visits."""

    started_at: datetime
    failure: str | None = None
    requests: int = 0
    errors: int = 0
    items: int = 0
    new_items: int = 0
    with_title: int = 0
    with_date: int = 0
    with_text: int = 0
    off_rules: int = 0
    lists: int = 0
    unchanged: int = 0
    links: int = 0
    empty_lists: int = 0
    lag_seconds: int | None = None
    last_error: str | None = None


@dataclass(frozen=True, slots=True)
class HourRow:
    """The visits that began within one hour, summed up; `hour` is its first moment."""

    hour: datetime
    good: int = 0
    items: int = 0
    new_items: int = 0
    with_title: int = 0
    with_date: int = 0
    with_text: int = 0
    off_rules: int = 0
    lists: int = 0
    links: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be, with the reason in Chinese."""

    state: State
    reason: str


@dataclass(frozen=True, slots=True)
class Health:
    """The state with its reason (None where all is well), and the figures that it rests on."""

    state: State
    reason: str | None = None
    figures: dict[str, Any] = field(default_factory=dict)
