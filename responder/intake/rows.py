"""From stored rows to what the analysis takes, and back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from analysis.assessment import UNPUBLISHED, Assessment, Emergency, Reason
from analysis.texts import Reading, Text
from huiying.core.models import Post, PostReading, Source

MESSAGES = ("message", "hotline")
COUNTERS = ("reposts", "comments", "likes", "dislikes", "views")
TOUCHES = COUNTERS[:4]
USUAL = 60
_POST = (
    Post.id,
    Post.source_id,
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
    """The posts of these ids, oldest first, each with its earlier counters and its source's usual ones."""
    query = select(*_POST).join(Source, Source.id == Post.source_id)
    rows = session.execute(query.where(Post.id.in_(ids)).order_by(Post.id)).all()
    readings = _readings(session, ids)
    usual = {source: _usual(session, source, ids) for source in sorted({row.source_id for row in rows})}
    return [
        Item(row.id, row.detected_at, _text(row, readings.get(row.id, ()), usual[row.source_id]))
        for row in rows
    ]


def to_json(verdict: Assessment) -> dict[str, Any]:
    """An assessment as it is stored: the published object, and what is not published."""
    rest = {name: getattr(verdict, name) for name in UNPUBLISHED}
    return {**verdict.as_json(), **rest, "places": list(verdict.places)}


def from_json(stored: Mapping[str, Any]) -> Assessment:
    """The assessment that `to_json` stored."""
    row = {key: value for key, value in stored.items() if key in _KNOWN}
    row |= {key: tuple(stored.get(key, ())) for key in _LISTS}
    row["reasons"] = tuple(Reason(**reason) for reason in stored["reasons"])
    row["emergency"] = Emergency(**stored["emergency"]) if stored["emergency"] else None
    return Assessment(**row)


def _text(row: Any, readings: Sequence[Reading], usual: tuple[Reading, ...]) -> Text:
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
        usual=usual,
    )


def _usual(session: Session, source_id: int, ids: Sequence[int]) -> tuple[Reading, ...]:
    """What the source's newest other posts that show any counter have reached."""
    columns = (Post.detected_at, *(getattr(Post, name) for name in COUNTERS))
    shown = or_(*(getattr(Post, name).is_not(None) for name in COUNTERS))
    query = select(*columns).where(Post.source_id == source_id, shown, Post.id.not_in(ids))
    return tuple(Reading(*row) for row in session.execute(query.order_by(Post.id.desc()).limit(USUAL)))


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
