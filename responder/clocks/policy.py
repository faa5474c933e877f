"""The policy: every deadline as data with its basis, and the parameters of opening and ladder.

The defaults are `responder/policy.toml`; the numbers come from domain.md, "Deadlines",
"Escalation ladder" and "When a case opens". Reading an operator's file with line and key in its
errors is the work of `huiying.core.config`.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cached_property, lru_cache
from importlib import resources
from itertools import combinations, product
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from huiying.core.config import Misplaced
from responder.clocks.calendars import CalendarName, Calendars
from responder.clocks.hours import CalendarSettings
from responder.clocks.limits import LimitText, TimeText, parse_limit, parse_time
from responder.clocks.words import ANCHORS, MILESTONES, Anchor, Appeal, Holder, Kind, Milestone, named
from responder.procedure.rules import Procedure, unanswered, unmet
from responder.procedure.rules import shipped as shipped_procedure

Tier = Literal[0, 1, 2, 3, 4]
Grade = Literal[1, 2, 3, 4]
Repeat = Literal["once", "each", "until_closed"]
Role = Literal["handler", "head", "leader", "press_office", "general_office", "leadership"]
NonEmpty = Annotated[str, Field(min_length=1)]

# The milestones that give the public its answer, by the kind of case.
ANSWERING: dict[Kind, frozenset[Milestone]] = {
    "opinion": frozenset({"first_word", "explanation", "response"}),
    "message": frozenset({"reply"}),
    "interpretation": frozenset({"interpretation"}),
    "disclosure": frozenset({"disclosure"}),
    "duty": frozenset({"fulfilment"}),
}
_COMMON: frozenset[Anchor] = frozenset(
    {
        "detected",
        "confirmed",
        "assigned",
        "submitted",
        "objected",
        "referred",
        "instructed",
        "reopened",
        "closed",
    }
)
_BEGINNING: frozenset[Anchor | None] = frozenset(
    {"occurred", "detected", "confirmed", "assigned", "document_published", "received", "started"}
)
_ANCHORS_OF: dict[Kind, frozenset[Anchor]] = {
    "opinion": _COMMON | {"occurred", "last_publication"},
    "message": _COMMON | {"occurred", "last_publication", "received"},
    "interpretation": _COMMON | {"document_published", "last_publication"},
    "disclosure": _COMMON | {"received", "completed"},
    "duty": _COMMON | {"started"},
}


class Section(BaseModel):
    """A part of the policy: unknown keys are refused, nothing is converted, nothing changes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Rule(Section):
    """One deadline: which duty, in which cases, by whom, how long, from when, on what basis.

    `tiers`, `appeals`: empty means all; tier 0 is a case without a tier. `basis` holds for all
    cases, or where `basis_grades` is given only for those grades; the others get
    `basis_otherwise`. `repeat`: once a case, once for each anchor, or again and again until closed.
    `may_pause`: whether the clock may stand still; `extension`: by how much it may be extended at
    most, `extensions` times; empty where the law or the house allows none.
    """

    milestone: Milestone
    kinds: list[Kind] = Field(min_length=1)
    tiers: list[Tier] = []
    appeals: list[Appeal] = []
    holder: Holder
    limit: LimitText
    anchor: Anchor
    or_anchor: Anchor | None = None
    calendar: CalendarName
    repeat: Repeat = "once"
    basis: NonEmpty
    basis_grades: list[Grade] = []
    basis_otherwise: NonEmpty | None = None
    may_pause: bool = False
    extension: LimitText | None = None
    extensions: int = Field(1, ge=1, le=10)

    def span(self, calendars: Calendars) -> timedelta:
        """Running time of the limit in the rule's calendar."""
        limit = parse_limit(self.limit)
        return calendars.working_days(limit.working_days) if limit.working_days else limit.time

    def with_limit(self, term: str) -> "Rule":
        """The rule with a limit of a task's own, in working days or else by the wall clock."""
        working = bool(parse_limit(term).working_days)
        calendar = "working" if working else "wall"
        kept = self.extension if working == (self.calendar == "working") else None
        return Rule.model_validate(
            self.model_dump() | {"limit": term, "calendar": calendar, "extension": kept}
        )

    def covers(self, kind: Kind, tier: int | None, appeal: Appeal | None) -> bool:
        """Whether a case of this kind, tier and appeal (None counts as "other") is under the rule."""
        return (
            kind in self.kinds
            and (not self.tiers or (tier or 0) in self.tiers)
            and (not self.appeals or (appeal or "other") in self.appeals)
        )

    def basis_for(self, grade: int | None) -> str:
        """The basis for a happening of this grade; a house rule where only the level is high."""
        if self.basis_otherwise is None or grade in self.basis_grades:
            return self.basis
        return self.basis_otherwise

    @model_validator(mode="after")
    def _limit_fits_calendar(self) -> Self:
        if bool(parse_limit(self.limit).working_days) != (self.calendar == "working"):
            raise ValueError(
                f"limit“{self.limit}”与 calendar“{self.calendar}”不符："
                "按工作日计算的写“3个工作日”并用 working，其余写小时、分钟并用 wall 或 duty"
            )
        return self

    @model_validator(mode="after")
    def _extension_fits_calendar(self) -> Self:
        if self.extension and bool(parse_limit(self.extension).working_days) != (self.calendar == "working"):
            raise ValueError(f"extension“{self.extension}”与 calendar“{self.calendar}”不符，请用同一种写法")
        return self

    @model_validator(mode="after")
    def _both_bases(self) -> Self:
        if bool(self.basis_grades) != (self.basis_otherwise is not None):
            raise ValueError("basis_grades 与 basis_otherwise 须同时写明或同时不写")
        return self

    @model_validator(mode="after")
    def _anchors_exist(self) -> Self:
        if self.or_anchor == self.anchor:
            raise ValueError("or_anchor 与 anchor 相同，请改为另一个起算时刻或删去")
        for kind in self.kinds:
            for anchor in (self.anchor, self.or_anchor):
                if anchor and anchor not in _ANCHORS_OF[kind]:
                    raise ValueError(
                        f"{named(kind)}（{kind}）没有“{ANCHORS[anchor]}”（{anchor}）这一时刻，"
                        "这项时限永远不会起算"
                    )
        return self

    def cases(self) -> Iterator[tuple[Kind, int, Appeal]]:
        """Every combination of kind, tier and appeal under the rule."""
        return product(self.kinds, self.tiers or get_args(Tier), self.appeals or get_args(Appeal))


