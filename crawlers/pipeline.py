"""Items -> posts: cleaned, fingerprinted, stored once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from crawlers import versions
from crawlers.items import Cleaned, Item
from huiying.core.contents import (
    COUNTERS,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LONGEST_URL,
    author_hash,
    fingerprint,
    one_line,
    paragraphs,
    post_key,
)
from huiying.core.models import Post, PostReading

AuthorHash = Callable[[str], str | None]


@dataclass(slots=True)
class Stored:
    """What became of a batch: how many were new, seen before, seen before with other counters."""

    new: int = 0
    known: int = 0
    updated: int = 0
    new_keys: list[str] = field(default_factory=list)


def author_hasher(secret: bytes, channel: str) -> AuthorHash:
    """How an author's name on `channel` becomes the only thing that is kept of it."""
    return lambda name: author_hash(secret, channel, name)


def clean(item: Item, hash_author: AuthorHash) -> Cleaned | None:
    """The item as it will be stored; None where it has neither title nor text."""
    title = one_line(item.title)[:LONGEST_TITLE] or None
    text = paragraphs(item.text)[:LONGEST_TEXT] or None
    if title is None and text is None:
        return None
    content_hash = fingerprint(title, text)
    author = one_line(item.author)
    published = item.published_at
    return Cleaned(
        key=post_key(item.key or item.url or content_hash),
        url=item.url[:LONGEST_URL] if item.url else None,
        title=title,
        text=text,
        author_hash=hash_author(author) if author else None,
        published_at=published.astimezone(UTC) if published else None,
        channel=item.channel,
        content_hash=content_hash,
        counters=item.counters(),
    )


def store(
    session: Session,
    source_id: int,
    channel: str,
    posts: Sequence[Cleaned],
    now: datetime,
    *,
    archive: bool = False,
    again: frozenset[str] = frozenset(),
) -> Stored:
    """Store posts of one source; storing twice is harmless.

    A post is unique by its source and key; the first text stays, and another one of a relevant post is
    kept beside it. A post seen again with other counters gets the new ones and a reading of them at
    `now`; so does one whose key is in `again` with the same ones: that nothing moved is known then.
    """
    by_key = {post.key: post for post in posts}
    rows = [_row(p, source_id, channel, now, archive) for p in by_key.values()]
    known = _known(session, source_id, list(by_key))
    fresh = [row for row in rows if row["key"] not in known]
    ids = _insert(session, fresh)
    _read_counters(session, [(ids[key], by_key[key].counters) for key in ids], now)
    updated = _update_counters(session, known, by_key, again, now)
    versions.keep(session, {post: by_key[key] for key, post in known.items()}, now)
    return Stored(len(ids), len(posts) - len(ids), updated, list(ids))


def _row(post: Cleaned, source_id: int, channel: str, now: datetime, archive: bool) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "key": post.key,
        "url": post.url,
        "channel": post.channel or channel,
        "title": post.title,
        "text": post.text,
        "author_hash": post.author_hash,
        "published_at": post.published_at,
        "detected_at": now,
        "content_hash": post.content_hash,
        "archive": archive,
        "tries": 0,
        **post.counters,
    }


def _known(session: Session, source_id: int, keys: list[str]) -> dict[str, Post]:
    query = select(Post).where(Post.source_id == source_id, Post.key.in_(keys))
    return {post.key: post for post in session.scalars(query)} if keys else {}


def _insert(session: Session, rows: list[dict[str, Any]]) -> dict[str, int]:
    """Insert what is not there yet; two writers of one key end with one row. New ids by key."""
    if not rows:
        return {}
    insert = _insert_ignoring(session).returning(Post.id, Post.key)
    return {key: id_ for id_, key in session.execute(insert, rows)}


def _insert_ignoring(session: Session) -> Insert:
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(Post).on_conflict_do_nothing(index_elements=["source_id", "key"])
    return sqlite.insert(Post).on_conflict_do_nothing(index_elements=["source_id", "key"])


def _update_counters(
    session: Session,
    known: dict[str, Post],
    found: dict[str, Cleaned],
    again: frozenset[str],
    now: datetime,
) -> int:
    changed, read = 0, []
    for key, post in known.items():
        told = {n: v for n, v in found[key].counters.items() if v is not None}
        if any(getattr(post, name) != value for name, value in told.items()):
            for name, value in told.items():
                setattr(post, name, value)
            changed += 1
        elif not (told and key in again):
            continue
        read.append((post.id, {name: getattr(post, name) for name in COUNTERS}))
    session.flush()
    _read_counters(session, read, now)
    return changed


def _read_counters(
    session: Session, counters: Iterable[tuple[int, dict[str, int | None]]], now: datetime
) -> None:
    """Add readings; a second one of the same moment gives way to the first."""
    rows = [
        {"post_id": post_id, "read_at": now, **values}
        for post_id, values in counters
        if any(value is not None for value in values.values())
    ]
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(PostReading).on_conflict_do_nothing(index_elements=["post_id", "read_at"])
    session.execute(insert, rows)
