"""Supervision and accountability (督办、问责): orders, faults, proposals, findings of harm, decisions."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Word

PROPOSALS = ("interview", "criticism", "accountability")
MEASURES = ("interview", "criticism", "accountability", "none")
FAULTS = ("late", "passive", "wrong", "improper")


class SupervisionOrder(Base):
    """督办单: numbered; a written reply is owed by `reply_due_at`. `absence_id`: whose name the reply was
    signed in (代签)."""

    __tablename__ = "supervision_order"
    __table_args__ = (Index("ix_supervision_order_case", "case_id"),)

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(20), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"), unique=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    text: Mapped[str]
    issued_at: Mapped[datetime]
    reply_due_at: Mapped[datetime]
    reply: Mapped[str | None]
    replied_by: Mapped[Word | None]
    replied_at: Mapped[datetime | None]
    absence_id: Mapped[int | None]


class Proposal(Base):
    """A proposal awaiting a leader's decision: 约谈 interview, 通报批评 criticism, 问责 accountability.

    `faults`: of FAULTS; `evidence` is what the machine lays beside it (timeline, clock computations,
    holders' shares, notices and their delivery, what followed). `clock_id` is unique per kind. The unit
    states its side by `statement_due_at`; `number` is what people call the proposal (问2026-0001).
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint(f"kind IN {PROPOSALS}", name="kind"),
        Index("uq_proposal_clock_kind", "clock_id", "kind", unique=True),
        Index("uq_proposal_number", "number", unique=True),
        Index("ix_proposal_case", "case_id"),
    )

    id: Mapped[Id]
    number: Mapped[str | None] = mapped_column(String(20))
    kind: Mapped[Word]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    clock_id: Mapped[int | None] = mapped_column(ForeignKey("clock.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    faults: Mapped[list[str]]
    summary: Mapped[str]
    evidence: Mapped[dict[str, Any]]
    proposed_by: Mapped[Word]
    proposed_at: Mapped[datetime]
    statement_due_at: Mapped[datetime | None]


class Fault(Base):
    """过错: 不及时 late, 不主动 passive, 不准确 wrong, and what should not have been published, improper.

    Found by the machine on records, or by a person; a fault alone proposes nothing. `key` names what it
    was found on, so that it is found once; `at` is when it came about, `said` on what it rests. No unit:
    the press office's own. `counted_in_id` is the criticism that counted it, `proposal_id` the proposal
    for accountability that was made of it: each claimed once.
    """

    __tablename__ = "fault"
    __table_args__ = (
        CheckConstraint(f"kind IN {FAULTS}", name="kind"),
        Index("ix_fault_case", "case_id"),
        Index("ix_fault_unit", "unit_id", "at"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[Word]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    clock_id: Mapped[int | None] = mapped_column(ForeignKey("clock.id"))
    publication_id: Mapped[int | None] = mapped_column(ForeignKey("publication.id"))
    said: Mapped[str]
    at: Mapped[datetime]
    found_by: Mapped[Word]
    found_at: Mapped[datetime]
    counted_in_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))


class HarmFinding(Base):
    """A person found serious harm, and says of what kind: the condition of accountability."""

    __tablename__ = "harm_finding"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    text: Mapped[str]
    by: Mapped[Word]
    at: Mapped[datetime]


class UnitStatement(Base):
    """The unit states its side before a decision."""

    __tablename__ = "unit_statement"

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    text: Mapped[str]
    by: Mapped[Word]
    at: Mapped[datetime]


class Decision(Base):
    """A leader's decision on a proposal, with its reason; one per proposal, never changed: what corrects it
    is a DecisionCorrection.

    `absence_id`: the delegation under which `by` decided in another leader's name.
    """

    __tablename__ = "decision"
    __table_args__ = (CheckConstraint(f"measure IN {MEASURES}", name="measure"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    measure: Mapped[Word]
    reason: Mapped[str]
    by: Mapped[Word]
    at: Mapped[datetime]
    absence_id: Mapped[int | None]


class DecisionCorrection(Base):
    """A later decision in the place of an earlier one, which stays on record; the last is in force.

    `nth` counts the corrections of a proposal's decision from 1; `reason` says why it was corrected.
    """

    __tablename__ = "decision_correction"
    __table_args__ = (CheckConstraint(f"measure IN {MEASURES}", name="measure"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("decision.proposal_id"), primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True)
    measure: Mapped[Word]
    reason: Mapped[str]
    by: Mapped[Word]
    at: Mapped[datetime]
    absence_id: Mapped[int | None]
