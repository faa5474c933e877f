"""A clock (时限): one running deadline of a case; its pauses, and the rungs of the ladder it has reached."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Word

HOLDERS = ("office", "unit", "clearer")
RUNNING = text("ended_at IS NULL")
OPEN_PAUSE = text("resumed_at IS NULL")
AWAITING_RUNG = text("next_rung_at IS NOT NULL")
MET = text("met_at IS NOT NULL")


class Clock(Base):
    """One deadline. Every due moment is stored, so the sweep is one indexed "due before now".

    It ends once (`ended_at`): met (`met_at`), superseded by a re-planning (`superseded_at`), or closed
    unmet. Missed means `missed_at` is set (it was not met when due) or it was closed unmet.
    `anchor_at` is the true anchor that compliance is reported from; `planned_at` is when the clock was
    set, from which the ladder of a clock born overdue counts. `policy` is the rule as it then stood.

    `moves` are the pauses, extensions and upheld objections that moved the due moment, oldest first:
    {kind, since, until, seconds (running time in the clock's calendar), before, after, by, reason}.
    `paused_at` marks a clock that stands still until its case is resumed.
    """

    __tablename__ = "clock"
    __table_args__ = (
        CheckConstraint(f"holder IN {HOLDERS}", name="holder"),
        Index("ix_clock_case", "case_id"),
        Index("ix_clock_running", "due_at", sqlite_where=RUNNING, postgresql_where=RUNNING),
        Index(
            "ix_clock_next_rung",
            "next_rung_at",
            sqlite_where=AWAITING_RUNG,
            postgresql_where=AWAITING_RUNG,
        ),
        Index("ix_clock_met", "met_at", sqlite_where=MET, postgresql_where=MET),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    milestone: Mapped[Word]
    holder: Mapped[Word]
    holder_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    subject_id: Mapped[int | None]
    anchor: Mapped[Word]
    anchor_at: Mapped[datetime]
    planned_at: Mapped[datetime]
    due_at: Mapped[datetime]
    span_seconds: Mapped[int]
    calendar: Mapped[Word]
    basis: Mapped[str]
    provisional: Mapped[bool] = mapped_column(default=False)
    born_overdue_seconds: Mapped[int] = mapped_column(default=0)
    policy: Mapped[dict[str, Any]]
    moves: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    paused_at: Mapped[datetime | None]
    met_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    next_rung: Mapped[Word | None]
    next_rung_at: Mapped[datetime | None]


class Pause(Base):
    """暂停: the clocks of a case that may stand still do so; one open pause a case."""

    __tablename__ = "pause"
    __table_args__ = (
        Index("uq_pause_open", "case_id", unique=True, sqlite_where=OPEN_PAUSE, postgresql_where=OPEN_PAUSE),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    ground: Mapped[Word]
    reason: Mapped[str]
    by: Mapped[Word]
    at: Mapped[datetime]
    resumed_by: Mapped[Word | None]
    resumed_at: Mapped[datetime | None]
    resumed_why: Mapped[str | None]


class Rung(Base):
    """A rung that a clock reached: `due_at` by the ladder, `at` when it was recorded. Once per clock."""

    __tablename__ = "rung"
    __table_args__ = (UniqueConstraint("clock_id", "rung"),)

    id: Mapped[Id]
    clock_id: Mapped[int] = mapped_column(ForeignKey("clock.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    rung: Mapped[Word]
    due_at: Mapped[datetime]
    at: Mapped[datetime]
    late_recorded: Mapped[bool] = mapped_column(default=False)
