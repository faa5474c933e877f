"""Posts about the same happening come together, one after another, without looking back at texts.

A post joins the event whose terms are likest to its own, if they are like enough, share enough rare
words and lie near in time; a near-duplicate joins its model's event. Two events that the same post
ties together and that are alike are merged, the older key living on.
"""

import hashlib
import heapq
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from math import sqrt

from analysis.events.changes import (
    Changes,
    Described,
    EventText,
    Joined,
    Merged,
    Opened,
)
from analysis.events.duplicates import Digests, digests
from analysis.events.index import index_of, keep
from analysis.events.state import (
    MOST_EVENTS,
    MOST_POSTS,
    ClusterState,
    EventMemory,
    PostMemory,
)
from analysis.events.terms import Described as Post
from analysis.events.terms import Terms, describe

LIKE_ENOUGH = 0.22
# What is said within a day of each other needs less in common to be about the same happening.
LIKE_ENOUGH_NOW = 0.17
LIKE_A_COPY = 0.1
SAME_DAY = timedelta(days=1)
MERGE_ALIKE = 0.25
LEAST_SHARED = 2
MOST_EVENT_TERMS = 60
MOST_POSTINGS = 300
MOST_KEYWORDS = 8
MOST_PLACES = 5
NAMED = 1e9  # more than anybody is touched: any title goes before the first words of a post
LEAST_TEXT = 8


def cluster(
    state: ClusterState, posts: Sequence[EventText], user_words: Iterable[str] = ()
) -> tuple[ClusterState, Changes]:
    """The state after the posts, and what has changed. Posts already known are passed over, so the
    same call twice changes nothing; the same state and posts always give the same result."""
    known = {post.id for post in state.posts}
    fresh = [post for post in posts if post.id not in known]
    fresh = list({post.id: post for post in fresh}.values())
    if not fresh:
        return state, Changes()
    desk = _Desk(state)
    described = describe(fresh, user_words)
    rows = digests([one.bare for one in described])
    for one, row in zip(described, rows, strict=True):
        desk.take(one, row)
    return desk.closed(), desk.changes()


