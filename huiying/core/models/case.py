"""A case (事项): one duty to answer, and who opened, confirmed, was assigned, acknowledged and closed it."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Word

KINDS = ("opinion", "message", "interpretation", "disclosure", "duty")
OPEN = text("closed_at IS NULL")


class Case(Base):
    """One duty to answer. `number` is what people call it (2026-0001).

    `tier` is the confirmed or proposed tier, `grade`/`level` what it came from. `held_at` marks a case
    that waits for a person before its clocks start (old news); `archive` one that never has clocks.
    With `ask_unit` the machine doubts its `proposed_unit_id`: a person decides without a preset choice.
    `procedure` names the procedure that was in force when the case was opened; it is finished by that one.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        Index("ix_case_open", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_case_event", "event_id"),
        Index("ix_case_lead_unit", "lead_unit_id"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[Word]
    title: Mapped[str]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    appeal: Mapped[Word | None]
    topic: Mapped[Word | None]
    tier: Mapped[int | None]
    grade: Mapped[int | None]
    level: Mapped[int | None]
    proposed_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    ask_unit: Mapped[bool] = mapped_column(default=False)
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    procedure: Mapped[Word | None]
    archive: Mapped[bool] = mapped_column(default=False)
    held_at: Mapped[datetime | None]
    held_reason: Mapped[str | None]
    occurred_at: Mapped[datetime | None]
    detected_at: Mapped[datetime]
    opened_at: Mapped[datetime]
    opened_by: Mapped[Word]
    opened_why: Mapped[str]
    closed_at: Mapped[datetime | None]


class Procedure(Base):
    """The procedure of every kind of case as the policy said it (JSON), kept by its digest, never changed."""

    __tablename__ = "procedure"

    digest: Mapped[Word] = mapped_column(primary_key=True)
    content: Mapped[str]
    kept_at: Mapped[datetime]


class CasePost(Base):
    """A post that belongs to a case in its own right: each message whose sender is owed an answer."""

    __tablename__ = "case_post"
    __table_args__ = (Index("ix_case_post_case", "case_id"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    joined_at: Mapped[datetime]


class Confirmation(Base):
    """研判: a person confirmed or changed the tier; a change needs a reason."""

    __tablename__ = "confirmation"
    __table_args__ = (Index("ix_confirmation_case", "case_id"),)

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    tier: Mapped[int | None]
    former_tier: Mapped[int | None]
    reason: Mapped[str | None]
    by: Mapped[Word]
    at: Mapped[datetime]


class Assignment(Base):
    """交办: the lead unit and the supporting ones; a later assignment supersedes the former."""

    __tablename__ = "assignment"
    __table_args__ = (Index("ix_assignment_case", "case_id"),)

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    lead_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    supporting_unit_ids: Mapped[list[int]] = mapped_column(default=list)
    note: Mapped[str | None]
    by: Mapped[Word]
    at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]


class Acknowledgement(Base):
    """签收: the lead unit took an assignment. `absence_id`: whose name `by` signed in (代签)."""

    __tablename__ = "acknowledgement"

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    by: Mapped[Word]
    at: Mapped[datetime]
    absence_id: Mapped[int | None]


class Closure(Base):
    """办结: who closed a case, when, with what said."""

    __tablename__ = "closure"

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    by: Mapped[Word]
    at: Mapped[datetime]
    note: Mapped[str]


class Reopening(Base):
    """重新办理: a closed case is a duty again; keeps the closure that it undid."""

    __tablename__ = "reopening"
    __table_args__ = (Index("ix_reopening_case", "case_id"),)

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    reason: Mapped[str]
    closed_by: Mapped[Word]
    closed_at: Mapped[datetime]
    closing_note: Mapped[str]
    by: Mapped[Word]
    at: Mapped[datetime]


class Joining(Base):
    """并案: a case went into another one, which now owes its answers; `post_ids` are what it brought."""

    __tablename__ = "joining"
    __table_args__ = (Index("ix_joining_into", "into_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    into_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    post_ids: Mapped[list[int]] = mapped_column(default=list)
    reason: Mapped[str]
    by: Mapped[Word]
    at: Mapped[datetime]


class Muting(Base):
    """静默: an event was a false alarm; it opens no case again unless its tier rises above `tier`."""

    __tablename__ = "muting"
    __table_args__ = (Index("ix_muting_event", "event_id"),)

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    tier: Mapped[int | None]
    reason: Mapped[str]
    by: Mapped[Word]
    at: Mapped[datetime]


class Numbering(Base):
    """The last number given out in a series and year (cases, supervision orders)."""

    __tablename__ = "numbering"

    series: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int]


class CaseNote(Base):
    """A remark on a case: a phone call, a hand-over, a leader's word."""

    __tablename__ = "case_note"
    __table_args__ = (Index("ix_case_note_case", "case_id"),)

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    kind: Mapped[Word]
    text: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    by: Mapped[Word]
    at: Mapped[datetime]
