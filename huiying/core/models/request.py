"""What a case that a person opened came from, and the steps of a disclosure request (依申请公开)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Name, Word

OUTCOMES = ("granted", "partly", "refused", "not_held", "elsewhere", "not_handled")


class Origin(Base):
    """The document, request or obligation: `at` is its publication, receipt or start, `reference` its
    number in the register. Nothing about the applicant is kept here. `term` is a duty's own limit."""

    __tablename__ = "origin"

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    at: Mapped[datetime]
    reference: Mapped[Name | None]
    text: Mapped[str]
    term: Mapped[str | None] = mapped_column(String(20))
    by: Mapped[Word]


class Examination(Base):
    """受理审查: the request was found complete (`missing` is None), or its completion was asked for once
    (补正); `completed_at` is when the completed request came in."""

    __tablename__ = "examination"

    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    missing: Mapped[str | None]
    by: Mapped[Word]
    at: Mapped[datetime]
    completed_by: Mapped[Word | None]
    completed_at: Mapped[datetime | None]


class Search(Base):
    """检索: where was looked, for what, and what was found; no answer without one."""

    __tablename__ = "search_record"
    __table_args__ = (Index("ix_search_record_case", "case_id"),)

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    places: Mapped[str]
    terms: Mapped[str]
    found: Mapped[str]
    by: Mapped[Word]
    at: Mapped[datetime]


class Outcome(Base):
    """答复结论: what the answer decides, one record each time it was determined; the last one holds.
    Everything but a full grant states its grounds."""

    __tablename__ = "outcome"
    __table_args__ = (
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        CheckConstraint("outcome = 'granted' OR length(grounds) > 0", name="grounds"),
        Index("ix_outcome_case", "case_id"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    outcome: Mapped[Word]
    grounds: Mapped[str]
    by: Mapped[Word]
    at: Mapped[datetime]


class Fulfilment(Base):
    """履职: a duty was done, with what proves it."""

    __tablename__ = "fulfilment"
    __table_args__ = (Index("ix_fulfilment_case", "case_id"),)

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    text: Mapped[str]
    evidence: Mapped[str]
    done_at: Mapped[datetime]
    by: Mapped[Word]
    at: Mapped[datetime]
