"""What is published (发布): the draft, its clearance by another person, and the evidence that it stands."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Name, Word

ANSWER_KINDS = (
    "first_word",
    "explanation",
    "response",
    "progress",
    "reply",
    "interpretation",
    "disclosure",
)
OUTLETS = ("website", "press_conference", "media", "official_account", "direct_reply")


class Draft(Base):
    """A text before publication. Each of the three elements is a text, or marked not applicable.

    `elements`: {"fact"|"policy"|"result": {"present": bool, "note": str}}. Who came by a link has no account:
    then `drafter_id` is None and `drafted_by` says who it was. `photos` are pictures handed in with it.
    """

    __tablename__ = "draft"
    __table_args__ = (
        CheckConstraint(f"kind IN {ANSWER_KINDS}", name="kind"),
        UniqueConstraint("id", "drafter_id"),
        Index("ix_draft_case", "case_id"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    kind: Mapped[Word]
    title: Mapped[Name]
    body: Mapped[str]
    elements: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rebuts_post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    drafter_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    drafted_by: Mapped[Word | None]
    photos: Mapped[list[int]] = mapped_column(default=list)
    submitted_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class ClearanceTick(Base):
    """One item of the clearance checklist, ticked by somebody at some moment; none is preset."""

    __tablename__ = "clearance_tick"
    __table_args__ = (UniqueConstraint("draft_id", "item"),)

    id: Mapped[Id]
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    item: Mapped[Word]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]


class Clearance(Base):
    """发布审查: a draft was cleared or sent back. The database refuses a clearer who drafted it."""

    __tablename__ = "clearance"
    __table_args__ = (
        CheckConstraint("drafter_id <> clearer_id", name="four_eyes"),
        ForeignKeyConstraint(["draft_id", "drafter_id"], ["draft.id", "draft.drafter_id"]),
    )

    draft_id: Mapped[int] = mapped_column(primary_key=True)
    drafter_id: Mapped[int | None]
    clearer_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    cleared: Mapped[bool]
    note: Mapped[str | None]
    at: Mapped[datetime]


class Publication(Base):
    """发布: what was published where and when, with a stored snapshot and its hash.

    It counts (meets milestones) only once `evidence_at` is set: the address was fetched and holds the
    cleared text, or a second person confirmed the uploaded evidence; `photos` are the pictures of it.
    `recorded_by_id` is the recorder's account, also where they came by a link; None for somebody without one.
    """

    __tablename__ = "publication"
    __table_args__ = (
        CheckConstraint(f"kind IN {ANSWER_KINDS}", name="kind"),
        CheckConstraint(f"outlet IN {OUTLETS}", name="outlet"),
        Index("ix_publication_case", "case_id"),
        Index("ix_publication_draft", "draft_id"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    kind: Mapped[Word]
    outlet: Mapped[Word]
    url: Mapped[str | None]
    published_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[Word]
    recorded_by_id: Mapped[int | None]
    snapshot: Mapped[str | None]
    snapshot_hash: Mapped[str | None] = mapped_column(String(64))
    evidence_kind: Mapped[Word | None]
    evidence_by: Mapped[Word | None]
    evidence_at: Mapped[datetime | None]
    evidence_note: Mapped[str | None]
    photos: Mapped[list[int]] = mapped_column(default=list)


class Withdrawal(Base):
    """撤回: a publication was taken back; it no longer answers anything, and stays on the record.

    `ground`: its content was wrong, or it should not have been published (improper).
    """

    __tablename__ = "withdrawal"
    __table_args__ = (Index("ix_withdrawal_case", "case_id"),)

    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    reason: Mapped[str]
    ground: Mapped[Word] = mapped_column(default="wrong", server_default="wrong")
    noticed_by: Mapped[Word]
    by: Mapped[Word]
    at: Mapped[datetime]
