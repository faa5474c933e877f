"""What finds the events and posts that a new post is like.

An index says nothing that its state does not: one that was kept and one that is built anew give the same
answers, so that a process that starts afresh clusters as one that has run for weeks.
"""

from collections.abc import Iterable
from itertools import islice
from math import sqrt

from analysis.events.duplicates import Digests, DuplicateIndex, band_keys
from analysis.events.state import ClusterState, EventMemory, PostMemory
from analysis.events.terms import Terms

# Of the events that hold a word, those that changed last are looked at; so a post costs the same
# however many events there are.
MOST_POSTINGS = 16
MOST_WORDS = 16


class WindowIndex:
    """Word -> events that hold it, the one that changed last at the end; and the posts for their copies."""

    def __init__(self, state: ClusterState) -> None:
        self.postings: dict[str, dict[EventMemory, float]] = {}
        self.copies = DuplicateIndex()
        for event in sorted(state.events.values(), key=lambda one: one.touched):
            self.touch(event)
        for post in state.posts.values():
            self.add_post(post)

    def touch(self, event: EventMemory) -> None:
        """The event changed: it goes to the end of each of its words' rows. The rows hold its weights at
        length one, so that to compare it nothing of the event itself need be read."""
        postings = self.postings
        length = sqrt(event.square) or 1.0
        for word, weight in event.terms.items():
            row = postings.get(word)
            if row is None:
                postings[word] = {event: weight / length}
            else:
                row.pop(event, None)
                row[event] = weight / length

    def drop_words(self, event: EventMemory, words: Iterable[str]) -> None:
        for word in words:
            row = self.postings.get(word)
            if row is not None:
                row.pop(event, None)
                if not row:
                    del self.postings[word]

    def add_post(self, post: PostMemory, keys: list[int] | None = None) -> None:
        """A post too short to have copies has a row of zeros and is passed over."""
        if keys is not None or post.digest.any():
            self.copies.add(post.id, post.digest, keys)

    def scores(self, terms: Terms) -> dict[EventMemory, float]:
        """The cosine with each event that shares one of the strongest words, by those words alone."""
        found: dict[EventMemory, float] = {}
        for word, weight in islice(terms.items(), MOST_WORDS):
            row = self.postings.get(word)
            if row is None:
                continue
            holders = (
                row.items() if len(row) <= MOST_POSTINGS else islice(reversed(row.items()), MOST_POSTINGS)
            )
            for event, own in holders:
                found[event] = found.get(event, 0.0) + weight * own
        return found


__all__ = ["Digests", "WindowIndex", "band_keys"]
