"""An assessment (研判): what the analysis says of one post, with its reasons."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Word

UNPLACED = text("relevant AND placed_at IS NULL")
UNCONSIDERED = text("placed_at IS NOT NULL AND considered_at IS NULL")
RARE = {name: text(f"{name} IS NOT NULL") for name in ("tier", "level")}
"""What few posts have. What many have needs no index: the newest posts show it soon enough."""


class PostAssessment(Base):
    """One post's verdict. `verdict` is the whole object of `huiying assess`; the columns are for lists.

    `verdict` also keeps `places`. `placed_at` is when event membership was decided for it, and
    `considered_at` when it was decided whether it opens or joins a case.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        Index("ix_assessment_unplaced", "post_id", sqlite_where=UNPLACED, postgresql_where=UNPLACED),
        Index(
            "ix_assessment_unconsidered",
            "post_id",
            sqlite_where=UNCONSIDERED,
            postgresql_where=UNCONSIDERED,
        ),
        *(
            Index(f"ix_assessment_{name}", name, "post_id", sqlite_where=given, postgresql_where=given)
            for name, given in RARE.items()
        ),
    )

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    assessed_at: Mapped[datetime]
    model_version: Mapped[Word]
    relevant: Mapped[bool]
    relevance: Mapped[float]
    topic: Mapped[Word]
    appeal: Mapped[Word]
    sentiment: Mapped[Word]
    sentiment_score: Mapped[float]
    rumor: Mapped[float]
    heat: Mapped[float]
    grade: Mapped[int | None]
    level: Mapped[int | None]
    tier: Mapped[int | None]
    unit: Mapped[Word | None]
    verdict: Mapped[dict[str, Any]]
    placed_at: Mapped[datetime | None]
    considered_at: Mapped[datetime | None]
