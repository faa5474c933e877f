"""Posts about the same happening come together, one after another, without looking back at texts.

A post joins the event whose terms are likest to its own, if they are like enough, share enough rare
words and lie near in time; a near-duplicate joins its model's event. Two events that the same post
ties together and that are alike are merged, the older key living on.
"""

import hashlib
import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from math import sqrt

from analysis.events.changes import Changes, Described, Joined, Memory, Merged, Opened
from analysis.events.duplicates import Digests, band_keys, digests
from analysis.events.headlines import headline_of, offer
from analysis.events.index import WindowIndex
from analysis.events.lexicon import lexicon_of
from analysis.events.state import ClusterState, EventMemory, PostMemory
from analysis.events.terms import Described as Post
from analysis.events.terms import Terms, describe
from analysis.events.texts import EventText

LIKE_ENOUGH = 0.28
# What is said within days of each other needs less in common to be about the same happening.
LIKE_ENOUGH_NOW = 0.18
# Where the place is the same too, less is needed.
SAME_PLACE = 1.3
LIKE_A_COPY = 0.1
WORTH_A_LOOK = 0.1
MERGE_ALIKE = 0.26
LEAST_SHARED = 2
# A post that is this like needs to share no more than one word that is no part of a place's name.
LIKE_BY_ONE = 0.2
MOST_CANDIDATES = 8
MOST_EVENT_TERMS = 60
SPARE_TERMS = 20
MOST_KEYWORDS = 8
MOST_PLACES = 5
LEAST_TEXT = 8
AT_ONCE = 512
DAY = 86_400.0
NOW = 5 * DAY