class Office(Section):
    """Who runs supervision and assessment: the name of one of the units."""

    unit: NonEmpty


class Opening(Section):
    """When an event opens a case by itself."""

    tiers: list[Grade]
    complaint_tiers: list[Grade]
    distinct_complainants: int = Field(ge=1)
    horizon_days: int = Field(ge=1, le=3660)

    def opens(self, tier: int | None, complainants: int) -> bool:
        """`complainants`: distinct authors or sources, whichever are more."""
        enough = complainants >= self.distinct_complainants
        return tier in self.tiers or (tier in self.complaint_tiers and enough)

    @property
    def horizon(self) -> timedelta:
        """A text published longer before its detection is old news and waits for a person."""
        return timedelta(days=self.horizon_days)


class Reminder(Section):
    """Reminders at fractions of the span."""

    fractions: list[float]
    hears: list[Role] = Field(min_length=1)

    @field_validator("fractions")
    @classmethod
    def _rise(cls, fractions: list[float]) -> list[float]:
        whole = all(0 < f < 1 and abs(f * 100 - round(f * 100)) < 1e-9 for f in fractions)
        if not whole or fractions != sorted(set(fractions)):
            raise ValueError("催办比例须由小到大，各在 0 与 1 之间，精确到百分之一，如 [0.5, 0.8]")
        return fractions


class Overdue(Section):
    """The due moment passes unmet."""

    hears: list[Role] = Field(min_length=1)


class Step(Section):
    """A rung after the due moment: a share of the span, and at least so much time."""

    after: float = Field(ge=0, le=100)
    at_least: TimeText
    hears: list[Role] = Field(min_length=1)

    @property
    def least(self) -> timedelta:
        """The shortest time before the rung, running in the clock's calendar."""
        return parse_time(self.at_least)


class Supervision(Step):
    """The numbered order, which owes a written reply (wall clock)."""

    written_reply: TimeText

    @property
    def reply_within(self) -> timedelta:
        """How long the unit has for its written reply."""
        return parse_time(self.written_reply)


class Accountability(Section):
    """What the machine takes for a fault, and how long a unit has for its side.

    `missed` answers missed in `within_days` days propose criticism. `chased_by`: the rungs after which a
    first word is a passive one. Source: domain.md, "Escalation ladder"; the lengths are house rules.
    """

    statement: LimitText = "3个工作日"
    missed: int = Field(3, ge=2, le=100)
    within_days: int = Field(90, ge=1, le=3660)
    chased_by: list[Literal["reminder", "overdue", "supervision", "interview"]] = [
        "reminder",
        "overdue",
        "supervision",
        "interview",
    ]
    prompt_correction: TimeText = "2小时"

    @property
    def prompt(self) -> timedelta:
        """How soon after the publication one's own correction is prompt."""
        return parse_time(self.prompt_correction)