class _Desk:
    """The working copy of a state during one call."""

    def __init__(self, state: ClusterState) -> None:
        self._window = timedelta(days=state.window_days)
        self._days = state.window_days
        self._events = {event.key: event for event in state.events}
        self._owned: set[str] = set()
        self._posts = [post.id for post in state.posts]
        self._rows: list[Digests] = [post.digest for post in state.posts]
        self._event_of = {post.id: post.event_key for post in state.posts}
        self._number = state.opened
        self._index = index_of(state)
        self._opened: list[Opened] = []
        self._joined: list[Joined] = []
        self._merged: list[Merged] = []
        self._into: dict[str, str] = {}
        self._touched: dict[str, None] = {}

    def take(self, post: Post, row: Digests) -> None:
        row = row if len(post.bare) >= LEAST_TEXT else row * 0
        original = self._index.model_of(row)
        if original is not None and self._copies_of(self._event(original), post):
            key = self._event(original).key
        else:
            key, original = self._home(post), None
        self._join(self._own(key), post)
        self._joined.append(Joined(post.post.id, key, original))
        self._event_of[post.post.id] = key
        self._posts.append(post.post.id)
        self._rows.append(row)
        self._index.add_post(post.post.id, row)

    def closed(self) -> ClusterState:
        """The new state, cut to the newest events and posts it may hold."""
        events = list(self._events.values())
        if len(self._events) > MOST_EVENTS:
            events = heapq.nlargest(MOST_EVENTS, events, key=lambda one: (one.last_at, one.number))
        kept = {event.key: event for event in sorted(events, key=lambda one: one.number)}
        posts = tuple(
            PostMemory(identity, self._settled(self._event_of[identity]), row)
            for identity, row in zip(self._posts, self._rows, strict=True)
        )
        recent = tuple(post for post in posts if post.event_key in kept)[-MOST_POSTS:]
        self._forget(kept, recent)
        state = ClusterState(self._days, tuple(kept.values()), recent, self._number)
        keep(state, self._index)
        return state

    def _forget(self, kept: dict[str, EventMemory], recent: Sequence[PostMemory]) -> None:
        for event in self._events.values():
            if event.key not in kept:
                self._index.drop_words(event.key, event.terms)
        if len(recent) < len(self._posts):
            for identity in {*self._posts} - {post.id for post in recent}:
                self._index.drop_post(identity)

    def changes(self) -> Changes:
        touched = dict.fromkeys(self._settled(key) for key in self._touched)
        return Changes(
            tuple(self._opened),
            tuple(self._joined),
            tuple(self._merged),
            tuple(_described(self._events[key]) for key in touched),
        )

    def _home(self, post: Post) -> str:
        """The key of the event that the post belongs to, opened if there is none."""
        ranked = self._ranked(post)
        if not ranked:
            return self._open(post)
        best = ranked[0][1]
        for _, other in ranked[1:]:
            alike = likeness(best.terms, other.terms) / _length(best.terms)
            if alike >= MERGE_ALIKE and not _elsewhere(best.places, other):
                best = self._merge(best, other)
        return best.key

    def _ranked(self, post: Post) -> list[tuple[float, EventMemory]]:
        """Events near in time, like enough and not of another place, the likest and then oldest first."""
        shared: dict[str, int] = {}
        for word in post.terms:
            keys = self._index.postings.get(word)
            if keys is not None and len(keys) <= MOST_POSTINGS:
                for key in keys:
                    shared[key] = shared.get(key, 0) + 1
        found = []
        for key, count in shared.items():
            event = self._events.get(key)
            if event is None or count < LEAST_SHARED or not self._near(event, post.post.at):
                continue
            alike = likeness(post.terms, event.terms)
            if alike >= self._bound(event, post.post.at) and not _elsewhere(post.places, event):
                found.append((alike, event))
        return heapq.nlargest(3, found, key=lambda one: (one[0], -one[1].number))

    def _copies_of(self, event: EventMemory, post: Post) -> bool:
        """A form letter that names another place, or puts another matter into the form, is no copy."""
        if not self._near(event, post.post.at) or _elsewhere(post.places, event):
            return False
        return not post.terms or likeness(post.terms, event.terms) >= LIKE_A_COPY

    def _near(self, event: EventMemory, at: datetime) -> bool:
        return event.first_at - self._window <= at <= event.last_at + self._window

    def _bound(self, event: EventMemory, at: datetime) -> float:
        """How like an event a post must be to join it."""
        now = event.first_at - SAME_DAY <= at <= event.last_at + SAME_DAY
        return LIKE_ENOUGH_NOW if now else LIKE_ENOUGH

    def _open(self, post: Post) -> str:
        digest = hashlib.blake2b(post.post.id.encode("utf-8", "surrogatepass"), digest_size=8)
        key = f"ev{digest.hexdigest()}"
        self._number += 1
        at = post.post.at.astimezone(UTC)
        self._events[key] = EventMemory(key, self._number, at, at, 0, "", -1.0, {})
        self._owned.add(key)
        self._opened.append(Opened(key, post.post.id))
        return key

    def _own(self, key: str) -> EventMemory:
        """The event, copied first where the earlier state still holds it."""
        if key not in self._owned:
            self._events[key] = self._events[key].copy()
            self._owned.add(key)
        return self._events[key]

    def _join(self, event: EventMemory, post: Post) -> None:
        at = post.post.at.astimezone(UTC)
        event.first_at, event.last_at = min(event.first_at, at), max(event.last_at, at)
        event.size += 1
        for word, weight in post.terms.items():
            event.terms[word] = event.terms.get(word, 0.0) + weight
        for place in post.places:
            event.places[place] = event.places.get(place, 0) + 1
        if _fit_to_name(post.post) > event.title_weight:
            event.title, event.title_weight = _title(post.post), _fit_to_name(post.post)
        self._trim(event)
        self._index.add_event(event)
        self._touched[event.key] = None

    def _merge(self, one: EventMemory, other: EventMemory) -> EventMemory:
        old, young = sorted((one, other), key=lambda event: event.number)
        old = self._own(old.key)
        old.first_at, old.last_at = (
            min(old.first_at, young.first_at),
            max(old.last_at, young.last_at),
        )
        old.size += young.size
        for word, weight in young.terms.items():
            old.terms[word] = old.terms.get(word, 0.0) + weight
        for place, count in young.places.items():
            old.places[place] = old.places.get(place, 0) + count
        if young.title_weight > old.title_weight:
            old.title, old.title_weight = young.title, young.title_weight
        del self._events[young.key]
        self._index.drop_words(young.key, young.terms)
        self._into[young.key] = old.key
        self._merged.append(Merged(young.key, old.key))
        self._trim(old)
        self._index.add_event(old)
        return old

    def _trim(self, event: EventMemory) -> None:
        if len(event.terms) > MOST_EVENT_TERMS + 20:
            strongest = sorted(event.terms.items(), key=lambda one: (-one[1], one[0]))
            self._index.drop_words(event.key, [word for word, _ in strongest[MOST_EVENT_TERMS:]])
            event.terms = dict(strongest[:MOST_EVENT_TERMS])

    def _event(self, post_id: str) -> EventMemory:
        return self._events[self._settled(self._event_of[post_id])]

    def _settled(self, key: str) -> str:
        while key in self._into:
            key = self._into[key]
        return key


def _elsewhere(places: Collection[str], event: EventMemory) -> bool:
    """Both name places, and none is the same: a matter of the same sort somewhere else."""
    return bool(places and event.places) and event.places.keys().isdisjoint(places)


def likeness(terms: Terms, event: Terms) -> float:
    """Cosine of a unit post and an event."""
    if len(terms) > len(event):
        dot = sum(weight * terms[word] for word, weight in event.items() if word in terms)
    else:
        dot = sum(weight * event[word] for word, weight in terms.items() if word in event)
    return dot / (_length(event) or 1.0)


def _length(terms: Terms) -> float:
    return sqrt(sum(weight * weight for weight in terms.values()))


def _fit_to_name(post: EventText) -> float:
    """How well a post's title names its event: an editor's before any other, any before none."""
    return post.weight + (2 * NAMED if post.edited else NAMED if post.title.strip() else 0.0)


def _title(post: EventText) -> str:
    if post.title.strip():
        return post.title.strip()[:120]
    first = post.text.strip().replace("\n", "。").split("。")[0]
    return first[:60]


def _described(event: EventMemory) -> Described:
    words = sorted(event.terms, key=lambda word: (-event.terms[word], word))
    places = sorted(event.places, key=lambda place: (-event.places[place], place))
    return Described(
        event.key,
        event.title,
        tuple(words[:MOST_KEYWORDS]),
        tuple(places[:MOST_PLACES]),
        event.first_at,
        event.last_at,
        event.size,
    )
