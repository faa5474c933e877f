"""The procedure as data: what makes no sense is refused on load, at its place, with the remedy."""

import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from huiying.core.config import load_toml
from huiying.core.errors import BadInput, Refused
from huiying.core.models import Procedure as KeptProcedure
from responder.clocks.policy import Policy, default_policy
from responder.procedure.place import procedure_of
from responder.verbs.assign import assign
from tests.support.cast import Cast, at

SHIPPED = resources.files("responder").joinpath("policy.toml").read_text(encoding="utf-8")
LINES = SHIPPED.splitlines()


def line_with(*parts: str) -> int:
    """The number of the one line that has all the parts."""
    (found,) = (n for n, line in enumerate(LINES, 1) if all(part in line for part in parts))
    return found


def without(*parts: str) -> str:
    number = line_with(*parts)
    return "\n".join(LINES[: number - 1] + LINES[number:])


def changed(old: str, new: str, *parts: str) -> str:
    number = line_with(*parts)
    assert old in LINES[number - 1]
    return "\n".join([*LINES[: number - 1], LINES[number - 1].replace(old, new), *LINES[number:]])


STAGE, STEP = "{ name", "{ verb"
NOWHERE = "无法离开"


# Old text, new text, the step it stands in, the line that is blamed, what is said.
@pytest.mark.parametrize(
    ("old", "new", "step", "place", "complaint"),
    [
        ('"confirm"', '"confrm"', ('"confirm"',), (STEP, '"confirm"'), "是否想写“confirm”"),
        ('"examining"', '"examing"', ('"examine"',), (STEP, '"examine"'), "没有“examing”这个阶段"),
        ('["office"]', '["anybody"]', ('"join"',), (STEP, '"join"'), "不在可选值之内"),
        (
            'gives = "fulfilled", ',
            "",
            ('"fulfil"',),
            (STEP, '"close"', '["fulfilled"]'),
            "没有任何步骤会带来",
        ),
        ('"searched"', '"answered"', ('"determine"',), (STAGE, '"determining"'), NOWHERE),
        ('["examined"]', '["determined"]', ('"search"',), (STAGE, '"searching"'), NOWHERE),
        ("gives", "givs", ('"close"', '"duty"'), (STEP, '"close"', '["fulfilled"]'), "是否想写“gives”"),
    ],
)
def test_a_procedure_that_makes_no_sense_is_refused_at_its_line(
    tmp_path: Path, old: str, new: str, step: tuple[str, ...], place: tuple[str, ...], complaint: str
) -> None:
    said = fault(tmp_path, changed(old, new, STEP, *step))
    assert complaint in said
    assert f"第 {line_with(*place)} 行" in said


def test_a_kind_that_can_never_be_closed_is_refused(tmp_path: Path) -> None:
    assert "永远不能办结" in fault(tmp_path, without(STAGE, '"closing"'))


def test_a_verb_that_is_written_twice_is_refused(tmp_path: Path) -> None:
    twice = SHIPPED.replace("steps = [", "steps = [\n" + LINES[line_with(STEP, '"resume"') - 1])
    assert "“恢复计时”（resume）写了两次" in fault(tmp_path, twice)


@pytest.mark.parametrize("verb", ["dismiss", "mute"])
def test_a_procedure_that_ends_a_message_without_an_answer_is_refused(tmp_path: Path, verb: str) -> None:
    said = fault(tmp_path, changed('["opinion"]', '["opinion", "message"]', STEP, f'"{verb}"'))
    assert "群众来信来电件件要有答复" in said
    assert f"第 {line_with(STEP, chr(34) + verb + chr(34))} 行" in said


def test_a_clock_that_no_step_can_meet_is_refused_at_its_rule(tmp_path: Path) -> None:
    said = fault(tmp_path, changed(', meets = ["objection"]', "", STEP, '"decide_objection"'))
    assert "没有任何步骤能完成“异议处理”" in said
    assert "meets" in said


def test_a_tier_without_an_answering_milestone_is_refused(tmp_path: Path) -> None:
    said = fault(tmp_path, SHIPPED.replace('milestone = "response"', 'milestone = "progress"'))
    assert "响应级别 3 没有任何回应类时限" in said


@pytest.mark.parametrize("limit", ["-2小时", "0小时", "-3个工作日"])
def test_a_due_moment_before_its_anchor_is_refused(tmp_path: Path, limit: str) -> None:
    said = fault(tmp_path, SHIPPED.replace('limit = "48小时"', f'limit = "{limit}"', 1))
    assert "第" in said and ("必须大于零" in said or "看不懂时长" in said)


def test_an_extension_in_another_calendar_is_refused(tmp_path: Path) -> None:
    said = fault(tmp_path, SHIPPED.replace('extension = "5个工作日"', 'extension = "5小时"'))
    assert "与 calendar“working”不符" in said


def test_a_policy_from_before_procedures_has_the_shipped_one() -> None:
    data = tomllib.loads(SHIPPED)
    del data["procedure"]
    assert Policy.model_validate(data).procedure == default_policy().procedure


def test_a_case_is_finished_by_the_procedure_that_it_was_opened_under(cast: Cast) -> None:
    data: dict[str, Any] = tomllib.loads(SHIPPED)
    for step in data["procedure"]["steps"]:
        if step["verb"] == "assign":
            step.pop("needs", None)
    lax = Policy.model_validate(data)
    strict, free = cast.case(), cast.case(policy=lax)
    assert procedure_of(cast.session, free).digest == lax.procedure.digest != strict.procedure
    assert cast.session.get(KeptProcedure, lax.procedure.digest) is not None
    assign(cast.session, free, lead=cast.welfare, by=cast.officer, policy=cast.policy, now=at("09:20"))
    with pytest.raises(Refused, match="请先研判定级，再交办（“研判定级”由新闻办办理）"):
        assign(cast.session, strict, lead=cast.welfare, by=cast.officer, policy=lax, now=at("09:20"))


def fault(tmp_path: Path, text: str) -> str:
    """What loading the text as a policy says."""
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load_toml(path, Policy)
    return str(refused.value)
