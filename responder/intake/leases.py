"""Leases on posts: who is assessing what, until when. Two workers never hold the same post."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from huiying.core.models import Post

# A batch takes a second or two; whoever is slower than this loses only its work, never a post.
LEASE = timedelta(seconds=30)


def any_free(session: Session, now: datetime) -> bool:
    """Whether there is anything to take; a look that asks for no write lock."""
    return session.scalars(select(Post.id).where(_free(now)).limit(1)).first() is not None


def take(session: Session, *, owner: str, now: datetime, lease: timedelta, limit: int) -> list[int]:
    """Lease up to `limit` posts that nobody has assessed or holds, oldest first; returns their ids.

    `owner` must be one run's alone: whoever finishes a post proves by it that the post is still theirs.
    """
    free = select(Post.id).where(_free(now)).order_by(Post.id).limit(limit)
    found = session.scalars(free.with_for_update(skip_locked=True)).all()
    taken = session.scalars(
        update(Post)
        .where(Post.id.in_(found), _free(now))
        .values(lease_owner=owner, lease_until=now + lease)
        .returning(Post.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(taken)


def finish(session: Session, ids: Sequence[int], *, owner: str, now: datetime) -> set[int]:
    """Mark posts assessed and end their leases; returns those that were still the owner's."""
    done = session.scalars(
        update(Post)
        .where(Post.id.in_(ids), Post.lease_owner == owner, Post.assessed_at.is_(None))
        .values(assessed_at=now, lease_owner=None, lease_until=None)
        .returning(Post.id)
        .execution_options(synchronize_session=False)
    )
    return set(done)


def waiting(session: Session) -> int:
    """How many posts are not assessed, leased or not."""
    return session.scalar(select(func.count()).select_from(Post).where(_unassessed())) or 0


def _free(now: datetime) -> ColumnElement[bool]:
    return and_(_unassessed(), or_(Post.lease_until.is_(None), Post.lease_until <= now))


def _unassessed() -> ColumnElement[bool]:
    return and_(Post.assessed_at.is_(None), Post.set_aside_at.is_(None))