class Clusterer:
    """Gives posts their events, one batch after another; `state` moves on with each.

    The same posts in the same order always give the same events and the same state, in batches of any
    size and in a process that starts from a stored state. Whoever cannot store what a batch changed
    throws the clusterer away and makes another from what is stored.
    """

    def __init__(self, state: ClusterState, user_words: Iterable[str] = ()) -> None:
        self.state = state
        self.words = frozenset(user_words)
        self._index = WindowIndex(state)
        self._oldest = [(event.last_at, event.number, event.key) for event in state.events.values()]
        heapq.heapify(self._oldest)

    def take(self, posts: Sequence[EventText]) -> Changes:
        """Place the posts. Those already known are passed over: the same call twice changes nothing."""
        fresh = {post.id: post for post in posts if post.id not in self.state.posts}
        batch = _Batch()
        waiting = list(fresh.values())
        for start in range(0, len(waiting), AT_ONCE):
            described = describe(waiting[start : start + AT_ONCE], self.words)
            for one, row in zip(described, digests([one.bare for one in described]), strict=True):
                self._place(one, row, batch)
        return self._told(batch)

    def _place(self, post: Post, row: Digests, batch: "_Batch") -> None:
        row = row if len(post.bare) >= LEAST_TEXT else row * 0
        keys = band_keys(row) if row.any() else None
        model = self._model(post, row, keys)
        event = self.state.event_of(model) if model else None
        if event is None:
            event = self._home(post, batch)
        self._join(event, post)
        self.state.placed += 1
        memory = PostMemory(self.state.placed, post.post.id, event.key, model, row)
        self.state.posts[memory.id] = memory
        self._index.add_post(memory, keys)
        batch.joined.append(Joined(memory.id, event.key, model))
        batch.touched[event.key] = None
        self._forget(batch)

    def _model(self, post: Post, row: Digests, keys: list[int] | None) -> str | None:
        """The first of the posts that this one copies. A form letter that names another place, or puts
        another matter into the form, is no copy."""
        found = self._index.copies.model_of(row, keys) if keys else None
        event = self.state.event_of(found) if found else None
        if found is None or event is None:
            return None
        if not self._near(event, post.post.at.timestamp()) or elsewhere(post.places, event):
            return None
        if post.terms and likeness(post.terms, event) < LIKE_A_COPY:
            return None
        return self.state.posts[found].model or found

    def _home(self, post: Post, batch: "_Batch") -> EventMemory:
        """The event that the post belongs to, opened if there is none."""
        ranked = self._ranked(post)
        if not ranked:
            return self._open(post, batch)
        best = ranked[0]
        for other in ranked[1:]:
            if alike(best, other) >= MERGE_ALIKE and not elsewhere(best.places, other):
                best = self._merge(best, other, batch)
        return best

    def _ranked(self, post: Post) -> list[EventMemory]:
        """Events near in time, like enough and not of another place, the likest and then oldest first."""
        at = post.post.at.timestamp()
        found = []
        for event in self._candidates(post.terms):
            like = likeness(post.terms, event)
            if not event.places.keys().isdisjoint(post.places):
                like *= SAME_PLACE
            now = event.first_at - NOW <= at <= event.last_at + NOW
            if like < (LIKE_ENOUGH_NOW if now else LIKE_ENOUGH) or not self._near(event, at):
                continue
            if elsewhere(post.places, event) and not (now and _has_no_one_place(event)):
                continue
            if _shared(post.matter, event) >= (1 if like >= LIKE_BY_ONE else LEAST_SHARED):
                found.append((-like, event.number, event))
        return [event for _, _, event in sorted(found)]

    def _candidates(self, terms: Terms) -> list[EventMemory]:
        """The few events that are likest by the strongest words alone."""
        scores = self._index.scores(terms)
        rated = [(score, -event.number, event) for event, score in scores.items() if score > WORTH_A_LOOK]
        return [event for _, _, event in heapq.nlargest(MOST_CANDIDATES, rated)]

    def _near(self, event: EventMemory, at: float) -> bool:
        window = self.state.window_days * DAY
        return event.first_at - window <= at <= event.last_at + window

    def _open(self, post: Post, batch: "_Batch") -> EventMemory:
        digest = hashlib.blake2b(post.post.id.encode("utf-8", "surrogatepass"), digest_size=8)
        self.state.opened += 1
        at = post.post.at.timestamp()
        event = EventMemory(f"ev{digest.hexdigest()}", self.state.opened, at, at)
        self.state.events[event.key] = event
        batch.opened.append(Opened(event.key, post.post.id))
        return event

    def _join(self, event: EventMemory, post: Post) -> None:
        at = post.post.at.timestamp()
        event.first_at, event.last_at = min(event.first_at, at), max(event.last_at, at)
        event.size += 1
        add(event, post.terms)
        count(event.places, dict.fromkeys(post.places, 1))
        count(event.own, dict.fromkeys(post.own, 1))
        offer(event, post.post)
        self._touch(event)

    def _merge(self, one: EventMemory, other: EventMemory, batch: "_Batch") -> EventMemory:
        old, young = sorted((one, other), key=lambda event: event.number)
        old.first_at = min(old.first_at, young.first_at)
        old.last_at = max(old.last_at, young.last_at)
        old.size += young.size
        add(old, young.terms)
        count(old.places, young.places)
        count(old.own, young.own)
        old.headlines = [*old.headlines, *young.headlines]
        self._drop(young, batch)
        self.state.into[young.key] = old.key
        batch.merged.append(Merged(young.key, old.key))
        self._touch(old)
        return old

    def _touch(self, event: EventMemory) -> None:
        self.state.touches += 1
        event.touched = self.state.touches
        self._trim(event)
        self._index.touch(event)
        heapq.heappush(self._oldest, (event.last_at, event.number, event.key))

    def _trim(self, event: EventMemory) -> None:
        if len(event.terms) > MOST_EVENT_TERMS + SPARE_TERMS:
            strongest = sorted(event.terms.items(), key=lambda one: (-one[1], one[0]))
            self._index.drop_words(event, [word for word, _ in strongest[MOST_EVENT_TERMS:]])
            event.terms = dict(strongest[:MOST_EVENT_TERMS])
            event.square = sum(weight * weight for weight in event.terms.values())

    def _forget(self, batch: "_Batch") -> None:
        """Let go of the oldest posts, and of the events that ended first, above what may be held."""
        state = self.state
        while len(state.posts) > state.most_posts:
            identity = next(iter(state.posts))
            del state.posts[identity]
            self._index.copies.remove(identity)
            batch.lost_posts.append(identity)
        while len(state.events) > state.most_events:
            last_at, _, key = heapq.heappop(self._oldest)
            event = state.events.get(key)
            if event is not None and event.last_at == last_at:
                self._drop(event, batch)

    def _drop(self, event: EventMemory, batch: "_Batch") -> None:
        del self.state.events[event.key]
        self._index.drop_words(event, event.terms)
        batch.lost_events.append(event.key)

    def _told(self, batch: "_Batch") -> Changes:
        touched = dict.fromkeys(self.state.settled(key) for key in batch.touched)
        events = [self.state.events[key] for key in touched if key in self.state.events]
        posts = [self.state.posts[one.post_id] for one in batch.joined if one.post_id in self.state.posts]
        memory = Memory(tuple(events), tuple(posts), tuple(batch.lost_events), tuple(batch.lost_posts))
        described = tuple(self._described(event) for event in events)
        return Changes(tuple(batch.opened), tuple(batch.joined), tuple(batch.merged), described, memory)

    def _described(self, event: EventMemory) -> Described:
        words = heapq.nsmallest(MOST_KEYWORDS, event.terms, key=lambda word: (-event.terms[word], word))
        places = (*_commonest(event.places), *_commonest(event.own))
        return Described(
            event.key,
            headline_of(event, lexicon_of(self.words)),
            tuple(words),
            places[:MOST_PLACES],
            datetime.fromtimestamp(event.first_at, UTC),
            datetime.fromtimestamp(event.last_at, UTC),
            event.size,
        )


