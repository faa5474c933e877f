"""What the analysis says of one post, with its reasons."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Appeal = Literal["complaint", "inquiry", "suggestion", "report", "help", "praise", "other"]
Sentiment = Literal["negative", "neutral", "positive"]
Emotion = Literal["angry", "fear", "sad", "surprise", "happy", "neutral"]
EmergencyKind = Literal["accident", "food_poisoning", "earthquake", "epidemic", "riot", "terror", "disaster"]


UNPUBLISHED = ("places", "unit_confidence", "ask_unit")
"""What is stored with a verdict, and no part of the line that `huiying assess` prints."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a verdict is what it is: `factor` and `evidence` in Chinese, `points` where they count.

    `points` are rubric points for the level, and None for a reason that carries no points.
    """

    factor: str
    evidence: str
    points: float | None = None


@dataclass(frozen=True, slots=True)
class Emergency:
    """A grave happening and its latest official figures; None means that no figure is given.

    `injured` counts all injured, `serious` those of them said to be gravely injured (with acute
    poisoning), `loss_yuan` the direct loss in yuan. `approximate` says that a figure is rounded,
    a lower bound or an estimate. Fires and traffic accidents are of kind "accident".
    """

    kind: EmergencyKind
    deaths: int | None = None
    injured: int | None = None
    serious: int | None = None
    missing: int | None = None
    loss_yuan: float | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """The verdict on one post. Scores are 0..1 but `sentiment_score` (-1..1) and `heat` (0..100).

    `grade`, `level` and `tier` are 1 (gravest) to 4, or None. `unit` is the proposed lead unit;
    with `ask_unit` a person must confirm it, as `unit_confidence` (0..1) is below what routing.toml asks for.
    """

    id: str
    relevant: bool
    relevance: float
    topic: str
    topic_confidence: float
    themes: tuple[str, ...]
    appeal: Appeal
    sentiment: Sentiment
    sentiment_score: float
    emotion: Emotion
    rumor: float
    emergency: Emergency | None
    grade: int | None
    heat: float
    level: int | None
    tier: int | None
    unit: str
    supporting: tuple[str, ...]
    keywords: tuple[str, ...]
    reasons: tuple[Reason, ...]
    places: tuple[str, ...] = field(default=())
    unit_confidence: float = 1.0
    ask_unit: bool = False

    def as_json(self) -> dict[str, Any]:
        """The line that `huiying assess` prints, keys in the published order."""
        row = asdict(self)
        for key in UNPUBLISHED:
            row.pop(key)
        for key in ("themes", "supporting", "keywords", "reasons"):
            row[key] = list(row[key])
        return row
