"""A notice: a message owed to somebody, queued with the change that caused it; and every attempt."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Name, Word

STATES = ("pending", "sent", "failed", "moot")
PENDING = text("state = 'pending'")


class Notice(Base):
    """One message to one recipient over one channel, unique by `key`.

    Marked sent only after the receiver said so in its body; failed (a dead letter) after the last
    attempt or where there is no way to reach the recipient; moot where what it asks for was done while it
    waited. `digest_id` is the notice (kind "digest") that serves it together with others.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state"),
        Index("ix_notice_pending", "next_try_at", sqlite_where=PENDING, postgresql_where=PENDING),
        Index("ix_notice_case", "case_id"),
        Index("ix_notice_digest", "digest_id"),
        Index("ix_notice_sent", "sent_at"),
        Index("ix_notice_created", "created_at"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(200), unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_file.id"))
    clock_id: Mapped[int | None] = mapped_column(ForeignKey("clock.id"))
    rung: Mapped[Word | None]
    kind: Mapped[Word]
    recipient: Mapped[Name]
    channel: Mapped[Word]
    robot_id: Mapped[int | None] = mapped_column(ForeignKey("robot.id"))
    address: Mapped[str | None]
    subject: Mapped[str]
    lines: Mapped[list[str]]
    link: Mapped[str | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    state: Mapped[Word] = mapped_column(default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    digest_id: Mapped[int | None]


class NoticeAttempt(Base):
    """One attempt to deliver a notice, and what the receiver said. Also the robot's budget.

    Without a notice it was a robot's test message.
    """

    __tablename__ = "notice_attempt"
    __table_args__ = (Index("ix_notice_attempt_robot", "robot_id", "at"),)

    id: Mapped[Id]
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"), index=True)
    robot_id: Mapped[int | None] = mapped_column(ForeignKey("robot.id"))
    at: Mapped[datetime]
    outcome: Mapped[Word | None]
    detail: Mapped[str | None]
