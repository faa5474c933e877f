"""The posts of an event that its verdict is drawn from: bounded, however large the event grows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from analysis.assessment import Assessment
from huiying.core.models import Event, EventPost, Post, PostAssessment
from responder.intake import rows
from responder.intake.rows import TOUCHES, Item

NEWEST = 150
MOST_TOUCHED = 50
AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Judged:
    """One post with what was said of it."""

    item: Item
    verdict: Assessment


def stored(session: Session, keys: Iterable[str]) -> dict[str, list[Judged]]:
    """By event key, the stored members of these events: the newest, and those that touched most people."""
    places = session.execute(_ranked(keys)).all()
    ids = [row.post_id for row in places]
    known = judged(session, ids)
    found: dict[str, list[Judged]] = defaultdict(list)
    for row in places:
        found[row.key].append(known[row.post_id])
    return found


def judged(session: Session, ids: Sequence[int]) -> dict[int, Judged]:
    """These posts with their assessments, by id, oldest first."""
    found: dict[int, Judged] = {}
    for start in range(0, len(ids), AT_ONCE):
        batch = rows.items(session, ids[start : start + AT_ONCE])
        verdicts = _verdicts(session, [item.post_id for item in batch])
        found |= {item.post_id: Judged(item, rows.from_json(verdicts[item.post_id])) for item in batch}
    return found


def _verdicts(session: Session, ids: Sequence[int]) -> Mapping[int, dict[str, Any]]:
    query = select(PostAssessment.post_id, PostAssessment.verdict).where(PostAssessment.post_id.in_(ids))
    return {row.post_id: row.verdict for row in session.execute(query)}


def _ranked(keys: Iterable[str]) -> Select[tuple[str, int]]:
    counters = [func.coalesce(getattr(Post, name), 0) for name in TOUCHES]
    touched = reduce(add, counters).desc()
    within = (
        select(
            Event.key,
            EventPost.post_id,
            func.row_number().over(partition_by=Event.id, order_by=Post.id.desc()).label("newest"),
            func.row_number().over(partition_by=Event.id, order_by=(touched, Post.id)).label("touched"),
        )
        .join(EventPost, EventPost.event_id == Event.id)
        .join(Post, Post.id == EventPost.post_id)
        .where(Event.key.in_(list(keys)))
        .subquery()
    )
    bounded = or_(within.c.newest <= NEWEST, within.c.touched <= MOST_TOUCHED)
    return select(within.c.key, within.c.post_id).where(bounded).order_by(within.c.post_id)
