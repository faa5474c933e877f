"""What can be corrected on a verdict: its classes, how sure the verdict was, what a correction changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.assessment import Assessment, Sentiment

Chances = NDArray[np.float64]
LEAST = 0.02
"""No class is given up for certain: a correction must be able to move any verdict."""
_SURE = 0.7
SENTIMENTS: tuple[Sentiment, ...] = ("negative", "neutral", "positive")
TIERS = ("none", "4", "3", "2", "1")
RELEVANT = ("no", "yes")
TONES = {"negative": -0.6, "neutral": 0.0, "positive": 0.6}


@dataclass(frozen=True, slots=True)
class CorrectedTask:
    """One part of a verdict that people may correct.

    `label` is what people read. `read` gives the verdict's class, `sure` how much of the chance it
    holds, `write` the verdict with another class. `classes` is None where they are the park's own
    (units): then they come from the corrections.
    """

    name: str
    label: str
    classes: tuple[str, ...] | None
    read: Callable[[Assessment], str]
    sure: Callable[[Assessment], float]
    write: Callable[[Assessment, str], Assessment]

    def chances(self, verdict: Assessment, classes: Sequence[str]) -> Chances:
        """The verdict as chances of `classes`; a class that is not among them leaves them even."""
        found = np.full(len(classes), LEAST)
        if (chosen := self.read(verdict)) in classes:
            found[list(classes).index(chosen)] = max(LEAST, self.sure(verdict))
            rest = max(LEAST, (1 - self.sure(verdict)) / max(1, len(classes) - 1))
            found[[one != chosen for one in classes]] = rest
        return np.asarray(found / found.sum())


def _with_tier(verdict: Assessment, tier: str) -> Assessment:
    return replace(verdict, tier=None if tier == "none" else int(tier))


def _with_relevance(verdict: Assessment, relevant: str) -> Assessment:
    """What is no business of the park has no tier; what is has the graver of grade and level."""
    yes = relevant == "yes"
    given = [one for one in (verdict.grade, verdict.level) if one is not None]
    score = max(verdict.relevance, 0.55) if yes else min(verdict.relevance, 0.45)
    return replace(verdict, relevant=yes, relevance=score, tier=min(given, default=None) if yes else None)


def _with_sentiment(verdict: Assessment, sentiment: str) -> Assessment:
    known = next(one for one in SENTIMENTS if one == sentiment)
    return replace(verdict, sentiment=known, sentiment_score=TONES[known])


def _with_unit(verdict: Assessment, unit: str) -> Assessment:
    """The unit that somebody says it is: nobody has to be asked any more."""
    others = tuple(one for one in (verdict.unit, *verdict.supporting) if one and one != unit)
    return replace(verdict, unit=unit, supporting=others[:3], unit_confidence=1.0, ask_unit=False)


def _tier_of(verdict: Assessment) -> str:
    return "none" if verdict.tier is None else str(verdict.tier)


def _surety_of_relevance(verdict: Assessment) -> float:
    return verdict.relevance if verdict.relevant else 1 - verdict.relevance


def _surety_of_unit(verdict: Assessment) -> float:
    """At least half: however doubtful, the proposed unit is the likeliest before people spoke."""
    return 0.5 + verdict.unit_confidence / 2


def _flat(verdict: Assessment) -> float:
    del verdict
    return _SURE


CORRECTED = {
    task.name: task
    for task in (
        CorrectedTask(
            "relevance",
            "相关性",
            RELEVANT,
            lambda v: "yes" if v.relevant else "no",
            _surety_of_relevance,
            _with_relevance,
        ),
        CorrectedTask(
            "topic", "主题", None, lambda v: v.topic, lambda v: v.topic_confidence,
            lambda v, topic: replace(v, topic=topic),
        ),
        CorrectedTask("sentiment", "情感", SENTIMENTS, lambda v: v.sentiment, _flat, _with_sentiment),
        CorrectedTask("tier", "响应级别", TIERS, _tier_of, _flat, _with_tier),
        CorrectedTask("unit", "责任单位", None, lambda v: v.unit, _surety_of_unit, _with_unit),
    )
}  # fmt: skip
