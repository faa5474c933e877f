"""取证: what a relevant post said later, kept beside what it said first. Nothing is written over."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crawlers.items import Cleaned
from huiying.core.models import Post, PostAssessment, PostVersion

MOST = 20
"""Versions of one post. A page with a clock in its text would fill the table."""


def keep(session: Session, seen: Mapping[Post, Cleaned], now: datetime) -> int:
    """Keep the texts that differ from what was last kept of these posts; returns how many do.

    Only relevant posts have versions. A page on which no text was found any more is no version: that is
    the doing of its template, or of the reader.
    """
    last = _last_kept(session, [post.id for post in seen])
    other = {
        post: found
        for post, found in seen.items()
        if found.content_hash != last.get(post.id, post.content_hash) and (found.text or not post.text)
    }
    ids = _relevant(session, [post.id for post in other])
    rows = [_version(post, found, now) for post, found in other.items() if post.id in ids]
    session.add_all(rows)
    session.flush()
    return len(rows)


def _version(post: Post, found: Cleaned, now: datetime) -> PostVersion:
    return PostVersion(
        post_id=post.id,
        seen_at=now,
        status=200,
        title=found.title,
        text=found.text,
        content_hash=found.content_hash,
    )


def _last_kept(session: Session, ids: Sequence[int]) -> dict[int, str | None]:
    """The fingerprint of each post's last version, of those that have one."""
    if not ids:
        return {}
    query = select(PostVersion.post_id, PostVersion.content_hash).where(PostVersion.post_id.in_(ids))
    return {row.post_id: row.content_hash for row in session.execute(query.order_by(PostVersion.id))}


def _relevant(session: Session, ids: Sequence[int]) -> set[int]:
    """The relevant ones that have room for another version."""
    if not ids:
        return set()
    full = select(PostVersion.post_id).group_by(PostVersion.post_id).having(func.count() >= MOST)
    query = select(PostAssessment.post_id).where(
        PostAssessment.post_id.in_(ids),
        PostAssessment.relevant,
        PostAssessment.post_id.not_in(full.where(PostVersion.post_id.in_(ids))),
    )
    return set(session.scalars(query))
