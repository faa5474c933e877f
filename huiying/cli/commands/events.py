"""huiying events: texts to events, hottest first; no database."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from analysis.events import Changes, Clusterer, ClusterState, Described, EventText
from analysis.events.ranking import hotness, on_scale
from analysis.texts import Text
from huiying.cli.home import load_judgement, load_settings
from huiying.cli.options import FILE, command, now_option, out_option
from huiying.cli.output import opened, say, write_lines
from huiying.cli.posts import PostFile, map_option
from huiying.cli.progress import Report, progress
from huiying.core import clock

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Dated:
    """One post, and when it was published or, where that is unknown, read."""

    text: Text
    at: datetime

    @property
    def weight(self) -> float:
        """How many people it touched."""
        text = self.text
        return 1.0 + sum(n or 0 for n in (text.reposts, text.comments, text.likes, text.dislikes))


@command("""把文件中的信息归并为事件，不用数据库；每个事件一行 JSON，热度高的在前。

不论是否与园区有关都参加归并。热度（0 至 100）在这里按整个文件的时间计：触及多少人（信息条数、互动数）、
持续多少天；不随今天离事件多远而衰减。FILE、列名与不合格的行的处理同 huiying assess。""")
@click.argument("path", type=FILE, metavar="FILE")
@map_option
@now_option
@out_option
def events(path: Path, mapping: dict[str, str], given_now: datetime | None, out: Path | None) -> None:
    now = given_now or clock.now()
    file = PostFile(path, now, mapping)
    profile, _, rubric = load_judgement(load_settings())
    with progress("归并") as report:
        posts = _dated(file, now)
        clusterer = Clusterer(ClusterState(most_events=len(posts), most_posts=len(posts)), profile.words())
        changes = _clustered(clusterer, list(posts.values()), profile.places, report)
    rows = [
        _row(one, members, hotness(members, rubric.scale, clusterer.state.events[one.event_key].places))
        for one, members in _members(changes, posts)
    ]
    rows.sort(key=lambda row: (-row["heat"], -row["size"], row["event"]))
    with opened(out) as lines:
        write_lines(rows, lines)
    file.finish()
    say(f"归并为 {len(rows)} 个事件")


def _dated(file: PostFile, now: datetime) -> dict[str, Dated]:
    """The posts by id, oldest first; of two with one id the first counts."""
    found: dict[str, Dated] = {}
    for text in (text for batch in file.batches() for text in batch):
        found.setdefault(text.id, Dated(text, text.published_at or now))
    return dict(sorted(found.items(), key=lambda pair: pair[1].at.astimezone(UTC)))


def _clustered(
    clusterer: Clusterer, posts: Sequence[Dated], places: Sequence[str], report: Report
) -> list[Changes]:
    changes = []
    for start in range(0, len(posts), AT_ONCE):
        batch = posts[start : start + AT_ONCE]
        changes.append(clusterer.take([_event_text(one, places) for one in batch]))
        report(start + len(batch), len(posts))
    return changes


def _event_text(post: Dated, places: Sequence[str]) -> EventText:
    text = post.text
    whole = text.whole()
    return EventText(
        id=text.id,
        at=post.at,
        title=text.title,
        text=text.text,
        places=tuple(place for place in places if place in whole),
        weight=post.weight,
    )


def _members(changes: Sequence[Changes], posts: dict[str, Dated]) -> list[tuple[Described, list[Text]]]:
    """Every event as it reads in the end, with its posts, oldest first."""
    into = {merge.from_key: merge.into_key for one in changes for merge in one.merged}
    by_event: dict[str, list[Text]] = defaultdict(list)
    for joined in (joined for one in changes for joined in one.joined):
        by_event[_final(joined.event_key, into)].append(posts[joined.post_id].text)
    described = {one.event_key: one for change in changes for one in change.described}
    return [(described[key], members) for key, members in by_event.items()]


def _final(key: str, into: dict[str, str]) -> str:
    while key in into:
        key = into[key]
    return key


def _row(one: Described, members: Sequence[Text], hot: float) -> dict[str, Any]:
    return {
        "event": one.event_key,
        "title": one.title,
        "keywords": list(one.keywords),
        "size": len(members),
        "heat": on_scale(hot),
        "first_at": clock.local(one.first_at).isoformat(),
        "last_at": clock.local(one.last_at).isoformat(),
        "places": list(one.places),
        "posts": [text.id for text in members],
    }
