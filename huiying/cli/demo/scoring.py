"""How well the analysis read the town, by the labels of its author."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.cli.demo.labels import load_happenings, load_labels
from huiying.core import audit
from huiying.core.models import EventPost, EventTier, Post, PostAssessment, Source


@dataclass(frozen=True, slots=True)
class Score:
    """`found` were named by the machine, `wanted` by the labels, `right` by both."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float | None:
        """The share of what was found that is right; None where nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """The share of what is wanted that was found; None where nothing is wanted."""
        return self.right / self.wanted if self.wanted else None


@dataclass(frozen=True, slots=True)
class Scores:
    """`relevance` over posts; `tiers` over happenings: right is the very tier that the label says."""

    relevance: Score
    tiers: Score


def score(session: Session, items: dict[tuple[str, str], str]) -> Scores:
    """Score what is stored; `items` maps (source name, post key) to the item that a post is."""
    posts = _items_of_posts(session, items)
    return Scores(_relevance(session, posts), _tiers(session, posts))


def _items_of_posts(session: Session, items: dict[tuple[str, str], str]) -> dict[int, str]:
    rows = session.execute(select(Post.id, Source.name, Post.key).join(Source, Source.id == Post.source_id))
    return {row[0]: items[row[1], row[2]] for row in rows if (row[1], row[2]) in items}


def _relevance(session: Session, posts: dict[int, str]) -> Score:
    labels = load_labels()
    said = set(session.scalars(select(PostAssessment.post_id).where(PostAssessment.relevant)))
    found = said & posts.keys()
    wanted = {post for post, item in posts.items() if item in labels and labels[item].relevant}
    return Score(len(found & wanted), len(found), len(wanted))


def _tiers(session: Session, posts: dict[int, str]) -> Score:
    """Each happening is judged by the event that holds most of its posts, at its gravest."""
    wanted = {one.id: one.tier for one in load_happenings()}
    events, gravest = _events(session, posts), _gravest(session)
    said = {name: gravest.get(events.get(name, 0)) for name in wanted}
    right = sum(1 for name, tier in wanted.items() if tier and said[name] == tier)
    return Score(right, _named(said.values()), _named(wanted.values()))


def _named(tiers: Iterable[int | None]) -> int:
    return sum(1 for tier in tiers if tier)


def _events(session: Session, posts: dict[int, str]) -> dict[str, int]:
    labels = load_labels()
    held: dict[str, Counter[int]] = defaultdict(Counter)
    for post, event in session.execute(select(EventPost.post_id, EventPost.event_id)):
        label = labels.get(posts.get(post, ""))
        if label and label.happening:
            held[label.happening.id][event] += 1
    return {name: max(count, key=lambda event: (count[event], -event)) for name, count in held.items()}


def _gravest(session: Session) -> dict[int, int]:
    query = select(EventTier.event_id, EventTier.tier).where(EventTier.by == audit.MACHINE)
    found: dict[int, int] = {}
    for event, tier in session.execute(query):
        if tier is not None:
            found[event] = min(tier, found.get(event, tier))
    return found