class _Batch:
    """What one call has changed so far."""

    def __init__(self) -> None:
        self.opened: list[Opened] = []
        self.joined: list[Joined] = []
        self.merged: list[Merged] = []
        self.touched: dict[str, None] = {}
        self.lost_events: list[str] = []
        self.lost_posts: list[str] = []


def elsewhere(places: Collection[str], event: EventMemory) -> bool:
    """Both name places, and none is the same: a matter of the same sort somewhere else."""
    return bool(places and event.places) and event.places.keys().isdisjoint(places)


def _has_no_one_place(event: EventMemory) -> bool:
    """Most of its posts name no place: an explosion that is heard in many."""
    return 2 * sum(event.places.values()) < event.size


def likeness(terms: Terms, event: EventMemory) -> float:
    """Cosine of a unit post and an event."""
    own = event.terms
    dot = sum([weight * own[word] for word, weight in terms.items() if word in own])
    return dot / sqrt(event.square) if dot else 0.0


def alike(one: EventMemory, other: EventMemory) -> float:
    """Cosine of two events."""
    return likeness(one.terms, other) / (sqrt(one.square) or 1.0)


def add(event: EventMemory, terms: Terms) -> None:
    """Add terms to an event's sum."""
    own, square = event.terms, event.square
    for word, weight in terms.items():
        before = own.get(word, 0.0)
        own[word] = before + weight
        square += weight * (2 * before + weight)
    event.square = square


def count(counts: dict[str, int], more: Mapping[str, int]) -> None:
    """Add to counts by name."""
    for name, times in more.items():
        counts[name] = counts.get(name, 0) + times


def _commonest(counts: Mapping[str, int]) -> list[str]:
    return sorted(counts, key=lambda name: (-counts[name], name))


def _shared(words: Collection[str], event: EventMemory) -> int:
    return len(event.terms.keys() & words)
