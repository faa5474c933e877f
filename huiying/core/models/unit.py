"""A unit (责任单位) and the people by whom it is reached."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Name, Word

DUTIES = ("handler", "head", "leader", "deputy")
KINDS = ("department", "command", "village", "company")
TESTED = ("delivered", "refused", "throttled", "failed")


class Unit(Base):
    """A department, command or village. `is_office` marks the press office's own unit (one).

    Once a person has changed it (`changed_at`, `changed_by`), units.toml no longer decides what stands here
    and in its contacts.
    """

    __tablename__ = "unit"

    id: Mapped[Id]
    name: Mapped[Name] = mapped_column(unique=True)
    kind: Mapped[Word] = mapped_column(default="department")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    is_office: Mapped[bool] = mapped_column(default=False)
    near_livelihood: Mapped[bool] = mapped_column(default=False)
    phone: Mapped[Word | None]
    disabled_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[Word | None]


class Contact(Base):
    """Somebody a rung asks: 经办人 handler, 主要负责人 head, 分管领导 leader, deputy.

    `wecom`, `dingtalk` (userid) and `feishu` (open_id) are the accounts by which a robot calls the person
    in a group; `user_id` links the account with which the person signs in, where there is one. Who left is
    disabled, and is neither written to nor let in by a link; the records that name them stay.
    """

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint(f"duty IN {DUTIES}", name="duty"),
        Index("ix_contact_unit", "unit_id", "duty"),
    )

    id: Mapped[Id]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    duty: Mapped[Word]
    name: Mapped[Name]
    phone: Mapped[Word | None]
    email: Mapped[Name | None]
    wecom: Mapped[Name | None]
    dingtalk: Mapped[Name | None]
    feishu: Mapped[Name | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    disabled_at: Mapped[datetime | None]


class Robot(Base):
    """A group robot or webhook that notices go to; of one unit, or of the office where none is named.

    A webhook with `events` hears no notices but what happens to cases: the actions of the audit trail by
    name, or all of them by "*". `heard` is the place in the chain of audit seals up to which it was told.
    Once a person has changed it (`changed_at`, `changed_by`), units.toml no longer decides what stands here.
    `tested_at`, `tested_as` (TESTED) and `tested_said`, the receiver's own words, tell of the last test
    message to this address.
    """

    __tablename__ = "robot"

    id: Mapped[Id]
    name: Mapped[Name] = mapped_column(unique=True)
    kind: Mapped[Word]
    address: Mapped[str]
    secret: Mapped[str | None]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    allow_private: Mapped[bool] = mapped_column(default=False)
    enabled: Mapped[bool] = mapped_column(default=True)
    events: Mapped[list[str] | None]
    heard: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[Word | None]
    tested_at: Mapped[datetime | None]
    tested_as: Mapped[Word | None]
    tested_said: Mapped[str | None]
