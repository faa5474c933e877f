"""现行规则: the policy in force in words, with the basis of everything; the file it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from huiying.core.config import load_toml
from huiying.core.errors import BadInput
from responder.clocks.policy import Policy, Rule
from responder.clocks.words import ANCHORS, APPEALS, CALENDARS, HOLDERS, KINDS, MILESTONES, Kind
from responder.procedure.rules import Step
from responder.procedure.words import FACTS, VERBS, WHO

FILE = "policy.toml"
TIERS = {0: "未定级", 1: "一级", 2: "二级", 3: "三级", 4: "四级"}
HEARS = {
    "handler": "经办人",
    "head": "主要负责人",
    "leader": "分管领导",
    "press_office": "新闻办",
    "general_office": "督办考核办公机构",
    "leadership": "园区领导",
}


@dataclass(frozen=True)
class RuleLine:
    """One deadline in words."""

    milestone: str
    when: str
    holder: str
    limit: str
    anchor: str
    calendar: str
    moves: str
    basis: str


@dataclass(frozen=True)
class KindRules:
    """What holds for one kind of case."""

    key: str
    name: str
    rules: list[RuleLine]
    stages: list[str]
    steps: list[str]


@dataclass(frozen=True)
class PolicyFile:
    """Where the policy is written. `said` tells of a file that is no longer what is in force."""

    path: Path
    said: str


def by_kind(policy: Policy) -> list[KindRules]:
    """The deadlines and the procedure of each kind of case."""
    return [_of_kind(policy, kind, name) for kind, name in KINDS.items()]


def ladder(policy: Policy) -> list[tuple[str, str, str]]:
    """The rungs in words: which, when, who hears."""
    rungs, steps = policy.ladder, []
    shares = "、".join(f"{fraction:.0%}" for fraction in rungs.reminder.fractions)
    steps.append(("催办", f"时限走到 {shares} 时", rungs.reminder.hears))
    steps.append(("逾期", "到期未完成", rungs.overdue.hears))
    reply = f"；收到督办单后 {rungs.supervision.written_reply}内书面说明"
    after = f"逾期后再过时限的 {rungs.supervision.after:.0%}，且至少 {rungs.supervision.at_least}{reply}"
    steps.append(("督办", after, rungs.supervision.hears))
    last = f"逾期后再过时限的 {rungs.interview.after:.0%}，且督办后至少 {rungs.interview.at_least}"
    steps.append(("提请约谈", last, rungs.interview.hears))
    return [(name, when, "、".join(HEARS[role] for role in hears)) for name, when, hears in steps]


def opening(policy: Policy) -> list[str]:
    """When a case opens by itself, in sentences."""
    rules = policy.opening
    return [
        f"{_tiers(rules.tiers)}事件自动立项",
        f"{_tiers(rules.complaint_tiers)}事件有 {rules.distinct_complainants} 个以上作者或信源反映时自动立项",
        "群众来信来电一律立项（或并入已有事项）",
        f"发布时间比发现时间早 {rules.horizon_days} 天以上的视为旧闻，等人决定，不起算时限",
    ]


def file_of(home: Path, policy: Policy) -> PolicyFile:
    """The home's policy.toml against what is in force."""
    path = home / FILE
    if not path.exists():
        return PolicyFile(path, "运行目录里没有这个文件，现用程序自带的规则；运行 huiying init 可生成")
    try:
        written = load_toml(path, Policy)
    except BadInput as error:
        return PolicyFile(path, f"文件现在有误，重新启动会失败，请先改正：{error}")
    if written.digest != policy.digest:
        return PolicyFile(path, "文件已改动，重新启动后才生效；此前起算的时限仍按起算时的规则走完")
    return PolicyFile(path, "")


def _of_kind(policy: Policy, kind: Kind, name: str) -> KindRules:
    rules = [_line(rule) for rule in policy.rules if kind in rule.kinds]
    stages = [stage.says for stage in policy.procedure.stages_of(kind)]
    steps = [_step(step) for step in policy.procedure.steps if kind in step.kinds]
    return KindRules(kind, name, rules, stages, steps)


def _line(rule: Rule) -> RuleLine:
    return RuleLine(
        milestone=MILESTONES[rule.milestone],
        when="；".join(filter(None, (_tiers(rule.tiers), "、".join(APPEALS[one] for one in rule.appeals)))),
        holder=HOLDERS[rule.holder],
        limit=rule.limit,
        anchor=ANCHORS[rule.anchor] + (f"（不详时从{ANCHORS[rule.or_anchor]}）" if rule.or_anchor else ""),
        calendar=CALENDARS[rule.calendar],
        moves=_moves(rule),
        basis=_basis(rule),
    )


def _moves(rule: Rule) -> str:
    extension = f"可延期至多 {rule.extension}，{rule.extensions} 次" if rule.extension else ""
    again = {"each": "每次起算各有一次", "until_closed": "反复起算，直到办结"}.get(rule.repeat, "")
    return "；".join(filter(None, (again, "可暂停" if rule.may_pause else "", extension)))


def _basis(rule: Rule) -> str:
    if rule.basis_otherwise is None:
        return rule.basis
    grades = "、".join(TIERS[grade] for grade in rule.basis_grades)
    return f"事件等级{grades}的：{rule.basis}；其余：{rule.basis_otherwise}"


def _tiers(tiers: Sequence[int]) -> str:
    return "、".join(TIERS[tier] for tier in tiers)


def _step(step: Step) -> str:
    who = "、".join(WHO[one] for one in step.who)
    needs = f"，须先有{'、'.join(FACTS[fact] for fact in step.needs)}" if step.needs else ""
    return f"{VERBS[step.verb]}：{who}{needs}"
