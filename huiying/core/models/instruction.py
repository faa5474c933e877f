"""A leader's instruction (批示) on a case: a task of one unit with its own clock."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Word


class Instruction(Base):
    """`given_by` is the leader's account, `by` who recorded it. `term` is the limit that the leader set
    ("3个工作日"), None for the policy's. Met by the unit's written report."""

    __tablename__ = "instruction"
    __table_args__ = (Index("ix_instruction_case", "case_id"),)

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    text: Mapped[str]
    term: Mapped[str | None] = mapped_column(String(20))
    given_by: Mapped[Word]
    by: Mapped[Word]
    at: Mapped[datetime]
    report: Mapped[str | None]
    reported_by: Mapped[Word | None]
    reported_at: Mapped[datetime | None]
