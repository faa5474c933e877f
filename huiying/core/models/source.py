"""A source (信源): one place that is watched; its visits, its health, the pages it was asked for."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Name, Word

CHANNELS = ("news", "weibo", "wechat", "forum", "video", "message", "hotline", "manual")
HEALTH = ("healthy", "degraded", "silent", "failing")
SETTLED = ("told", "folded")
UNSETTLED = text("settled_at IS NULL")


class Source(Base):
    """One watched place. `state` is its health, `state_reason` why, in Chinese.

    Due for a visit when enabled, `next_due_at` has come and no lease runs. `address` is empty for
    sources that are not fetched (an import, the API, a person's entry). `local`: it speaks to the people
    of the park and its city, so that a bare 新港 or 园区 means theirs. `expected_hours`: the longest that
    it may bring nothing (0: it never has to; None: its own history tells). `health` holds the figures that
    the state rests on, as of `judged_at` in them; its history counts from `history_from`. Once a person
    has switched it on or off (`switched_at`, `switched_by`), the file no longer decides `enabled`; once one
    has changed it (`changed_at`, `changed_by`), nothing of it. `filed_as` is the name by which sources.toml
    and senders know it, where that person has given it another.
    Budgets that are not set are the usual ones (crawlers/budgets.py).
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
    verify_certificate: Mapped[bool] = mapped_column(default=True)
    requests_a_visit: Mapped[int | None]
    requests_a_day: Mapped[int | None]
    megabytes_a_day: Mapped[int | None]
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
    health: Mapped[dict[str, Any]] = mapped_column(default=dict)
    history_from: Mapped[datetime | None]
    expected_hours: Mapped[float | None]
    switched_at: Mapped[datetime | None]
    switched_by: Mapped[Word | None]
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[Word | None]
    filed_as: Mapped[Name | None]


class Visit(Base):
    """One visit to a source: when, what came out, and why it failed.

    `lists` are the list pages that were read, `unchanged` those that were as before; `links` what the
    read ones named (article links, or the items themselves), `empty_lists` those that named nothing.
    `off_rules` are items on whose page a CSS rule of the source found nothing. `lag_seconds` is the median
    between published and detected of the new items; `last_error` why a page was last missed.
    """

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_source_started", "source_id", "started_at"),
        Index("ix_visit_started", "started_at"),
    )

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    started_at: Mapped[datetime]
    heartbeat_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    requests: Mapped[int] = mapped_column(default=0)
    bytes: Mapped[int] = mapped_column(default=0)
    errors: Mapped[int] = mapped_column(default=0)
    items: Mapped[int] = mapped_column(default=0)
    new_items: Mapped[int] = mapped_column(default=0)
    with_title: Mapped[int] = mapped_column(default=0)
    with_date: Mapped[int] = mapped_column(default=0)
    with_text: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None]
    lists: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    links: Mapped[int] = mapped_column(default=0)
    empty_lists: Mapped[int] = mapped_column(default=0)
    off_rules: Mapped[int] = mapped_column(default=0)
    lag_seconds: Mapped[int | None]
    last_error: Mapped[str | None]


class VisitHour(Base):
    """The visits of one source that began within one hour, summed up: its history. `good` did not fail."""

    __tablename__ = "visit_hour"

    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    visits: Mapped[int] = mapped_column(default=0)
    good: Mapped[int] = mapped_column(default=0)
    items: Mapped[int] = mapped_column(default=0)
    new_items: Mapped[int] = mapped_column(default=0)
    with_title: Mapped[int] = mapped_column(default=0)
    with_date: Mapped[int] = mapped_column(default=0)
    with_text: Mapped[int] = mapped_column(default=0)
    off_rules: Mapped[int] = mapped_column(default=0)
    lists: Mapped[int] = mapped_column(default=0)
    links: Mapped[int] = mapped_column(default=0)


class HealthChange(Base):
    """A change of a source's health. `settled_as`: the administrators were told, or it was folded away
    because the source was soon as before; None until then."""

    __tablename__ = "health_change"
    __table_args__ = (
        CheckConstraint(f"after IN {HEALTH}", name="after"),
        CheckConstraint(f"settled_as IN {SETTLED}", name="settled_as"),
        Index("ix_health_change_source", "source_id", "at"),
        Index("ix_health_change_open", "id", sqlite_where=UNSETTLED, postgresql_where=UNSETTLED),
    )

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    before: Mapped[Word]
    after: Mapped[Word]
    reason: Mapped[str | None]
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_as: Mapped[Word | None]


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