class Ladder(Section):
    """The escalation ladder; `interview.at_least` counts from supervision."""

    ends_at_supervision: list[Milestone]
    reminder: Reminder
    overdue: Overdue
    supervision: Supervision
    interview: Step
    accountability: Accountability = Field(default_factory=Accountability)


class Snapshot(Section):
    """What a clock keeps of the policy under which it was planned, so that a change never moves it."""

    policy: str
    rule: Rule
    ladder: Ladder
    calendars: CalendarSettings

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Snapshot":
        """The snapshot from a clock's stored JSON."""
        return cls.model_validate(dict(stored))


class Policy(Section):
    """The whole policy; see `responder/policy.toml` for what each part is for."""

    version: Literal[1]
    calendars: CalendarSettings
    office: Office
    opening: Opening
    ladder: Ladder
    rules: list[Rule]
    procedure: Procedure = Field(default_factory=shipped_procedure)

    @cached_property
    def hours(self) -> Calendars:
        """The calendars with this policy's hours, notices and single days."""
        return self.calendars.build()

    @cached_property
    def digest(self) -> str:
        """A short fingerprint of the policy's content, to tell which one a clock was planned by."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def rules_for(self, kind: Kind, tier: int | None, appeal: Appeal | None) -> list[Rule]:
        """The rules over such a case, in the policy's order."""
        return [rule for rule in self.rules if rule.covers(kind, tier, appeal)]

    def snapshot(self, rule: Rule) -> dict[str, Any]:
        """JSON for the clock's `policy` column; `Snapshot.of` reads it back."""
        kept = Snapshot(policy=self.digest, rule=rule, ladder=self.ladder, calendars=self.calendars)
        return kept.model_dump(mode="json")

    @field_validator("rules")
    @classmethod
    def _nobody_unanswered(cls, rules: list[Rule]) -> list[Rule]:
        answered = {case for rule in rules for case in _answered(rule)}
        for kind in ANSWERING:
            tiers = (1, 2, 3, 4, 0) if kind == "opinion" else get_args(Tier)
            for tier, appeal in product(tiers, get_args(Appeal)):
                if (kind, tier, appeal) not in answered:
                    raise ValueError(_unanswered(kind, tier, appeal))
        return rules

    @field_validator("rules")
    @classmethod
    def _no_two_at_once(cls, rules: list[Rule]) -> list[Rule]:
        for (first, one), (second, other) in combinations(enumerate(rules, 1), 2):
            if one.milestone == other.milestone and set(one.cases()) & set(other.cases()):
                raise Misplaced(
                    f"第 {first} 条与第 {second} 条 rules 对同样的事项规定了两个"
                    f"“{MILESTONES[one.milestone]}”时限，请用 kinds、tiers 或 appeals 分开",
                    second - 1,
                )
        return rules

    @model_validator(mode="after")
    def _every_clock_can_be_met(self) -> Self:
        for index, rule in enumerate(self.rules):
            for kind in rule.kinds:
                said = unmet(self.procedure, kind, rule.milestone)
                if said:
                    raise Misplaced(said, "rules", index)
        return self

    @model_validator(mode="after")
    def _every_sender_is_answered(self) -> Self:
        found = unanswered(self.procedure)
        if found is not None:
            raise Misplaced(found[1], "procedure", "steps", found[0])
        return self


def _answered(rule: Rule) -> Iterator[tuple[Kind, int, Appeal]]:
    """The cases that the rule asks an answer for, as soon as there is one: a clock that only begins when
    something was published, closed or reopened asks nobody."""
    if _BEGINNING.isdisjoint({rule.anchor, rule.or_anchor}):
        return iter(())
    return (case for case in rule.cases() if rule.milestone in ANSWERING.get(case[0], ()))


def _unanswered(kind: Kind, tier: int, appeal: Appeal) -> str:
    level = f"响应级别 {tier}" if tier else "尚无级别（tiers 写 0）"
    if kind == "opinion":
        return f"{level} 没有任何回应类时限，请为它加一条 first_word、explanation 或 response"
    where = f"（{level}）" if tier else ""
    if kind == "message":
        return f"诉求种类 {appeal}{where} 没有答复时限，请为它加一条 reply"
    return f"{named(kind)}{where}没有答复时限，请加一条 {next(iter(ANSWERING[kind]))}"


@lru_cache(maxsize=1)
def default_policy() -> Policy:
    """The policy that ships with the package."""
    text = resources.files("responder").joinpath("policy.toml").read_text(encoding="utf-8")
    return Policy.model_validate(tomllib.loads(text))
