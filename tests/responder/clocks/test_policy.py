"""The policy: its defaults are those of the rules, and nonsense is refused with the remedy."""

import tomllib
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import responder
from huiying.core.config import load_toml
from huiying.core.errors import BadInput
from responder.clocks.limits import parse_limit, parse_time
from responder.clocks.policy import Policy, Snapshot, default_policy

SHIPPED = Path(responder.__file__).parent / "policy.toml"


@pytest.fixture
def data() -> dict[str, Any]:
    return deepcopy(tomllib.loads(SHIPPED.read_text(encoding="utf-8")))


def limits(kind: Any, tier: int | None = None, appeal: Any = None) -> dict[str, tuple[str, str]]:
    rules = default_policy().rules_for(kind, tier, appeal)
    return {rule.milestone: (rule.limit, rule.calendar) for rule in rules}


WALL, DUTY, WORKING = "wall", "duty", "working"
GRAVE = {
    "confirm": ("30分钟", WALL),
    "assign": ("15分钟", WALL),
    "acknowledge": ("30分钟", WALL),
    "clear": ("30分钟", WALL),
    "first_word": ("5小时", WALL),
    "explanation": ("24小时", WALL),
    "evaluation": ("5个工作日", WORKING),
}


# The tasks that a case of any tier may bring: each with its own clock.
TASKS = {"refer_out": ("1个工作日", WORKING), "instruction": ("3个工作日", WORKING)}
QUICK = TASKS | {
    "objection": ("30分钟", WALL),
    "report_up": ("30分钟", WALL),
    "renewed_answer": ("5小时", WALL),
}
CALM = TASKS | {
    "objection": ("4小时", DUTY),
    "report_up": ("4小时", DUTY),
    "renewed_answer": ("48小时", WALL),
}


@pytest.mark.parametrize(
    ("tier", "expected"),
    [
        (1, {**GRAVE, "progress": ("12小时", WALL)}),
        (2, {**GRAVE, "progress": ("24小时", WALL)}),
        (
            3,
            {
                "confirm": ("2小时", DUTY),
                "assign": ("1小时", DUTY),
                "acknowledge": ("2小时", DUTY),
                "clear": ("4小时", DUTY),
                "response": ("48小时", WALL),
                "evaluation": ("5个工作日", WORKING),
            },
        ),
        (
            4,
            {
                "confirm": ("4小时", DUTY),
                "assign": ("1小时", DUTY),
                "acknowledge": ("4小时", DUTY),
                "clear": ("4小时", DUTY),
                "response": ("48小时", WALL),
                "evaluation": ("5个工作日", WORKING),
            },
        ),
    ],
)
def test_each_tier_has_its_deadlines(tier: int, expected: dict[str, tuple[str, str]]) -> None:
    assert limits("opinion", tier) == expected | (QUICK if tier in (1, 2) else CALM)


@pytest.mark.parametrize(
    ("appeal", "limit"),
    [
        ("inquiry", "2个工作日"),
        ("help", "10个工作日"),
        ("suggestion", "10个工作日"),
        ("complaint", "15个工作日"),
        ("report", "15个工作日"),
        (None, "10个工作日"),
    ],
)
def test_each_kind_of_message_has_its_reply_limit(appeal: str | None, limit: str) -> None:
    assert limits("message", None, appeal)["reply"] == (limit, WORKING)


def test_interpretation_and_disclosure_have_theirs() -> None:
    assert limits("interpretation")["interpretation"] == ("3个工作日", WORKING)
    assert limits("disclosure")["completion"] == ("7个工作日", WORKING)
    assert limits("disclosure")["disclosure"] == ("20个工作日", WORKING)


def test_every_rule_names_its_basis() -> None:
    assert all(rule.basis for rule in default_policy().rules)
    disclosure = {rule.milestone: rule for rule in default_policy().rules_for("disclosure", None, None)}
    assert "711号" in disclosure["disclosure"].basis
    assert "711号" in disclosure["completion"].basis


# What domain.md gives a basis for; every other deadline is the house's own and says so.
BASED = {"first_word", "explanation", "response", "interpretation", "completion", "disclosure"}


