"""replies.toml: the published rubric for replies; a press officer can read and change it."""

import re
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from analysis.profile import Strict, packaged


def _checked(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"“{text}”不是有效的正则表达式：{error}") from error
    return text


Pattern = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_checked)]
Score = Annotated[float, Field(gt=0, le=100)]


class Points(Strict):
    """What each part of a good reply is worth; together 100."""

    relevance: float = Field(ge=0)
    complete: float = Field(ge=0)
    explained: float = Field(ge=0)
    tone: float = Field(ge=0)
    promptness: float = Field(ge=0)

    @model_validator(mode="after")
    def _make_a_hundred(self) -> "Points":
        total = sum(self.model_dump().values())
        if abs(total - 100) > 1e-6:
            raise ValueError(f"各项分值合计应为 100，现为 {total:g}")
        return self


class Bands(Strict):
    """The least score of each band: 优 excellent, 良 good, 中 fair; what is lower is 差."""

    excellent: Score
    good: Score
    fair: Score

    @model_validator(mode="after")
    def _descend(self) -> "Bands":
        if not self.excellent > self.good > self.fair:
            raise ValueError("excellent、good、fair 应依次降低")
        return self

    def name(self, score: float) -> str:
        """The band of a score."""
        for name, least in (("优", self.excellent), ("良", self.good), ("中", self.fair)):
            if score >= least:
                return name
        return "差"


class Promptness(Strict):
    """All points up to `full_days`, none from `last_days` on, evenly less in between."""

    full_days: float = Field(ge=0)
    last_days: float = Field(gt=0)

    @model_validator(mode="after")
    def _in_order(self) -> "Promptness":
        if self.last_days <= self.full_days:
            raise ValueError("last_days 应大于 full_days")
        return self


class Formulaic(Strict):
    """A reply with less substance than this, in characters, says nothing."""

    least_characters: int = Field(ge=0)
    forwarded_characters: int = Field(ge=0)


class Relevance(Strict):
    """The share of the message's telling words in the reply that earns half of the points."""

    half: float = Field(gt=0, lt=1)


class Phrases(Strict):
    """Regular expressions for what replies say."""

    formulas: tuple[Pattern, ...]
    forwards: tuple[Pattern, ...]
    documents: tuple[Pattern, ...]
    reasons: tuple[Pattern, ...]
    points: tuple[Pattern, ...]
    findings: tuple[Pattern, ...]
    plans: tuple[Pattern, ...]
    polite: tuple[Pattern, ...]
    harsh: tuple[Pattern, ...]


class ReplyRubric(Strict):
    """The whole of replies.toml."""

    points: Points
    bands: Bands
    promptness: Promptness
    formulaic: Formulaic
    relevance: Relevance
    words: Phrases


@cache
def default_reply_rubric() -> ReplyRubric:
    """The rubric that ships."""
    return ReplyRubric.model_validate(packaged("replies.toml"))
