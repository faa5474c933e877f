"""From stored rows to what the analysis takes, and back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.assessment import Assessment, Emergency, Reason
from analysis.texts import Reading, Text
from huiying.core.models import Post, PostReading, Source

MESSAGES = ("message", "hotline")
COUNTERS = ("reposts", "comments", "likes", "dislikes", "views")
TOUCHES = COUNTERS[:4]
_POST = (
    Post.id,
    Post.channel,
    Post.title,
    Post.text,
    Post.url,
    Post.published_at,
    Post.detected_at,
    *(getattr(Post, name) for name in COUNTERS),
    Source.name,
    Source.weight,
    Source.local,
)
_LISTS = ("themes", "supporting", "keywords", "places")
_KNOWN = frozenset(field.name for field in fields(Assessment))


@dataclass(frozen=True, slots=True)
class Item:
    """One post on its way: the text for the analysis, and when the machine first saw it."""

    post_id: int
    detected_at: datetime
    text: Text

    @property
    def at(self) -> datetime:
        """When it was published, or detected where that is unknown."""
        return self.text.published_at or self.detected_at

    @property
    def weight(self) -> float:
        """How many people it touched: itself, and every counter but the views."""
        return 1.0 + sum(getattr(self.text, name) or 0 for name in TOUCHES)


def items(session: Session, ids: Sequence[int]) -> list[Item]:
    """The posts of these ids, oldest first, each with its earlier counters."""
    rows = session.execute(
        select(*_POST).join(Source, Source.id == Post.source_id).where(Post.id.in_(ids)).order_by(Post.id)
    )
    readings = _readings(session, ids)
    return [Item(row.id, row.detected_at, _text(row, readings.get(row.id, ()))) for row in rows]


def to_json(verdict: Assessment) -> dict[str, Any]:
    """An assessment as it is stored: the published object, and the places."""
    return {**verdict.as_json(), "places": list(verdict.places)}


def from_json(stored: Mapping[str, Any]) -> Assessment:
    """The assessment that `to_json` stored."""
    row = {key: value for key, value in stored.items() if key in _KNOWN}
    row |= {key: tuple(stored.get(key, ())) for key in _LISTS}
    row["reasons"] = tuple(Reason(**reason) for reason in stored["reasons"])
    row["emergency"] = Emergency(**stored["emergency"]) if stored["emergency"] else None
    return Assessment(**row)


def _text(row: Any, readings: Sequence[Reading]) -> Text:
    return Text(
        id=str(row.id),
        title=row.title or "",
        text=row.text or "",
        channel=row.channel,
        source=row.name,
        source_weight=row.weight,
        local=row.local,
        published_at=row.published_at,
        url=row.url or "",
        **{name: getattr(row, name) for name in COUNTERS},
        readings=tuple(readings),
    )


def _readings(session: Session, ids: Sequence[int]) -> dict[int, list[Reading]]:
    columns = (PostReading.post_id, PostReading.read_at, *(getattr(PostReading, name) for name in COUNTERS))
    rows = session.execute(
        select(*columns)
        .where(PostReading.post_id.in_(ids))
        .order_by(PostReading.post_id, PostReading.read_at)
    )
    found: dict[int, list[Reading]] = defaultdict(list)
    for row in rows:
        found[row.post_id].append(Reading(row.read_at, *(getattr(row, name) for name in COUNTERS)))
    return found
