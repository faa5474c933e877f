"""Planning when the posts of live events are read again; the crawler keeps the plan."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from huiying.core.models import Event, EventPost, Post, Revisit, Source
from huiying.core.revisits import next_reading

RECENT = timedelta(days=1)


def plan(session: Session, post_ids: Sequence[int], now: datetime) -> int:
    """Plan the readings of posts that have just joined an event; returns for how many there is a plan.

    An event is live when something was said of it within a day. What came in by hand, or from history,
    has no place on the web where it could be read again.
    """
    query = (
        select(Post.id, Post.source_id, Post.detected_at)
        .join(Source, Source.id == Post.source_id)
        .join(EventPost, EventPost.post_id == Post.id)
        .join(Event, Event.id == EventPost.event_id)
        .where(Post.id.in_(post_ids), Post.archive.is_(False), Source.address.startswith("http"))
        .where(Event.last_at > now - RECENT)
        .where(Post.id.not_in(select(Revisit.post_id).where(Revisit.post_id.in_(post_ids))))
    )
    rows = [row for found in session.execute(query) if (row := _row(*found, now))]
    if rows:
        session.execute(insert(Revisit), rows)
    return len(rows)


def _row(post_id: int, source_id: int, detected_at: datetime, now: datetime) -> dict[str, Any] | None:
    reading = next_reading(detected_at, now)
    if reading is None:
        return None
    step, due_at = reading
    return {"post_id": post_id, "source_id": source_id, "step": step, "due_at": due_at}