def test_a_deadline_that_no_document_asks_for_is_named_a_house_rule() -> None:
    house = [rule for rule in default_policy().rules if rule.basis.startswith("园区内部规定")]
    based = [rule for rule in default_policy().rules if rule not in house]
    assert {rule.milestone for rule in based} == BASED
    assert {rule.milestone for rule in house} & BASED == {"response"}
    assert [rule.tiers for rule in house if rule.milestone == "response"] == [[0]]


def test_tier_one_to_three_open_by_themselves_and_tier_four_with_three_complainants() -> None:
    opening = default_policy().opening
    assert all(opening.opens(tier, complainants=1) for tier in (1, 2, 3))
    assert opening.opens(4, complainants=3)
    assert not opening.opens(4, complainants=2)
    assert not opening.opens(None, complainants=50)
    assert opening.horizon == timedelta(days=30)


def test_the_ladder_has_the_parameters_of_the_rules() -> None:
    ladder = default_policy().ladder
    assert ladder.reminder.fractions == [0.5, 0.8]
    assert (ladder.supervision.after, ladder.supervision.least) == (0.25, timedelta(hours=1))
    assert ladder.supervision.reply_within == timedelta(hours=24)
    assert (ladder.interview.after, ladder.interview.least) == (1.0, timedelta(hours=4))
    assert ladder.ends_at_supervision == ["confirm", "assign", "acknowledge", "clear"]


def test_a_snapshot_survives_storage_and_rebuilds_the_calendars(data: dict[str, Any]) -> None:
    data["calendars"]["duty"] = ["08:00", "20:00"]
    data["calendars"]["days"] = [{"date": "2026-08-12", "working": False, "basis": "停工通知"}]
    policy = Policy.model_validate(data)
    kept = Snapshot.of(policy.snapshot(policy.rules[0]))
    assert kept.rule == policy.rules[0]
    assert kept.ladder == policy.ladder
    assert kept.policy == policy.digest != default_policy().digest
    rebuilt = kept.calendars.build()
    assert rebuilt.duty.opens.hour == 8
    assert not rebuilt.working_day(date(2026, 8, 12)).working


def test_a_notice_in_the_policy_makes_its_year_certain(data: dict[str, Any]) -> None:
    data["calendars"]["notices"] = [
        {"year": 2150, "basis": "通知", "off": ["2150-01-01"], "working": ["2149-12-27"]}
    ]
    hours = Policy.model_validate(data).hours
    assert not hours.working_day(date(2150, 1, 1)).working
    assert not hours.working_day(date(2150, 1, 1)).provisional
    assert hours.working_day(date(2149, 12, 27)).working
    assert hours.working_day(date(2149, 12, 27)).provisional


def drop(*milestones: str) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        data["rules"] = [rule for rule in data["rules"] if rule["milestone"] not in milestones]

    return change


def anchored(milestone: str, anchor: str) -> Callable[[dict[str, Any]], None]:
    """Its clocks only begin when there is an answer already."""

    def change(data: dict[str, Any]) -> None:
        for one in data["rules"]:
            if one["milestone"] == milestone:
                one["anchor"] = anchor

    return change


