"""A source (信源): one place that is watched; its visits and the pages it was asked for."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Name, Word

CHANNELS = ("news", "weibo", "wechat", "forum", "video", "message", "hotline", "manual")
HEALTH = ("healthy", "degraded", "silent", "failing")


class Source(Base):
    """One watched place. `state` is its health, `state_reason` why, in Chinese.

    Due for a visit when enabled, `next_due_at` has come and no lease runs. `address` is empty for
    sources that are not fetched (an import, the API, a person's entry). `local`: it speaks to the people
    of the park and its city, so that a bare 新港 or 园区 means theirs.
    """

    __tablename__ = "source"
    __table_args__ = (
        CheckConstraint(f"channel IN {CHANNELS}", name="channel"),
        CheckConstraint(f"state IN {HEALTH}", name="state"),
        Index("ix_source_due", "enabled", "next_due_at"),
    )

    id: Mapped[Id]
    name: Mapped[Name] = mapped_column(unique=True)
    kind: Mapped[Word]
    channel: Mapped[Word]
    address: Mapped[str | None]
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    weight: Mapped[float] = mapped_column(default=1.0)
    local: Mapped[bool] = mapped_column(default=False)
    interval_seconds: Mapped[int] = mapped_column(default=600)
    allow_private: Mapped[bool] = mapped_column(default=False)
    enabled: Mapped[bool] = mapped_column(default=True)
    verified: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    next_due_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    last_success_at: Mapped[datetime | None]
    last_new_at: Mapped[datetime | None]
    state: Mapped[Word] = mapped_column(default="healthy")
    state_since: Mapped[datetime | None]
    state_reason: Mapped[str | None]


class Visit(Base):
    """One visit to a source: when, what came out, and why it failed."""

    __tablename__ = "visit"
    __table_args__ = (Index("ix_visit_source_started", "source_id", "started_at"),)

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    started_at: Mapped[datetime]
    heartbeat_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    requests: Mapped[int] = mapped_column(default=0)
    errors: Mapped[int] = mapped_column(default=0)
    items: Mapped[int] = mapped_column(default=0)
    new_items: Mapped[int] = mapped_column(default=0)
    with_title: Mapped[int] = mapped_column(default=0)
    with_date: Mapped[int] = mapped_column(default=0)
    with_text: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None]


class FetchedPage(Base):
    """What is known of a fetched address: validators and content hash, so that it is asked for once."""

    __tablename__ = "fetched_page"
    __table_args__ = (UniqueConstraint("source_id", "address_hash"),)

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    address_hash: Mapped[str] = mapped_column(String(64))
    address: Mapped[str]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    content_hash: Mapped[str | None] = mapped_column(String(64))
    fetched_at: Mapped[datetime]
    status: Mapped[int]
