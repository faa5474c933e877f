"""What the clusterer is given and what it says has changed; both plain values."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class EventText:
    """One post for the clusterer. `at` is its publication (aware), or its detection where unknown.

    `weight` counts the people it touched (1 plus likes, comments ...), for titles and ranking. `edited`
    says that an editor wrote its title (news): such a one names an event better than a cry.
    """

    id: str
    at: datetime
    title: str = ""
    text: str = ""
    places: tuple[str, ...] = ()
    weight: float = 1.0
    edited: bool = False


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
class Changes:
    """In the order in which they must be applied: opened, joined, merged, described."""

    opened: tuple[Opened, ...] = ()
    joined: tuple[Joined, ...] = ()
    merged: tuple[Merged, ...] = ()
    described: tuple[Described, ...] = ()
