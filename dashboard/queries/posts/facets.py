"""What the posts that were found are like: how many of each source, channel, topic and so on."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import words
from dashboard.queries.posts.finding import find
from dashboard.queries.posts.wanted import RELEVANT, Wanted, topics
from huiying.core.models import Post, PostAssessment, Source

MOST_COUNTED = 1000
MOST_SOURCES = 8
NONE = "0"


@dataclass(frozen=True)
class Choice:
    """One value by which the list can be narrowed, as the address says it and as people say it."""

    value: str
    name: str
    count: int


@dataclass(frozen=True)
class Facet:
    """One side of the posts. `chosen` is the value that it is narrowed to, with its name."""

    key: str
    name: str
    choices: list[Choice]
    chosen: Choice | None


@dataclass(frozen=True)
class Counts:
    """How many were found; with `is_more` only the newest MOST_COUNTED were counted."""

    total: int
    is_more: bool
    facets: list[Facet]


def count(session: Session, wanted: Wanted) -> Counts:
    """The facets of what is wanted, over its newest posts."""
    columns = (
        Post.source_id,
        Post.channel,
        PostAssessment.relevant,
        PostAssessment.topic,
        PostAssessment.tier,
        PostAssessment.level,
        PostAssessment.sentiment,
        Post.set_aside_at,
    )
    rows = session.execute(find(session, select(*columns), wanted, limit=MOST_COUNTED + 1)).all()
    counted = rows[:MOST_COUNTED]
    names = _source_names(session, [row.source_id for row in counted], wanted.source)
    known = {"source": names, "topic": {one: one for one in topics()}}
    facets = [_facet(key, counted, wanted, known) for key in _SIDES]
    return Counts(len(counted), len(rows) > MOST_COUNTED, facets)


def _facet(key: str, rows: Sequence[Any], wanted: Wanted, more: Mapping[str, Mapping[str, str]]) -> Facet:
    title, read, usual = _SIDES[key]
    names = more.get(key, usual)
    counts = Counter(value for row in rows if (value := read(row)) is not None)
    order = list(names) if key != "source" else [value for value, _ in counts.most_common(MOST_SOURCES)]
    choices = [Choice(value, names[value], counts[value]) for value in order if counts[value]]
    chosen = wanted.query.get(key)
    picked = Choice(chosen, names.get(chosen, chosen), counts[chosen]) if chosen else None
    return Facet(key, title, [one for one in choices if one.value != chosen], picked)


def _source_names(session: Session, ids: Sequence[int], chosen: int | None) -> dict[str, str]:
    usual = [source for source, _ in Counter(ids).most_common(MOST_SOURCES)]
    query = select(Source.id, Source.name).where(Source.id.in_([*usual, chosen or 0]))
    return {str(id_): name for id_, name in session.execute(query)}


def _relevant(row: Any) -> str | None:
    if row.relevant is None:
        return None if row.set_aside_at else "waiting"
    return "yes" if row.relevant else "no"


def _of_judged(column: str) -> Callable[[Any], str | None]:
    """A grade of an assessed post, NONE where it has none."""

    def read(row: Any) -> str | None:
        return None if row.relevant is None else str(getattr(row, column) or NONE)

    return read


_TIER_NAMES = {**{str(tier): said for tier, said in words.TIERS.items()}, NONE: words.tier(None)}
_LEVEL_NAMES = {**{str(level): said for level, said in words.LEVELS.items()}, NONE: "无"}

_SIDES: dict[str, tuple[str, Callable[[Any], str | None], Mapping[str, str]]] = {
    "relevant": ("研判", _relevant, RELEVANT),
    "tier": ("响应级别", _of_judged("tier"), _TIER_NAMES),
    "channel": ("渠道", lambda row: str(row.channel), words.CHANNELS),
    "topic": ("主题", lambda row: row.topic, {}),
    "sentiment": ("情感", lambda row: row.sentiment, words.SENTIMENTS),
    "level": ("舆情等级", _of_judged("level"), _LEVEL_NAMES),
    "source": ("信源", lambda row: str(row.source_id), {}),
}
