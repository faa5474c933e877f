"""The clusterer's memory between calls: plain values, written as versioned, deterministic bytes."""

import json
import struct
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from analysis.events.duplicates import ALGORITHM, PERMUTATIONS, Digests
from analysis.events.terms import Terms

VERSION = 1
MAGIC = b"HYEV"
MOST_EVENTS = 8_000
MOST_POSTS = 20_000


class StateError(ValueError):
    """The bytes are no cluster state that this version can read."""


@dataclass(slots=True)
class EventMemory:
    """One event. `terms` is the sum of its posts' unit vectors, cut to the strongest; `title_weight`
    belongs to the post that gave the title; times are UTC; `number` is its order of opening."""

    key: str
    number: int
    first_at: datetime
    last_at: datetime
    size: int
    title: str
    title_weight: float
    terms: Terms
    places: dict[str, int] = field(default_factory=dict)

    def copy(self) -> "EventMemory":
        return EventMemory(
            self.key,
            self.number,
            self.first_at,
            self.last_at,
            self.size,
            self.title,
            self.title_weight,
            dict(self.terms),
            dict(self.places),
        )


@dataclass(frozen=True, slots=True)
class PostMemory:
    """One post: the event that it is in, and its MinHash for finding copies of it."""

    id: str
    event_key: str
    digest: Digests


@dataclass(frozen=True, slots=True)
class ClusterState:
    """What `cluster` needs to know of earlier posts. Never changed in place.

    `window_days` is how far from an event's span a post may lie and still join it.
    """

    window_days: int = 90
    events: tuple[EventMemory, ...] = ()
    posts: tuple[PostMemory, ...] = ()
    opened: int = 0

    def to_bytes(self) -> bytes:
        """The same state always gives the same bytes."""
        words = sorted({word for event in self.events for word in event.terms})
        numbers = {word: number for number, word in enumerate(words)}
        lengths = [len(event.terms) for event in self.events]
        terms = np.array([numbers[w] for e in self.events for w in e.terms], np.uint32)
        weights = np.array([v for e in self.events for v in e.terms.values()], np.float64)
        rows = np.array([post.digest for post in self.posts], np.uint32)
        head = json.dumps(
            {
                "window_days": self.window_days,
                "opened": self.opened,
                "algorithm": ALGORITHM,
                "words": words,
                "lengths": lengths,
                "events": [_event_row(event) for event in self.events],
                "posts": [[post.id, post.event_key] for post in self.posts],
            },
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode("utf-8", "surrogatepass")
        body = struct.pack("<I", len(head)) + head + terms.tobytes() + weights.tobytes()
        data = MAGIC + bytes([VERSION]) + zlib.compress(body + rows.tobytes(), 1)
        _last[:] = [(data, self)]
        return data

    @classmethod
    def from_bytes(cls, data: bytes) -> "ClusterState":
        """StateError where the bytes are foreign, damaged or of a later version."""
        for written, state in _last[:]:  # the window that this process wrote last
            if written == data:
                return state
        if data[:4] != MAGIC:
            raise StateError("not a cluster state")
        if data[4:5] != bytes([VERSION]):
            raise StateError(f"cluster state of version {data[4:5]!r}, this is version {VERSION}")
        try:
            return _parsed(cls, zlib.decompress(data[5:]))
        except (zlib.error, ValueError, KeyError, IndexError, struct.error) as error:
            raise StateError(f"damaged cluster state: {error}") from error


_last: list[tuple[bytes, ClusterState]] = []


def _parsed(cls: type[ClusterState], body: bytes) -> ClusterState:
    (length,) = struct.unpack_from("<I", body)
    head: dict[str, Any] = json.loads(body[4 : 4 + length].decode("utf-8", "surrogatepass"))
    count = sum(head["lengths"])
    place = 4 + length
    terms = np.frombuffer(body, np.uint32, count, place)
    weights = np.frombuffer(body, np.float64, count, place + 4 * count)
    rows = np.frombuffer(body, np.uint32, len(head["posts"]) * PERMUTATIONS, place + 12 * count).reshape(
        -1, PERMUTATIONS
    )
    if head["algorithm"] != ALGORITHM:
        # Another MinHash: old rows would match nothing, or wrongly; copies of old posts go unseen.
        rows = np.zeros_like(rows)
    return cls(
        head["window_days"],
        tuple(_events(head, terms.tolist(), weights.tolist())),
        tuple(
            PostMemory(identity, key, row) for (identity, key), row in zip(head["posts"], rows, strict=True)
        ),
        head["opened"],
    )


def _events(head: dict[str, Any], terms: list[int], weights: list[float]) -> list[EventMemory]:
    words, start = head["words"], 0
    events = []
    for row, length in zip(head["events"], head["lengths"], strict=True):
        span = slice(start, start + length)
        own = {words[t]: w for t, w in zip(terms[span], weights[span], strict=True)}
        key, number, first, last, size, title, weight, places = row
        events.append(
            EventMemory(key, number, _moment(first), _moment(last), size, title, weight, own, places)
        )
        start += length
    return events


def _event_row(event: EventMemory) -> list[Any]:
    return [
        event.key,
        event.number,
        event.first_at.timestamp(),
        event.last_at.timestamp(),
        event.size,
        event.title,
        event.title_weight,
        event.places,
    ]


def _moment(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)
