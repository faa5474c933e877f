"""What is told in public of a decision: a notice (处理通报) or a model case (典型案例), without names."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Name, Word

PUBLIC_KINDS = ("notice", "model_case")


class PublicText(Base):
    """Drafted from the record by the machine; the person who submits it is its drafter.

    Of a proposal's decision or of a commendation, one of both. `removed` counts the names and numbers of
    persons that were taken out of the draft. Published once it was cleared by another person.
    """

    __tablename__ = "public_text"
    __table_args__ = (
        CheckConstraint(f"kind IN {PUBLIC_KINDS}", name="kind"),
        UniqueConstraint("id", "drafter_id"),
        Index("ix_public_text_proposal", "proposal_id"),
        Index("ix_public_text_commendation", "commendation_id"),
    )

    id: Mapped[Id]
    kind: Mapped[Word]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    commendation_id: Mapped[int | None] = mapped_column(ForeignKey("commendation.id"))
    title: Mapped[Name]
    body: Mapped[str]
    removed: Mapped[int] = mapped_column(default=0)
    drafted_at: Mapped[datetime]
    drafter_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[Word | None]
    url: Mapped[str | None]


class PublicTextClearance(Base):
    """发布审查 of such a text; the database refuses a clearer who drafted it.

    `ticks`: who ticked which item of the checklist when; none is preset.
    """

    __tablename__ = "public_text_clearance"
    __table_args__ = (
        CheckConstraint("drafter_id <> clearer_id", name="four_eyes"),
        ForeignKeyConstraint(["text_id", "drafter_id"], ["public_text.id", "public_text.drafter_id"]),
    )

    text_id: Mapped[int] = mapped_column(primary_key=True)
    drafter_id: Mapped[int]
    clearer_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    cleared: Mapped[bool]
    note: Mapped[str | None]
    ticks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]
