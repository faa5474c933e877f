"""What the clusterer says has changed, as plain values."""

from dataclasses import dataclass
from datetime import datetime

from analysis.events.state import EventMemory, PostMemory


@dataclass(frozen=True, slots=True)
class Opened:
    event_key: str
    post_id: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A post is now in an event (its first post joins it too); a near-duplicate names its model."""

    post_id: str
    event_key: str
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """Every post of `from_key` now belongs to `into_key`; `from_key` is never used again."""

    from_key: str
    into_key: str


@dataclass(frozen=True, slots=True)
class Described:
    """How an event that changed in this call now reads; `size` counts its posts, reposts too."""

    event_key: str
    title: str
    keywords: tuple[str, ...]
    places: tuple[str, ...]
    first_at: datetime
    last_at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Memory:
    """What has changed in the clusterer's state, for whoever stores it: values to write, names to delete."""

    events: tuple[EventMemory, ...] = ()
    posts: tuple[PostMemory, ...] = ()
    lost_events: tuple[str, ...] = ()
    lost_posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """In the order in which they must be applied: opened, joined, merged, described."""

    opened: tuple[Opened, ...] = ()
    joined: tuple[Joined, ...] = ()
    merged: tuple[Merged, ...] = ()
    described: tuple[Described, ...] = ()
    memory: Memory = Memory()
