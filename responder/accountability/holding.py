"""Who held a case for how long, so that a unit is not blamed for the office's hours (domain.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import Assignment, Case, Clearance, Clock, Draft


@dataclass(frozen=True)
class Share:
    """A stretch of time in which the case lay with one holder; wall-clock seconds."""

    holder: str
    unit_id: int | None
    since: datetime
    until: datetime

    @property
    def lasted(self) -> timedelta:
        """How long."""
        return self.until - self.since

    def as_json(self) -> dict[str, Any]:
        """Plain data for the record."""
        return {
            "holder": self.holder,
            "unit_id": self.unit_id,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "seconds": int(self.lasted.total_seconds()),
        }


def shares(session: Session, case: Case, clock: Clock, now: datetime) -> list[Share]:
    """The time from the clock's anchor to its end (or `now`), split by holder without gap or overlap.

    Before the first assignment the office holds the case, from then the unit; while a draft awaits
    clearance, the clearer. After closing only the office is left with something to do.
    """
    end = min(clock.met_at or clock.ended_at or now, now)
    if clock.anchor == "closed":
        return [Share("office", None, clock.anchor_at, end)]
    turns = _turns(session, case, clock.anchor_at)
    return [share for share in _cut(turns, end) if share.lasted > timedelta()]


Turn = tuple[datetime, str, int | None]


def _turns(session: Session, case: Case, start: datetime) -> list[Turn]:
    """Moments from which a holder has the case, oldest first."""
    given = session.scalars(
        select(Assignment).where(Assignment.case_id == case.id).order_by(Assignment.at)
    ).all()
    changes: list[Turn] = [(a.at, "unit", a.lead_unit_id) for a in given]
    for since, until in _clearing(session, case):
        changes.append((since, "clearer", None))
        changes.append((until, *_holder_at(given, until)))
    before = [turn for turn in sorted(changes, key=_when) if turn[0] <= start]
    first = before[-1][1:] if before else ("office", None)
    return [(start, *first), *(turn for turn in sorted(changes, key=_when) if turn[0] > start)]


def _when(turn: Turn) -> datetime:
    return turn[0]


def _clearing(session: Session, case: Case) -> list[tuple[datetime, datetime]]:
    query = (
        select(Draft.submitted_at, Clearance.at)
        .outerjoin(Clearance, Clearance.draft_id == Draft.id)
        .where(Draft.case_id == case.id, Draft.submitted_at.is_not(None))
        .order_by(Draft.submitted_at)
    )
    far = datetime.max.replace(tzinfo=case.detected_at.tzinfo)
    return _joined([(since, until or far) for since, until in session.execute(query) if since])


def _joined(spans: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Overlapping waits made one."""
    joined: list[tuple[datetime, datetime]] = []
    for since, until in spans:
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        else:
            joined.append((since, until))
    return joined


def _holder_at(given: Sequence[Assignment], at: datetime) -> tuple[str, int | None]:
    held = [a for a in given if a.at <= at]
    return ("unit", held[-1].lead_unit_id) if held else ("office", None)


def _cut(turns: Sequence[Turn], end: datetime) -> list[Share]:
    borders = [*(turn[0] for turn in turns[1:]), end]
    return [
        Share(holder, unit_id, since, min(until, end))
        for (since, holder, unit_id), until in zip(turns, borders, strict=True)
        if since < end
    ]
