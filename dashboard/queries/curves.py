"""A heat curve as numbers for an inline picture: x 0–600 over time, y 0–120 downwards, heat 0–100."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

WIDTH, HEIGHT = 600.0, 120.0


@dataclass(frozen=True)
class Mark:
    """A moment on the curve: where, and what it is."""

    x: float
    said: str
    at: datetime


@dataclass(frozen=True)
class Curve:
    """The line's points, and the moments marked on it, in order."""

    line: str
    marks: list[Mark]
    first_at: datetime
    last_at: datetime
    peak: float
    peak_at: datetime


def curve(
    readings: Sequence[tuple[datetime, float]], moments: Sequence[tuple[datetime, str]]
) -> Curve | None:
    """The curve over the readings (oldest first); None where there are too few to draw."""
    if len(readings) < 2:
        return None
    first, last = readings[0][0], readings[-1][0]
    peak_at, peak = max(readings, key=lambda reading: reading[1])
    points = " ".join(
        f"{_x(at, first, last):.1f},{HEIGHT - heat * HEIGHT / 100:.1f}" for at, heat in readings
    )
    marks = [Mark(_x(at, first, last), said, at) for at, said in sorted(moments) if first <= at <= last]
    return Curve(points, marks, first, last, peak, peak_at)


def _x(at: datetime, first: datetime, last: datetime) -> float:
    whole = (last - first).total_seconds()
    return WIDTH * (at - first).total_seconds() / whole if whole else 0.0
