"""People on duty: shifts of the roster, absences with their deputies, hand-overs between shifts."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Name, Word

POSTS = ("officer", "clearer", "leader")
ABSENCES = ("leave", "travel", "delegation")
POWERS = ("acknowledge", "answer_order", "decide")


class Shift(Base):
    """班次: one person at one post of the roster: 值班员 officer, 审查人 clearer, 带班领导 leader.

    `phone` is where the post is reached during the shift, else the person's own number. A shift is never
    deleted; one that was taken off says by whom and why.
    """

    __tablename__ = "shift"
    __table_args__ = (
        CheckConstraint(f"post IN {POSTS}", name="post"),
        CheckConstraint("ends_at > starts_at", name="order"),
        Index("ix_shift_ends", "ends_at"),
    )

    id: Mapped[Id]
    post: Mapped[Word]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    phone: Mapped[Word | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    by: Mapped[Word]
    at: Mapped[datetime]
    dropped_by: Mapped[Word | None]
    dropped_at: Mapped[datetime | None]
    dropped_why: Mapped[str | None]


class Absence(Base):
    """休假 leave, 外出 travel or a delegation 委托: from when to when somebody is stood in for, and by whom.

    The person is a contact of a unit, an account, or both. `powers` are what the deputy may sign in the
    person's name (代签): 签收 acknowledge, 督办回复 answer_order, 问责决定 decide; hearing what the person
    would hear needs none.
    The names are kept as they were said then. An absence that was ended early says by whom.
    """

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint(f"kind IN {ABSENCES}", name="kind"),
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint("user_id IS NOT NULL OR contact_id IS NOT NULL", name="person"),
        Index("ix_absence_ends", "ends_at"),
    )

    id: Mapped[Id]
    kind: Mapped[Word]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    person: Mapped[Name]
    deputy_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    deputy_contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    deputy: Mapped[Name | None]
    powers: Mapped[list[str]]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str]
    by: Mapped[Word]
    at: Mapped[datetime]
    ended_by: Mapped[Word | None]
    ended_at: Mapped[datetime | None]


class Handover(Base):
    """交接: what was open when the duty changed hands, as the records then said (`state`), and what the
    outgoing officer adds; signed by both."""

    __tablename__ = "handover"

    id: Mapped[Id]
    state: Mapped[dict[str, Any]]
    note: Mapped[str]
    out_by: Mapped[Word]
    out_at: Mapped[datetime]
    in_by: Mapped[Word | None]
    in_at: Mapped[datetime | None]
    in_note: Mapped[str | None]
