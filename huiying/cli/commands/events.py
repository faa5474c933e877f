"""huiying events: texts to events, hottest first; no database."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from analysis.analyst import Analyst
from analysis.assessment import Assessment
from analysis.events import Changes, ClusterState, Described, EventText, cluster
from analysis.happening import assess_event
from analysis.texts import Text
from huiying.cli.home import load_judgement, load_settings, make_analyst
from huiying.cli.options import FILE, command, now_option, out_option
from huiying.cli.output import opened, say, write_lines
from huiying.cli.posts import PostFile, map_option
from huiying.cli.progress import Report, progress
from huiying.core import clock


@dataclass(frozen=True, slots=True)
class Judged:
    """One post with what was said of it."""

    text: Text
    verdict: Assessment
    at: datetime

    @property
    def weight(self) -> float:
        """How many people it touched."""
        text = self.text
        return 1.0 + sum(n or 0 for n in (text.reposts, text.comments, text.likes, text.dislikes))


@command("""把文件中的信息归并为事件，不用数据库；每个事件一行 JSON，热度高的在前。

不论是否与园区有关都参加归并。FILE、列名与不合格的行的处理同 huiying assess。""")
@click.argument("path", type=FILE, metavar="FILE")
@map_option
@now_option
@out_option
def events(path: Path, mapping: dict[str, str], given_now: datetime | None, out: Path | None) -> None:
    now = given_now or clock.now()
    posts = PostFile(path, now, mapping)
    settings = load_settings()
    profile, routing, rubric = load_judgement(settings)
    analyst = make_analyst(settings, profile, routing, rubric)
    with progress("归并") as report:
        judged = _judged(analyst, posts, now, report)
        _, changes = cluster(ClusterState(), [_event_text(one) for one in judged.values()], profile.words())
        rows = [_row(one, members, now, analyst) for one, members in _members(changes, judged)]
    rows.sort(key=lambda row: (-row["heat"], -row["size"], row["event"]))
    with opened(out) as file:
        write_lines(rows, file)
    posts.finish()
    say(f"归并为 {len(rows)} 个事件")


def _judged(analyst: Analyst, posts: PostFile, now: datetime, report: Report) -> dict[str, Judged]:
    """The posts by id, oldest first; of two with one id the first counts."""
    found: dict[str, Judged] = {}
    for batch in posts.batches():
        for text, verdict in zip(batch, analyst.assess(batch, now), strict=True):
            found.setdefault(text.id, Judged(text, verdict, text.published_at or now))
        report(posts.good, None)
    return dict(sorted(found.items(), key=lambda pair: pair[1].at.astimezone(UTC)))


def _event_text(post: Judged) -> EventText:
    text = post.text
    return EventText(
        id=text.id,
        at=post.at,
        title=text.title,
        text=text.text,
        places=post.verdict.places,
        weight=post.weight,
    )


def _members(changes: Changes, judged: dict[str, Judged]) -> list[tuple[Described, list[Judged]]]:
    """Every event as it reads in the end, with its posts, oldest first."""
    into: dict[str, str] = {merge.from_key: merge.into_key for merge in changes.merged}
    by_event: dict[str, list[Judged]] = defaultdict(list)
    for one in changes.joined:
        by_event[_final(one.event_key, into)].append(judged[one.post_id])
    described = {one.event_key: one for one in changes.described}
    return [(described[key], members) for key, members in by_event.items()]


def _final(key: str, into: dict[str, str]) -> str:
    while key in into:
        key = into[key]
    return key


def _row(one: Described, members: Sequence[Judged], now: datetime, analyst: Analyst) -> dict[str, Any]:
    verdict = assess_event([(post.text, post.verdict) for post in members], now, analyst.rubric)
    return {
        "event": one.event_key,
        "title": one.title,
        "keywords": list(one.keywords),
        "size": len(members),
        "heat": verdict.heat,
        "first_at": clock.local(one.first_at).isoformat(),
        "last_at": clock.local(one.last_at).isoformat(),
        "places": list(one.places),
        "posts": [post.text.id for post in members],
    }
