"""The clusterer's memory of earlier posts: plain values, of which each call changes a few."""

from dataclasses import dataclass, field

from analysis.events.duplicates import Digests
from analysis.events.terms import Terms

MOST_EVENTS = 8_000
MOST_POSTS = 20_000


@dataclass(slots=True)
class Headline:
    """A title that a post offers its event: `weight` is the people it touched, `edited` an editor's hand."""

    text: str
    weight: float
    edited: bool
    titled: bool


@dataclass(slots=True, eq=False)
class EventMemory:
    """One event. `terms` is the sum of its posts' unit vectors, cut to the strongest, and `square` the
    sum of their squares; moments are seconds UTC. `number` is its order of opening, `touched` the count
    of posts at which it last changed. `places` tell it from other events; `own` stand for the whole park."""

    key: str
    number: int
    first_at: float
    last_at: float
    size: int = 0
    square: float = 0.0
    touched: int = 0
    terms: Terms = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    own: dict[str, int] = field(default_factory=dict)
    headlines: list[Headline] = field(default_factory=list)


@dataclass(frozen=True, slots=True, eq=False)
class PostMemory:
    """One post: its place in the order of all posts, the event that it came into, the post that it
    copies if any, and its MinHash."""

    number: int
    id: str
    event_key: str
    model: str | None
    digest: Digests


@dataclass(slots=True)
class ClusterState:
    """What `cluster` knows of earlier posts and changes as it goes.

    `window_days` is how far from an event's span a post may lie and still join it. `posts` are in the
    order in which they came; `into` leads from merged keys to those that live on; `opened`, `placed` and
    `touches` count the events, the posts and the changes of events of all time.
    """

    window_days: int = 90
    most_events: int = MOST_EVENTS
    most_posts: int = MOST_POSTS
    opened: int = 0
    placed: int = 0
    touches: int = 0
    events: dict[str, EventMemory] = field(default_factory=dict)
    posts: dict[str, PostMemory] = field(default_factory=dict)
    into: dict[str, str] = field(default_factory=dict)

    def settled(self, key: str) -> str:
        """The key under which an event lives on."""
        while key in self.into:
            key = self.into[key]
        return key

    def event_of(self, post_id: str) -> EventMemory | None:
        """The event of a known post; None where it is forgotten."""
        post = self.posts.get(post_id)
        return self.events.get(self.settled(post.event_key)) if post else None
