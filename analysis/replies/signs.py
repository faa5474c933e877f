"""What can be counted in a reply: its substance, what it cites, how it is built."""

import re
from dataclasses import dataclass
from math import log

from analysis.replies.rubric import Phrases
from analysis.words.normalise import normalise

_LONGEST = 20_000
_MOST = 3
MEASURED = ("length", "documents", "reasons", "points")
"""The signs that the two learned lines weigh, in the order of their weights."""


@dataclass(frozen=True, slots=True)
class Signs:
    """Counts in one reply; `substance` is what stays without courtesies, formulas and date."""

    substance: str
    documents: tuple[str, ...]
    reasons: int
    points: int
    findings: tuple[str, ...]
    plans: tuple[str, ...]
    forwards: tuple[str, ...]
    polite: bool
    harsh: tuple[str, ...]

    @property
    def length(self) -> int:
        """Characters of substance."""
        return len(self.substance)

    def measured(self) -> tuple[float, ...]:
        """The numbers behind MEASURED: log of the length, then counts of at most three."""
        return (
            log(self.length + 10),
            float(min(_MOST, len(self.documents))),
            float(min(_MOST, self.reasons)),
            float(min(_MOST + 1, self.points)),
        )


class SignReader:
    """Counts by the phrases of one rubric; make it once and keep it."""

    def __init__(self, words: Phrases) -> None:
        self._formulas = [re.compile(one, re.MULTILINE) for one in words.formulas]
        self._found = {
            name: re.compile("|".join(patterns), re.MULTILINE)
            for name, patterns in words.model_dump().items()
            if name != "formulas"
        }

    def read(self, reply: str) -> Signs:
        """The signs of one reply, however long or broken."""
        text = normalise(reply, _LONGEST)
        return Signs(
            substance=self._substance(text),
            documents=self._all("documents", text),
            reasons=len(self._all("reasons", text)),
            points=len(self._all("points", text)),
            findings=self._all("findings", text),
            plans=self._all("plans", text),
            forwards=self._all("forwards", text),
            polite=bool(self._all("polite", text)),
            harsh=self._all("harsh", text),
        )

    def _all(self, name: str, text: str) -> tuple[str, ...]:
        return tuple(match.group() for match in self._found[name].finditer(text))

    def _substance(self, text: str) -> str:
        for formula in self._formulas:
            text = formula.sub("", text)
        return re.sub(r"\s+", "", text)
