"""An event (事件): posts about the same happening; its tiers, heat curve and the clusterer's window."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Word


class Event(Base):
    """One happening. `key` is the clusterer's stable name; a merged event points to the one that stays.

    `occurred_at` is when the happening took place where a text or a person says so.
    """

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_last_at", "last_at"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str]
    keywords: Mapped[list[str]] = mapped_column(default=list)
    places: Mapped[list[str]] = mapped_column(default=list)
    size: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    detected_at: Mapped[datetime]
    occurred_at: Mapped[datetime | None]
    heat: Mapped[float] = mapped_column(default=0.0)
    peak_heat: Mapped[float] = mapped_column(default=0.0)
    peak_at: Mapped[datetime | None]
    grade: Mapped[int | None]
    level: Mapped[int | None]
    tier: Mapped[int | None]
    topic: Mapped[Word | None]
    unit: Mapped[Word | None]
    verdict: Mapped[dict[str, Any]] = mapped_column(default=dict)
    assessed_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    merged_at: Mapped[datetime | None]


class EventPost(Base):
    """Membership: a post belongs to one event; `duplicate_of_id` names the post it repeats."""

    __tablename__ = "event_post"
    __table_args__ = (Index("ix_event_post_event", "event_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    joined_at: Mapped[datetime]


class EventPlace(Base):
    """A place that an event's posts name: what `Event.places` lists, for counting and asking by an index."""

    __tablename__ = "event_place"
    __table_args__ = (Index("ix_event_place_event", "event_id"),)

    place: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)


class EventTier(Base):
    """Every value an event's tier ever had: by whom, why, when. `by` is 'machine' or a user name."""

    __tablename__ = "event_tier"
    __table_args__ = (Index("ix_event_tier_event", "event_id"),)

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    at: Mapped[datetime]
    tier: Mapped[int | None]
    grade: Mapped[int | None]
    level: Mapped[int | None]
    by: Mapped[Word]
    reason: Mapped[str]


class HeatReading(Base):
    """An event's heat (0–100) at one moment."""

    __tablename__ = "heat_reading"
    __table_args__ = (UniqueConstraint("event_id", "at"),)

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    at: Mapped[datetime]
    heat: Mapped[float]
    posts: Mapped[int]


class ClusterWindow(Base):
    """The clusterer's counts (one row): written in the transaction of the membership that they count.

    A writer updates it only where `version` is the one it read, so there is one writer at a time.
    `form` says how the memories beside it are written.
    """

    __tablename__ = "cluster_window"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    form: Mapped[Word]
    opened: Mapped[int]
    placed: Mapped[int]
    touches: Mapped[int]
    updated_at: Mapped[datetime]


class ClusterEvent(Base):
    """What the clusterer remembers of one event; a batch rewrites the few that it touches."""

    __tablename__ = "cluster_event"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    memory: Mapped[bytes] = mapped_column(LargeBinary)


class ClusterPost(Base):
    """What the clusterer remembers of one post: the event that it came into, the post that it copies,
    and its MinHash, by which copies of it are found."""

    __tablename__ = "cluster_post"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    post_id: Mapped[int] = mapped_column(unique=True)
    event_key: Mapped[str] = mapped_column(String(80))
    model_id: Mapped[int | None]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
