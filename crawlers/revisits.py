"""Posts that are due to be read again: found by source, moved on once they were read."""

from datetime import datetime

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from crawlers.items import Known
from huiying.core.models import Post, PostVersion, Revisit, Source
from huiying.core.revisits import STEPS, next_reading

MOST_AT_ONCE = 50
"""Posts of one source read again in one visit; the others wait for the next."""


def sources_due(session: Session, now: datetime, most: int) -> list[int]:
    """Ids of sources of which a post is due, though they themselves are not, the longest waiting first.

    A source that fails at present is left alone: its next good visit reads its posts too.
    """
    query = (
        select(Revisit.source_id)
        .join(Source, Source.id == Revisit.source_id)
        .where(Revisit.due_at <= now, Source.enabled, Source.address.is_not(None), Source.failures == 0)
        .where(or_(Source.next_due_at.is_(None), Source.next_due_at > now))
        .where(or_(Source.lease_until.is_(None), Source.lease_until <= now))
        .group_by(Revisit.source_id)
        .order_by(Revisit.source_id)
        .limit(most)
    )
    return list(session.scalars(query))


def due_posts(session: Session, source_id: int, now: datetime) -> list[Known]:
    """The posts of a source that are to be read again now, the longest waiting first."""
    query = (
        select(Post.id, Post.key, Post.url, Post.detected_at, Revisit.step)
        .join(Revisit, Revisit.post_id == Post.id)
        .where(Revisit.source_id == source_id, Revisit.due_at <= now)
        .order_by(Revisit.due_at, Post.id)
        .limit(MOST_AT_ONCE)
    )
    return [Known(*row) for row in session.execute(query)]


def move_on(session: Session, known: Known, now: datetime) -> bool:
    """Set the moment of the next reading, or end the plan; False where another has moved it on."""
    step, due_at = next_reading(known.detected_at, now) or (known.step + 1, None)
    statement = (
        update(Revisit)
        .where(Revisit.post_id == known.post_id, Revisit.step == known.step, Revisit.due_at.is_not(None))
        .values(step=step, due_at=due_at)
    )
    result = session.execute(statement)
    return isinstance(result, CursorResult) and result.rowcount == 1


def skip(session: Session, known: Known, step: int | None) -> None:
    """Leave out readings for which the source has no way: go on with `step`, or end the plan."""
    due_at = known.detected_at + STEPS[step] if step is not None else None
    values = {"due_at": due_at} if step is None else {"due_at": due_at, "step": step}
    mine = update(Revisit).where(Revisit.post_id == known.post_id, Revisit.step == known.step)
    session.execute(mine.values(values))


def put_off(session: Session, source_id: int, until: datetime) -> None:
    """Nothing of a source is read again before `until`: its server asked for that."""
    late = update(Revisit).where(Revisit.source_id == source_id, Revisit.due_at < until)
    session.execute(late.values(due_at=until))


def gone(session: Session, known: Known, status: int, now: datetime) -> None:
    """Keep the moment at which a post was no longer at its address, and end its plan."""
    session.add(PostVersion(post_id=known.post_id, seen_at=now, status=status))
    skip(session, known, None)
