"""Events as bytes, for whoever stores what the clusterer remembers: the same event, to the last bit."""

import json
from typing import Any

import numpy as np

from analysis.events.duplicates import ALGORITHM, PERMUTATIONS, Digests
from analysis.events.state import EventMemory, Headline

# Stored memories of another form are of no use; digests of another MinHash would match wrongly.
FORM = f"2/{ALGORITHM}"


class StateError(ValueError):
    """The bytes are no memory that this version wrote."""


def pack_event(event: EventMemory) -> bytes:
    """The same event always gives the same bytes."""
    head = [
        event.key,
        event.number,
        event.first_at,
        event.last_at,
        event.size,
        event.square,
        event.touched,
        event.places,
        event.own,
        [[one.text, one.weight, one.edited, one.titled] for one in event.headlines],
        list(event.terms),
    ]
    written = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    weights = np.fromiter(event.terms.values(), np.float64, len(event.terms))
    return len(written).to_bytes(4, "little") + written + weights.tobytes()


def unpack_event(data: bytes) -> EventMemory:
    """StateError where the bytes are foreign or damaged."""
    try:
        end = 4 + int.from_bytes(data[:4], "little")
        head: list[Any] = json.loads(data[4:end].decode("utf-8", "surrogatepass"))
        key, number, first, last, size, square, touched, places, own, headlines, words = head
        weights = np.frombuffer(data, np.float64, offset=end).tolist()
        terms = dict(zip(words, weights, strict=True))
        offered = [Headline(*one) for one in headlines]
        return EventMemory(key, number, first, last, size, square, touched, terms, places, own, offered)
    except (ValueError, TypeError) as error:
        raise StateError(f"damaged memory of an event: {error}") from error


def unpack_digest(data: bytes) -> Digests:
    """StateError where the bytes are no MinHash row."""
    if len(data) != 4 * PERMUTATIONS:
        raise StateError(f"a digest has {4 * PERMUTATIONS} bytes, not {len(data)}")
    return np.frombuffer(data, np.uint32)
