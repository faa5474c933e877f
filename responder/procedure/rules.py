"""The procedure as the policy writes it: stages and steps, checked on load.

A stage ends when a fact is on record; a case stands in the first stage whose fact is not. A step is a
verb: of which kinds, by whom, in which stages, what must be on record before, what it brings about.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator
from functools import cached_property, lru_cache
from importlib import resources
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from huiying.core.config import Misplaced
from responder.clocks.words import KINDS, MILESTONES, Kind, Milestone, named
from responder.procedure.words import FACTS, VERBS, Fact, Verb, Who

StageName = Annotated[str, Field(min_length=1, max_length=40)]


class Part(BaseModel):
    """A part of the procedure: unknown keys are refused, nothing is converted, nothing changes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Stage(Part):
    """A stretch of a case's life; `says` is what people read, `ends_with` the fact that ends it."""

    name: StageName
    kinds: list[Kind] = Field(min_length=1)
    says: str = Field(min_length=1)
    ends_with: Fact


class Step(Part):
    """One verb in the procedure of some kinds.

    `stages`: empty means any before the case is closed. `needs`: facts that must be on record.
    `gives`: the fact that the verb brings about. `meets`: milestones whose clocks it stops.
    """

    verb: Verb
    kinds: list[Kind] = Field(min_length=1)
    who: list[Who] = Field(min_length=1)
    stages: list[StageName] = []
    needs: list[Fact] = []
    gives: Fact | None = None
    meets: list[Milestone] = []
    while_paused: bool = False
    while_held: bool = False
    when_closed: bool = False

    @model_validator(mode="after")
    def _not_its_own_condition(self) -> Self:
        if self.gives in self.needs:
            raise ValueError(f"{VERBS[self.verb]}要先有它自己才能带来的“{FACTS[self.gives]}”，永远做不成")
        return self


class Procedure(Part):
    """The stages and steps of all kinds."""

    stages: list[Stage] = Field(min_length=1)
    steps: list[Step]

    def stages_of(self, kind: str) -> list[Stage]:
        """The stages of a kind, in order."""
        return [stage for stage in self.stages if kind in stage.kinds]

    def step(self, kind: str, verb: str) -> Step | None:
        """The step of a kind, or None where the kind does not know the verb."""
        return next((step for step in self.steps if step.verb == verb and kind in step.kinds), None)

    def giving(self, kind: str, fact: str) -> Step | None:
        """The step that brings a fact about."""
        return next((step for step in self.steps if step.gives == fact and kind in step.kinds), None)

    def meets(self, kind: str, milestone: str) -> bool:
        """Whether some step of the kind stops the milestone's clock."""
        return any(milestone in step.meets and kind in step.kinds for step in self.steps)

    @cached_property
    def digest(self) -> str:
        """A fingerprint of the procedure, under which it is kept for the cases that it governs."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @field_validator("stages")
    @classmethod
    def _stages_end_once(cls, stages: list[Stage]) -> list[Stage]:
        for kind in KINDS:
            of_kind = [stage for stage in stages if kind in stage.kinds]
            if not any(stage.ends_with == "closed" for stage in of_kind):
                raise ValueError(f"{named(kind)}没有以 closed 结束的阶段，永远不能办结，请加一个")
            for key in ("name", "ends_with"):
                given = [getattr(stage, key) for stage in of_kind]
                twice = next((one for one in given if given.count(one) > 1), None)
                if twice:
                    raise ValueError(f"{named(kind)}有两个阶段的 {key} 同为“{twice}”，请只留一个")
        return stages

    @field_validator("steps")
    @classmethod
    def _one_step_a_verb(cls, steps: list[Step]) -> list[Step]:
        seen: set[tuple[str, str]] = set()
        for step in steps:
            for kind in step.kinds:
                if (kind, step.verb) in seen:
                    raise ValueError(f"{named(kind)}的“{VERBS[step.verb]}”（{step.verb}）写了两次")
                seen.add((kind, step.verb))
        return steps

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        for place, said in self._faults():
            raise Misplaced(said, *place)
        return self

    def _faults(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Where parts do not fit together: the place below `procedure`, and what is wrong, in Chinese."""
        for index, step in enumerate(self.steps):
            for said in self._step_faults(step):
                yield ("steps", index), said
        for index, stage in enumerate(self.stages):
            for kind in stage.kinds:
                if not self._leaves(kind, stage):
                    yield (
                        ("stages", index),
                        (
                            f"{named(kind)}进入“{stage.says}”后无法离开：没有可在此阶段办理、"
                            f'带来“{FACTS[stage.ends_with]}”（gives = "{stage.ends_with}"）的步骤，请加一个'
                        ),
                    )

    def _leaves(self, kind: str, stage: Stage) -> bool:
        """Whether a step brings the stage's end about that is allowed there, needing only what is there."""
        before = {one.ends_with for one in self.stages_of(kind)[: self._position(kind, stage)]}
        optional = {step.gives for step in self.steps if kind in step.kinds and step.gives}
        later = {one.ends_with for one in self.stages_of(kind)} - before
        return any(
            kind in step.kinds
            and step.gives == stage.ends_with
            and (not step.stages or stage.name in step.stages)
            and not set(step.needs) & later
            and set(step.needs) <= optional
            for step in self.steps
        )

    def _position(self, kind: str, stage: Stage) -> int:
        return [one.name for one in self.stages_of(kind)].index(stage.name)

    def _step_faults(self, step: Step) -> Iterator[str]:
        for kind in step.kinds:
            known = [stage.name for stage in self.stages_of(kind)]
            for name in step.stages:
                if name not in known:
                    yield f"{named(kind)}没有“{name}”这个阶段，可选：{'、'.join(known)}"
            for fact in step.needs:
                if self.giving(kind, fact) is None:
                    yield (
                        f"{named(kind)}的“{VERBS[step.verb]}”须先有“{FACTS[fact]}”（{fact}），"
                        "但没有任何步骤会带来它，请加上或删去这一条件"
                    )


def unanswered(procedure: Procedure) -> tuple[int, str] | None:
    """The step, by its index, that would end a message without an answer, and what is wrong with it.

    Source: domain.md, "every sender gets an answer". Asked on loading a policy, not of procedures that are
    kept: a case is finished by the procedure that it was opened under.
    """
    for index, step in enumerate(procedure.steps):
        if step.verb in ("dismiss", "mute") and "message" in step.kinds:
            return index, (
                f"群众来信来电件件要有答复，不能用“{VERBS[step.verb]}”办结；请从这一步的 kinds 中删去 message"
            )
    return None


def unmet(procedure: Procedure, kind: Kind, milestone: Milestone) -> str | None:
    """What is wrong with a clock that no step of its kind can stop; None where one can."""
    if procedure.meets(kind, milestone):
        return None
    return (
        f"{named(kind)}没有任何步骤能完成“{MILESTONES[milestone]}”（{milestone}），"
        f'请在 procedure.steps 中写明哪一步 meets = ["{milestone}"]，或删去这条时限'
    )


@lru_cache(maxsize=1)
def shipped() -> Procedure:
    """The procedure that ships with the package."""
    text = resources.files("responder").joinpath("policy.toml").read_text(encoding="utf-8")
    return Procedure.model_validate(tomllib.loads(text)["procedure"])
