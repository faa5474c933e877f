"""Good work (表彰): proposed on facts or by the press office, decided by a leader."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Word


class Commendation(Base):
    """What a unit did well on a case. `key` names what it was found on, so that it is proposed once;
    `facts` are the records that it rests on, in words."""

    __tablename__ = "commendation"
    __table_args__ = (
        Index("ix_commendation_case", "case_id"),
        Index("ix_commendation_unit", "unit_id", "proposed_at"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(20), unique=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    grounds: Mapped[str]
    facts: Mapped[list[str]] = mapped_column(default=list)
    proposed_by: Mapped[Word]
    proposed_at: Mapped[datetime]


class CommendationDecision(Base):
    """A leader's decision on it, with its reason; one each, never changed: what corrects it is a
    CommendationCorrection."""

    __tablename__ = "commendation_decision"

    commendation_id: Mapped[int] = mapped_column(ForeignKey("commendation.id"), primary_key=True)
    granted: Mapped[bool]
    reason: Mapped[str]
    by: Mapped[Word]
    at: Mapped[datetime]


class CommendationCorrection(Base):
    """A later decision in the place of an earlier one, which stays on record; the last (`nth`, from 1) is in
    force."""

    __tablename__ = "commendation_correction"

    commendation_id: Mapped[int] = mapped_column(
        ForeignKey("commendation_decision.commendation_id"), primary_key=True
    )
    nth: Mapped[int] = mapped_column(primary_key=True)
    granted: Mapped[bool]
    reason: Mapped[str]
    by: Mapped[Word]
    at: Mapped[datetime]
