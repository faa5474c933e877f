"""A post (信息): one article, microblog, message or call record, and its counters over time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.fulltext.folding import folded_post
from huiying.core.models.base import Base, Id, Word
from huiying.core.models.source import CHANNELS

WAITING = text("assessed_at IS NULL AND set_aside_at IS NULL")


def _folded(context: DefaultExecutionContext) -> str | None:
    if context.dialect.name == "sqlite":
        return None
    row: Mapping[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return folded_post(row.get("title"), row.get("text"))


class Post(Base):
    """One post; unique per source and key, so storing it twice is harmless.

    `author_hash` is keyed: the author's name never reaches the database. `archive` marks history that
    opens cases without clocks. A post that fails analysis three times is set aside with its error.
    `folded` is what PostgreSQL searches, filled whichever way a post is stored; the index of SQLite is
    filled by triggers and needs no copy of the text.
    """

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("source_id", "key"),
        CheckConstraint(f"channel IN {CHANNELS}", name="channel"),
        Index("ix_post_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_post_detected_at", "detected_at", "id"),
        Index("ix_post_channel", "channel", "id"),
        Index("ix_post_content_hash", "content_hash"),
        # By hash on PostgreSQL, whose trees refuse long addresses.
        Index("ix_post_url", "url", postgresql_using="hash"),
        Index("ix_post_source", "source_id", "id"),
    )

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    key: Mapped[str] = mapped_column(String(200))
    url: Mapped[str | None]
    channel: Mapped[Word]
    title: Mapped[str | None]
    text: Mapped[str | None]
    author_hash: Mapped[str | None] = mapped_column(String(64))
    published_at: Mapped[datetime | None]
    detected_at: Mapped[datetime]
    content_hash: Mapped[str] = mapped_column(String(64))
    reposts: Mapped[int | None]
    comments: Mapped[int | None]
    likes: Mapped[int | None]
    dislikes: Mapped[int | None]
    views: Mapped[int | None]
    archive: Mapped[bool] = mapped_column(default=False)
    lease_owner: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    assessed_at: Mapped[datetime | None]
    set_aside_at: Mapped[datetime | None]
    set_aside_reason: Mapped[str | None]
    folded: Mapped[str | None] = mapped_column(default=_folded, deferred=True)


class PostReading(Base):
    """A post's counters as read at one moment; the series gives heat its curve."""

    __tablename__ = "post_reading"
    __table_args__ = (UniqueConstraint("post_id", "read_at"), Index("ix_post_reading_read_at", "read_at"))

    id: Mapped[Id]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    read_at: Mapped[datetime]
    reposts: Mapped[int | None]
    comments: Mapped[int | None]
    likes: Mapped[int | None]
    dislikes: Mapped[int | None]
    views: Mapped[int | None]
