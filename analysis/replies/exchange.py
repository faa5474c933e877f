"""A message and the reply to it, and what is said of the reply."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from analysis.assessment import Reason


@dataclass(frozen=True, slots=True)
class Exchange:
    """What somebody wrote and what was answered; the moments, where known, are aware."""

    id: str
    title: str
    text: str
    reply: str
    written_at: datetime | None = None
    replied_at: datetime | None = None

    @property
    def message(self) -> str:
        """Title and text."""
        return f"{self.title}\n{self.text}"

    @property
    def delay_days(self) -> float | None:
        """Days from the message to the reply; None where a moment is missing or they contradict."""
        if self.written_at is None or self.replied_at is None:
            return None
        days = (self.replied_at - self.written_at).total_seconds() / 86_400
        return days if days >= 0 else None


@dataclass(frozen=True, slots=True)
class ReplyQuality:
    """The verdict on one reply. `relevance` 0..1, `score` 0..100, `band` one of 优 良 中 差.

    `complete`: every demand of the message is met with an answer; `explained`: grounds are given (a
    finding, a rule, a plan). `formulaic`: nothing is said beyond courtesies and a referral.
    """

    id: str
    relevance: float
    complete: bool
    explained: bool
    formulaic: bool
    delay_days: float | None
    score: float
    band: str
    reasons: tuple[Reason, ...]

    def as_json(self) -> dict[str, Any]:
        """The object of `huiying replies`."""
        return {
            "id": self.id,
            "relevance": self.relevance,
            "complete": self.complete,
            "explained": self.explained,
            "delay_days": None if self.delay_days is None else round(self.delay_days, 1),
            "score": self.score,
            "band": self.band,
            "reasons": [asdict(reason) for reason in self.reasons],
        }
