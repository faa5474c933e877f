"""The index of one case: 0-100, a band, and for every line what it rests on.

Source: domain.md, "Evaluation index". A line without evidence lowers nothing: the other lines of its part
count for the whole part, and where a part has none at all the other parts count for the whole index.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from responder.evaluation.rules import PARTS, Rules

COUNTED, MISSING, NOT_APPLICABLE = "counted", "missing", "not_applicable"
STATES = {COUNTED: "计分", MISSING: "缺少证据", NOT_APPLICABLE: "不适用"}


@dataclass(frozen=True, slots=True)
class RestsOn:
    """Rows of one kind (clock, publication, rung, reading, post, note) behind a figure."""

    kind: str
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `share` 0-1 of its `points`, None where it is not counted; `said` gives the reason."""

    code: str
    name: str
    points: float
    state: str
    share: float | None
    said: str
    rests_on: tuple[RestsOn, ...] = ()

    @property
    def earned(self) -> float:
        """Points earned, before any rescaling."""
        return self.points * (self.share or 0.0)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: `score` of `weight` points, with its missing lines made up for; None where all are."""

    code: str
    name: str
    weight: float
    score: float | None
    lines: tuple[Line, ...]

    @property
    def percent(self) -> float:
        """The score in percent of the weight, for a bar."""
        return round(100 * self.score / self.weight, 1) if self.score is not None and self.weight else 0.0

    def line(self, code: str) -> Line:
        """The line of that name."""
        return next(line for line in self.lines if line.code == code)


@dataclass(frozen=True, slots=True)
class Index:
    """The index as computed at `as_of`. `covered` is the share (0-1) of applicable points with evidence."""

    as_of: datetime
    score: float | None
    band: str | None
    covered: float
    parts: tuple[Part, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of lines that lack evidence."""
        return tuple(line.name for part in self.parts for line in part.lines if line.state == MISSING)

    def part(self, code: str) -> Part:
        """The part of that name."""
        return next(part for part in self.parts if part.code == code)

    def as_json(self) -> dict[str, Any]:
        """Plain data that JSON holds; `from_json` gives the same index back."""
        data: dict[str, Any] = _ADAPTER.dump_python(self, mode="json")
        return data

    @classmethod
    def from_json(cls, text: str) -> "Index":
        """The index from stored JSON text. Raises pydantic.ValidationError where it is none."""
        return _ADAPTER.validate_json(text)


_ADAPTER = TypeAdapter(Index)


def compose(parts: list[tuple[str, tuple[Line, ...]]], rules: Rules, as_of: datetime) -> Index:
    """The index from the parts' lines."""
    made = tuple(_part(code, lines, rules) for code, lines in parts)
    counted = [part for part in made if part.score is not None]
    weight = sum(part.weight for part in counted)
    score = round(100 * sum(part.score or 0 for part in counted) / weight, 1) if weight else None
    band = rules.bands.name(score) if score is not None else None
    return Index(as_of, score, band, _covered(made), made)


def _part(code: str, lines: tuple[Line, ...], rules: Rules) -> Part:
    weight = rules.part(code).total
    counted = sum(line.points for line in lines if line.state == COUNTED)
    score = round(weight * sum(line.earned for line in lines) / counted, 2) if counted else None
    return Part(code, PARTS[code], weight, score, lines)


def _covered(parts: tuple[Part, ...]) -> float:
    lines = [line for part in parts for line in part.lines if line.state != NOT_APPLICABLE]
    points = sum(line.points for line in lines)
    return round(sum(line.points for line in lines if line.state == COUNTED) / points, 3) if points else 0.0
