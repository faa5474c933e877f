"""What finds the events and posts that a new post is like; built from a state, and kept for the next call.

An index says nothing that its state does not: one that was kept and one that is built anew give the same
answers, so that a process that starts afresh clusters as one that has run for weeks.
"""

from collections.abc import Iterable
from threading import Lock

from analysis.events.duplicates import Digests, DuplicateIndex
from analysis.events.state import ClusterState, EventMemory


class WindowIndex:
    """Word -> events that hold it, and the near-duplicate index of the posts."""

    def __init__(self, state: ClusterState) -> None:
        self.postings: dict[str, dict[str, None]] = {}
        self._copies = DuplicateIndex()
        self._ids: dict[int, str] = {}
        self._numbers: dict[str, int] = {}
        self._next = 0
        for event in state.events:
            self.add_event(event)
        for post in state.posts:
            self.add_post(post.id, post.digest)

    def add_event(self, event: EventMemory) -> None:
        for word in event.terms:
            self.postings.setdefault(word, {})[event.key] = None

    def drop_words(self, key: str, words: Iterable[str]) -> None:
        for word in words:
            keys = self.postings.get(word, {})
            keys.pop(key, None)
            if not keys:
                self.postings.pop(word, None)

    def add_post(self, identity: str, row: Digests) -> None:
        """A post too short to have copies has a row of zeros and is passed over."""
        if row.any():
            self._copies.add(self._next, row)
            self._ids[self._next], self._numbers[identity] = identity, self._next
            self._next += 1

    def drop_post(self, identity: str) -> None:
        number = self._numbers.pop(identity, None)
        if number is not None:
            self._copies.remove(number)
            del self._ids[number]

    def model_of(self, row: Digests) -> str | None:
        """The earliest of the likest posts that the row copies."""
        number = self._copies.model_of(row) if row.any() else None
        return None if number is None else self._ids[number]


_lock = Lock()
_kept: dict[int, tuple[ClusterState, WindowIndex]] = {}


def index_of(state: ClusterState) -> WindowIndex:
    """The state's index, for the caller to change: it is taken away, or built."""
    with _lock:
        kept = _kept.pop(id(state), None)
    return kept[1] if kept and kept[0] is state else WindowIndex(state)


def keep(state: ClusterState, index: WindowIndex) -> None:
    """Remember the index of the state that was made last; earlier ones are forgotten."""
    with _lock:
        _kept.clear()
        _kept[id(state)] = (state, index)
