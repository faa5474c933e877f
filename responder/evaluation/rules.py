"""evaluation.toml: what each line of the index is worth, where the bands lie, how figures are scaled."""

from functools import cache
from importlib.resources import files
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from huiying.core.config import load_toml

Points = Annotated[float, Field(ge=0, le=100)]
Share = Annotated[float, Field(gt=0, le=1)]


class Section(BaseModel):
    """A part of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Weights(Section):
    """The lines of one part, in points."""

    def of(self, line: str) -> float:
        """What a line is worth."""
        return float(getattr(self, line))

    @property
    def total(self) -> float:
        """What the part is worth."""
        return sum(map(float, self.model_dump().values()))


class Timeliness(Weights):
    met: Points
    early: Points


class Initiative(Weights):
    before_peak: Points
    unprompted: Points
    progress: Points


class Accuracy(Weights):
    no_fault: Points
    rumours: Points
    on_point: Points


class Effect(Weights):
    heat: Points
    negative: Points
    repeats: Points
    satisfaction: Points


class Bands(Section):
    """The least score of 优, 良, 中; what is lower is 差."""

    excellent: Points
    good: Points
    fair: Points

    @model_validator(mode="after")
    def _descend(self) -> Self:
        if not self.excellent > self.good > self.fair > 0:
            raise ValueError("excellent、good、fair 应依次降低，且大于 0")
        return self

    def name(self, score: float) -> str:
        """The band of a score."""
        for name, least in (("优", self.excellent), ("良", self.good), ("中", self.fair)):
            if score >= least:
                return name
        return "差"


class Scale(Section):
    """How figures become shares of a line's points; shares 0-1, counts and days whole."""

    early_full: Share
    fall_full: Share
    repeats_none: Annotated[float, Field(gt=0, le=10)]
    repeat_days: Annotated[int, Field(ge=2, le=90)]
    least_posts: Annotated[int, Field(ge=1, le=1000)]
    rumour: Share


class Rules(Section):
    """The whole of evaluation.toml."""

    bands: Bands
    timeliness: Timeliness
    initiative: Initiative
    accuracy: Accuracy
    effect: Effect
    scale: Scale

    @model_validator(mode="after")
    def _make_a_hundred(self) -> Self:
        total = sum(self.part(name).total for name in PARTS)
        if abs(total - 100) > 1e-6:
            raise ValueError(f"四个部分的分值合计应为 100，现为 {total:g}")
        return self

    def part(self, name: str) -> Weights:
        """The weights of a part."""
        found: Weights = getattr(self, name)
        return found


PARTS = {"timeliness": "及时", "initiative": "主动", "accuracy": "准确", "effect": "效果"}
BANDS = ("优", "良", "中", "差")


@cache
def default_rules() -> Rules:
    """The rules that ship."""
    return load_toml(files("responder").joinpath("evaluation", "evaluation.toml"), Rules)
