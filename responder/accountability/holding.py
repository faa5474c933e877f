"""Who held a case for how long, so that a unit is not blamed for the office's hours (domain.md)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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


class Hands:
    """Through whose hands a case went; its records are read once, for however many clocks."""

    def __init__(self, session: Session, case: Case) -> None:
        given = select(Assignment).where(Assignment.case_id == case.id).order_by(Assignment.at)
        self._given = session.scalars(given).all()
        self._clearing = _clearing(session, case)

    def shares(self, clock: Clock, now: datetime) -> list[Share]:
        """The time from the clock's anchor to its end (or `now`), split by holder without gap or overlap.

        Before the first assignment the office holds the case, from then the unit; while a draft awaits
        clearance, the clearer. While the clock stood still nobody holds it ("paused"); while an objection
        that was upheld lay with the office, the office. After closing only the office is left with
        something to do.
        """
        end = min(clock.met_at or clock.ended_at or now, now)
        if clock.anchor == "closed":
            return [Share("office", None, clock.anchor_at, end)]
        turns = _turns(self._given, self._clearing, clock.anchor_at)
        cut = [piece for share in _cut(turns, end) for piece in _around(share, _set_aside(clock, end))]
        return [share for share in cut if share.lasted > timedelta()]

    def between(self, since: datetime, until: datetime) -> list[Share]:
        """The same for the case as a whole, whatever its clocks did."""
        cut = _cut(_turns(self._given, self._clearing, since), until)
        return [share for share in cut if share.lasted > timedelta()]


def shares(session: Session, case: Case, clock: Clock, now: datetime) -> list[Share]:
    """Who held the case while one clock ran."""
    return Hands(session, case).shares(clock, now)


def _set_aside(clock: Clock, end: datetime) -> list[Share]:
    """The stretches that the clock's moves take from whoever held the case."""
    holders = {"pause": "paused", "objection": "office"}
    taken = [
        Share(
            holders[move["kind"]],
            None,
            datetime.fromisoformat(move["since"]),
            datetime.fromisoformat(move["until"]),
        )
        for move in clock.moves
        if move["kind"] in holders
    ]
    standing = [Share("paused", None, clock.paused_at, end)] if clock.paused_at else []
    return taken + standing


def _around(share: Share, taken: Sequence[Share]) -> list[Share]:
    """The share with the taken stretches in their place."""
    pieces = [share]
    for one in taken:
        pieces = [part for piece in pieces for part in _cut_out(piece, one)]
    return pieces


def _cut_out(share: Share, taken: Share) -> list[Share]:
    since, until = max(share.since, taken.since), min(share.until, taken.until)
    if since >= until:
        return [share]
    return [
        replace(share, until=since),
        Share(taken.holder, taken.unit_id, since, until),
        replace(share, since=until),
    ]


Turn = tuple[datetime, str, int | None]
Span = tuple[datetime, datetime]


def _turns(given: Sequence[Assignment], clearing: Sequence[Span], start: datetime) -> list[Turn]:
    """Moments from which a holder has the case, oldest first."""
    changes: list[Turn] = [(a.at, "unit", a.lead_unit_id) for a in given]
    for since, until in clearing:
        changes.append((since, "clearer", None))
        changes.append((until, *_holder_at(given, until)))
    before = [turn for turn in sorted(changes, key=_when) if turn[0] <= start]
    first = before[-1][1:] if before else ("office", None)
    return [(start, *first), *(turn for turn in sorted(changes, key=_when) if turn[0] > start)]


def _when(turn: Turn) -> datetime:
    return turn[0]


def _clearing(session: Session, case: Case) -> list[Span]:
    query = (
        select(Draft.submitted_at, Clearance.at)
        .outerjoin(Clearance, Clearance.draft_id == Draft.id)
        .where(Draft.case_id == case.id, Draft.submitted_at.is_not(None))
        .order_by(Draft.submitted_at)
    )
    far = datetime.max.replace(tzinfo=case.detected_at.tzinfo)
    return _joined([(since, until or far) for since, until in session.execute(query) if since])


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Overlapping waits made one."""
    joined: list[Span] = []
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
