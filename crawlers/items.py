"""What passes between the engine, which fetches, and the kinds, which understand what was fetched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from huiying.core.contents import COUNTERS

Purpose = Literal["list", "article", "post"]


@dataclass(frozen=True, slots=True)
class Item:
    """One post as a source gave it, before cleaning; `author` is a name and never stored as such.

    `key` names the post within its source for good: the source's own id, else its address. `off_rules`:
    a CSS rule of the source found nothing on its page.
    """

    key: str | None = None
    url: str | None = None
    title: str | None = None
    text: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    channel: str | None = None
    outlet: str | None = None
    reposts: int | None = None
    comments: int | None = None
    likes: int | None = None
    dislikes: int | None = None
    views: int | None = None
    off_rules: bool = False

    def counters(self) -> dict[str, int | None]:
        """The five counters by name; None where the source does not tell."""
        return {name: getattr(self, name) for name in COUNTERS}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A post ready to be stored; the author is already a keyed hash."""

    key: str
    url: str | None
    title: str | None
    text: str | None
    author_hash: str | None
    published_at: datetime | None
    channel: str | None
    content_hash: str
    counters: dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Known:
    """A stored post that is to be read again; `step` counts the readings (huiying/core/revisits.py)."""

    post_id: int
    key: str
    url: str | None
    detected_at: datetime
    step: int


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that a kind wants made. A `list` is asked at every visit, an `article` only once, and a
    `post`, which is one that we have, when it is due to be read again.

    `carried` comes back with the page, as do `word`, the watch word that is searched for, and `known`, the
    post that is read again. `depth` counts the pages of a list from 1. An `entire` list is fetched and
    read though it has not changed, because what it leads to may have.
    """

    url: str
    purpose: Purpose = "list"
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    depth: int = 1
    carried: Item | None = None
    word: str = ""
    entire: bool = False
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A fetched answer: `url` is where it came from in the end; `fetched_at` is aware."""

    ask: Ask
    url: str
    body: bytes
    content_type: str | None
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A source as a kind sees it; `options` is an instance of the kind's own Options. `read_at` is when
    it was last read without a failure. `allow_private`: it may be in the house; for web pages the engine
    sees to that itself."""

    name: str
    channel: str
    address: str
    options: Any
    read_at: datetime | None = None
    allow_private: bool = False
    links: tuple[str, ...] = ()
