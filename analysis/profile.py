"""The operator's own knowledge: the park, who answers for what, and how hot is hot.

The three models mirror park.toml, routing.toml and levels.toml; unknown keys are refused.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Name = Annotated[str, Field(min_length=1, max_length=60)]
Points = Annotated[float, Field(ge=-100, le=100)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AmbiguousName(Strict):
    """A name that exists elsewhere too. It counts only where a `context` word stands in the text;
    without a `context` list it counts unless something speaks against it. With `local`, a local source
    that says the name means the park's, unless something speaks against it.

    A word of `elsewhere` (or of the profile's own list) in the same sentence, or another city right
    before the name, speaks against it.
    """

    name: Name
    context: tuple[Name, ...] = ()
    elsewhere: tuple[Name, ...] = ()
    local: bool = False


class ParkProfile(Strict):
    """park.toml: what belongs to the park and how people call it.

    On a local message board people name no place: what they say there of one of the `local_themes` is
    the park's, unless a word of `elsewhere` or `nearby` (other places of the city) stands in it.
    """

    name: Name
    aliases: tuple[Name, ...] = ()
    places: tuple[Name, ...] = ()
    enterprises: tuple[Name, ...] = ()
    policies: tuple[Name, ...] = ()
    watch_words: tuple[Name, ...] = ()
    elsewhere: tuple[Name, ...] = ()
    nearby: tuple[Name, ...] = ()
    local_themes: tuple[Name, ...] = ()
    ambiguous: tuple[AmbiguousName, ...] = ()

    def words(self) -> tuple[str, ...]:
        """Every name that the segmenter must keep whole, sorted, each once."""
        names = {self.name, *self.aliases, *self.places, *self.enterprises, *self.policies}
        return tuple(sorted(names | {one.name for one in self.ambiguous}))

    def search_words(self) -> tuple[str, ...]:
        """The names to search for elsewhere, shortest first: a name that holds another finds nothing that
        the other does not. Ambiguous names are left out: they would find other towns."""
        found: list[str] = []
        for name in sorted(
            {self.name, *self.aliases, *self.places, *self.enterprises}, key=lambda n: (len(n), n)
        ):
            if not any(shorter in name for shorter in found):
                found.append(name)
        return tuple(found)


class Route(Strict):
    """One rule of routing.toml. A rule that names a topic, theme, word or place needs one hit of
    each kind it names; of the rules that fit, the one with the highest weight leads."""

    name: Name
    lead: Name
    supporting: tuple[Name, ...] = ()
    topics: tuple[Name, ...] = ()
    themes: tuple[Name, ...] = ()
    words: tuple[Name, ...] = ()
    places: tuple[Name, ...] = ()
    weight: float = Field(default=1.0, gt=0, le=100)


class Routing(Strict):
    """routing.toml: who leads, who supports. Below the confidence `ask_below` a person is asked; `doubt` is
    the weight that stands against every rule, though no rule for another unit fits."""

    fallback: Name
    ask_below: float = Field(default=0.52, ge=0, le=1)
    doubt: float = Field(default=3.0, gt=0, le=100)
    routes: tuple[Route, ...] = ()


class Step(Strict):
    """At or above `at_least` these points count (of several steps the highest that is reached)."""

    at_least: float = Field(ge=0)
    points: Points


class WordRule(Strict):
    """Points for a text that holds any of the words."""

    name: Name
    words: tuple[Name, ...] = Field(min_length=1)
    points: Points


class LevelBounds(Strict):
    """Points from which on a level is reached."""

    red: float = Field(ge=0)
    orange: float = Field(ge=0)
    yellow: float = Field(ge=0)
    blue: float = Field(ge=0)

    def ordered(self) -> tuple[tuple[int, float], ...]:
        return ((1, self.red), (2, self.orange), (3, self.yellow), (4, self.blue))


class HeatScale(Strict):
    """How counters become heat. A repost, comment ... is worth its weight, each further post of
    an event `post`; `half` weighted touches
    make a heat of about 50; `per_hour` touches an hour make the whole velocity share."""

    repost: float = Field(default=3, ge=0)
    comment: float = Field(default=2, ge=0)
    like: float = Field(default=1, ge=0)
    dislike: float = Field(default=1, ge=0)
    view: float = Field(default=0.01, ge=0)
    post: float = Field(default=5, ge=0)
    half: float = Field(default=300, gt=0)
    per_hour: float = Field(default=200, gt=0)
    source_points: float = Field(default=8, ge=0)
    channel_points: float = Field(default=4, ge=0)
    channel_weights: dict[str, float] = Field(default_factory=dict)


class Rubric(Strict):
    """levels.toml: the points of each factor and the bounds of the four levels."""

    bounds: LevelBounds
    least_heat: float = Field(default=20, ge=0, le=100)
    scale: HeatScale = HeatScale()
    heat: tuple[Step, ...] = ()
    channels: tuple[Step, ...] = ()
    burst: tuple[Step, ...] = ()
    rumor: tuple[Step, ...] = ()
    negative: tuple[Step, ...] = ()
    emotions: dict[str, Points] = Field(default_factory=dict)
    appeals: dict[str, Points] = Field(default_factory=dict)
    themes: dict[str, Points] = Field(default_factory=dict)
    words: tuple[WordRule, ...] = ()


class Lexicon(Strict):
    """themes.toml: the words of each theme and of each appeal; watch out that a word of one letter
    hits everywhere. A theme needs `least` points: 2 a hit in the title, 1 a word in the text."""

    least: float = Field(default=2, gt=0)
    themes: dict[str, tuple[Name, ...]]
    appeals: dict[str, tuple[Name, ...]]


def packaged(name: str) -> dict[str, Any]:
    """A TOML file that ships in analysis/data."""
    return tomllib.loads(files("analysis").joinpath("data", name).read_text("utf-8"))


@cache
def other_cities() -> tuple[str, ...]:
    """Short names of cities and ports that are not the park's."""
    return tuple(packaged("cities.toml")["names"])


@cache
def default_profile() -> ParkProfile:
    return ParkProfile.model_validate(packaged("park.toml"))


@cache
def default_routing() -> Routing:
    return Routing.model_validate(packaged("routing.toml"))


@cache
def default_rubric() -> Rubric:
    return Rubric.model_validate(packaged("levels.toml"))


@cache
def default_lexicon() -> Lexicon:
    return Lexicon.model_validate(packaged("themes.toml"))
