"""Working out which event each post belongs to and what is said of the events; nothing is written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from analysis.analyst import Analyst
from analysis.events import Changes, EventText
from analysis.happening import EventAssessment, assess_event
from huiying.core.database import Database
from responder.intake import members
from responder.intake.members import Judged
from responder.intake.window import Window


@dataclass(frozen=True, slots=True)
class Placing:
    """What one batch of posts changes: the window as it was stored, and the events it touches.

    `final` maps the key of an event that is merged away in this batch to the one that stays;
    `verdicts` are by key of the events that stay.
    """

    window: Window
    posts: Mapping[int, Judged]
    changes: Changes
    final: Mapping[str, str]
    verdicts: Mapping[str, EventAssessment]

    def stays(self, key: str) -> str:
        """The event that `key` names after this batch."""
        return self.final.get(key, key)


def work_out(
    database: Database, analyst: Analyst, known: Window, posts: Mapping[int, Judged], now: datetime
) -> Placing:
    """Cluster the posts by the stored window, and judge every event that they touch."""
    changes = known.clusterer.take([_event_text(post) for post in posts.values()])
    placing = Placing(known, posts, changes, _final(changes), {})
    found = _members(database, placing)
    verdicts = {key: judge(analyst, judged, now) for key, judged in found.items()}
    return Placing(known, posts, changes, placing.final, verdicts)


def _event_text(post: Judged) -> EventText:
    text = post.item.text
    return EventText(
        id=text.id,
        at=post.item.at,
        title=text.title,
        text=text.text,
        places=post.verdict.places,
        weight=post.item.weight,
        edited=text.channel == "news",
    )


def _final(changes: Changes) -> dict[str, str]:
    """Where each merged key ends up, chains of merges followed to their end."""
    into: dict[str, str] = {}
    for merge in changes.merged:
        into = {start: merge.into_key if end == merge.from_key else end for start, end in into.items()}
        into[merge.from_key] = merge.into_key
    return into


def _members(database: Database, placing: Placing) -> dict[str, list[Judged]]:
    """By the key that stays: the posts that are stored already, and the new ones."""
    joined = placing.changes.joined
    keys = {one.event_key for one in joined} | {*placing.final.keys(), *placing.final.values()}
    found: dict[str, list[Judged]] = defaultdict(list)
    with database.read() as session:
        for key, judged in members.stored(session, keys).items():
            found[placing.stays(key)] += judged
    for one in joined:
        found[placing.stays(one.event_key)].append(placing.posts[int(one.post_id)])
    return found


def judge(analyst: Analyst, posts: Sequence[Judged], now: datetime) -> EventAssessment:
    """The verdict on an event, from these of its posts."""
    return assess_event(
        [(post.item.text, post.verdict) for post in posts], now, analyst.rubric, analyst.ask_below
    )
