"""A post that is to be read again (复访), and what was then found in its place."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id


class Revisit(Base):
    """When a post of a live event is read again. The intake plans it, the crawler keeps it.

    `step` counts the readings from 0 (huiying/core/revisits.py); `due_at` is empty once the last is over.
    Whoever holds the lease of the source moves it on, by a conditional update on `step`.
    """

    __tablename__ = "revisit"
    __table_args__ = (Index("ix_revisit_due", "due_at", "source_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True, autoincrement=False)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    step: Mapped[int]
    due_at: Mapped[datetime | None]


class PostVersion(Base):
    """取证: what stood at a relevant post's address later, where it was no longer what was kept first.

    The first text stands in the post itself, with the moment it was detected. `status` is 200 with another
    text and its fingerprint, or 404 or 410 without one. The database refuses changes.
    """

    __tablename__ = "post_version"
    __table_args__ = (Index("ix_post_version_post", "post_id"),)

    id: Mapped[Id]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    seen_at: Mapped[datetime]
    status: Mapped[int]
    title: Mapped[str | None]
    text: Mapped[str | None]
    content_hash: Mapped[str | None] = mapped_column(String(64))
