"""A report (周报): the data it was made from, kept as it was, what leaders wrote on it, who signed it; and
duties of the machine by due moment."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Word


class Report(Base):
    """A report's data. `audit_head` is the audit chain's head when it was made."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("kind", "period"),)

    id: Mapped[Id]
    kind: Mapped[Word]
    period: Mapped[Word]
    data: Mapped[dict[str, Any]]
    audit_head: Mapped[str | None] = mapped_column(String(64))
    made_at: Mapped[datetime]


class ReportNote(Base):
    """What somebody wrote on a report (批注) before it was signed."""

    __tablename__ = "report_note"
    __table_args__ = (Index("ix_report_note_report", "report_id"),)

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    text: Mapped[str]
    by: Mapped[Word]
    at: Mapped[datetime]


class ReportSignature(Base):
    """A leader's signature (签发), one a report. `digest` is the SHA-256 of the report's data and notes as
    they were signed (hexadecimal), `audit_head` the audit chain's head at that moment."""

    __tablename__ = "report_signature"

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    audit_head: Mapped[str | None] = mapped_column(String(64))
    by: Mapped[Word]
    at: Mapped[datetime]


class DueTask(Base):
    """Something the machine owes at a moment (Monday's report): a row, never a timer alone."""

    __tablename__ = "due_task"
    __table_args__ = (Index("ix_due_task_due", "done_at", "due_at"),)

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class Heartbeat(Base):
    """The last sign of life of one of the service's parts (crawl, intake, sweep, deliver, web)."""

    __tablename__ = "heartbeat"

    part: Mapped[Word] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    detail: Mapped[str | None]
