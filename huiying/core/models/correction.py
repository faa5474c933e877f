"""A correction (更正): a person gave another class to a part of a post's verdict."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Name, Word

CORRECTED = ("relevance", "topic", "sentiment", "tier", "unit")


class Correction(Base):
    """What the machine said of a post (`was`) and what a person says (`right`). Append-only: the last counts.

    `was` is the class of the verdict before any learned layer, as `right` is, in the words of
    `analysis.corrections.tasks`.
    """

    __tablename__ = "correction"
    __table_args__ = (
        CheckConstraint(f"task IN {CORRECTED}", name="task"),
        Index("ix_correction_task", "task", "post_id"),
    )

    id: Mapped[Id]
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    task: Mapped[Word]
    was: Mapped[Name]
    right: Mapped[Name]
    by: Mapped[Word]
    at: Mapped[datetime]