def rule(number: int, **values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda data: data["rules"][number].update(values)


def section(name: str, **values: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        part = data
        for key in name.split("."):
            part = part[key]
        part.update(values)

    return change


NOTICE = {"year": 2031, "basis": "通知", "off": ["2031-01-01"], "working": []}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (drop("response"), "响应级别 3 没有任何回应类时限"),
        (drop("first_word", "explanation"), "响应级别 1 没有任何回应类时限"),
        (drop("reply"), "诉求种类 complaint 没有答复时限"),
        (drop("disclosure"), "依申请公开事项没有答复时限"),
        (drop("fulfilment"), "履职事项没有答复时限，请加一条 fulfilment"),
        (anchored("response", "closed"), "响应级别 3 没有任何回应类时限"),
        (anchored("response", "last_publication"), "响应级别 3 没有任何回应类时限"),
        (rule(0, limit="0分钟"), "必须大于零"),
        (rule(0, limit="-5小时"), "看不懂时长"),
        (rule(0, limit="一会儿"), "看不懂时长"),
        (rule(0, limit=""), "看不懂时长"),
        (rule(0, limit="3个工作日"), "不符"),
        (rule(0, limit="90000小时"), "太长"),
        (rule(0, anchor="received"), "永远不会起算"),
        (rule(0, or_anchor="detected"), "or_anchor 与 anchor 相同"),
        (rule(0, basis_grades=[1]), "须同时写明"),
        (rule(1, tiers=[2, 3]), "第 1 条与第 2 条 rules"),
        (section("calendars", duty=["23:00", "07:00"]), "先开始后结束"),
        (section("calendars", duty=["7点", "23:00"]), "不是时刻"),
        (section("calendars", notices=[{**NOTICE, "off": ["2032-01-01"]}]), "不在 2031 年"),
        (section("calendars", notices=[{**NOTICE, "working": ["2031-01-01"]}]), "既写为放假"),
        (section("calendars", notices=[NOTICE, NOTICE]), "不止一次"),
        (section("calendars", notices=[{**NOTICE, "off": ["元旦"]}]), "不是日期"),
        (section("ladder.reminder", fractions=[0.8, 0.5]), "由小到大"),
        (section("ladder.reminder", fractions=[0.5, 1.0]), "由小到大"),
        (section("ladder.supervision", at_least="1个工作日"), "不能按工作日写"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_with_the_remedy(
    data: dict[str, Any], change: Callable[[dict[str, Any]], None], complaint: str
) -> None:
    change(data)
    with pytest.raises(ValidationError, match=complaint):
        Policy.model_validate(data)


@pytest.mark.parametrize("key", ["calendar", "holder", "anchor", "milestone", "repeat"])
def test_a_word_that_the_policy_does_not_know_is_refused_at_its_place(data: dict[str, Any], key: str) -> None:
    data["rules"][4][key] = "nobody"
    with pytest.raises(ValidationError) as refused:
        Policy.model_validate(data)
    assert refused.value.errors()[0]["loc"] == ("rules", 4, key)


def test_an_unknown_key_is_refused(data: dict[str, Any]) -> None:
    data["rules"][0]["limits"] = "30分钟"
    with pytest.raises(ValidationError) as refused:
        Policy.model_validate(data)
    assert refused.value.errors()[0]["type"] == "extra_forbidden"


def test_an_operators_file_is_refused_with_line_and_nearest_name(tmp_path: Path) -> None:
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    wrong = next(n for n, line in enumerate(lines) if line == 'calendar = "duty"')
    lines[wrong] = 'calendar = "duti"'
    path = tmp_path / "policy.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load_toml(path, Policy)
    assert f"第 {wrong + 1} 行" in str(refused.value)
    assert "是否想写“duty”" in str(refused.value)


def test_limits_are_read_as_people_write_them() -> None:
    assert parse_limit("3个工作日").working_days == 3
    assert parse_limit("12小时30分钟").time == timedelta(hours=12, minutes=30)
    assert parse_limit("2 小时").time == timedelta(hours=2)
    assert parse_time("1天") == timedelta(days=1)


def test_every_kind_is_answered_in_every_tier_and_appeal(data: dict[str, Any]) -> None:
    untiered = deepcopy(data)
    untiered["rules"] = [
        rule for rule in data["rules"] if (rule["milestone"], rule.get("tiers")) != ("response", [0])
    ]
    with pytest.raises(ValidationError, match="尚无级别（tiers 写 0） 没有任何回应类时限"):
        Policy.model_validate(untiered)
    for milestone, kind in (("reply", "诉求种类"), ("disclosure", "依申请公开事项")):
        narrowed = deepcopy(data)
        for rule in narrowed["rules"]:
            if rule["milestone"] == milestone:
                rule["tiers"] = [0, 2, 3, 4]
        with pytest.raises(ValidationError, match=f"{kind}.*（响应级别 1）.*没有答复时限"):
            Policy.model_validate(narrowed)
