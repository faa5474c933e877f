"""The two learned lines: is the reply complete, is it explained, from four signs that anybody can count.

Weights and card stand in weights/replies.json. People differ in how strict they are: rows of several
labellers are learned together, each labeller with an offset, and the verdict is that of the first one.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

from analysis.replies.signs import MEASURED, Signs


@dataclass(frozen=True, slots=True)
class Line:
    """One weighted sum. `weights` by the name of the sign."""

    bias: float
    weights: Mapping[str, float]

    def chance(self, signs: Signs) -> float:
        """The chance that a careful reader would say yes, 0..1."""
        measured = zip(MEASURED, signs.measured(), strict=True)
        total = self.bias + sum(self.weights[name] * value for name, value in measured)
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


@cache
def shipped_card() -> dict[str, Any]:
    """The card that ships: what was learned, from how many rows, how well."""
    card: dict[str, Any] = json.loads(
        files("analysis").joinpath("weights", "replies.json").read_text("utf-8")
    )
    return card


@cache
def shipped_line(question: str) -> Line:
    """The line for `complete` or `explained`."""
    found = shipped_card()["lines"][question]
    return Line(found["bias"], found["weights"])
