"""Replies judged: formulas called formulas, answers with grounds told from answers without."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.replies.exchange import Exchange
from analysis.replies.judge import ReplyJudge
from analysis.replies.lines import shipped_card
from analysis.replies.rubric import ReplyRubric, default_reply_rubric

WRITTEN = datetime(2026, 11, 2, 1, tzinfo=UTC)
ASKED = Exchange(
    id="1",
    title="新港大道路灯不亮",
    text="新港大道物流园段路灯坏了半个月，晚上一片漆黑，请问什么时候修好？夜班公交能否加一班？",
    reply="",
    written_at=WRITTEN,
    replied_at=WRITTEN + timedelta(days=3),
)
FULL = (
    "网友您好！您的留言已收悉。现将有关情况回复如下：一、关于路灯。经现场核实，新港大道物流园段共有"
    "路灯36盏，其中11盏因电缆被施工挖断而不亮，情况属实。根据《城市照明管理规定》第二十一条，施工单位"
    "已于11月3日开始修复，预计11月10日前全部恢复照明。二、关于夜班公交。由于现有车辆不足，交运分局已与"
    "公交公司商定，自12月1日起在22:30加开一班，经停物流园南门、散货码头两站。下一步将加强巡查。给您带来"
    "的不便敬请谅解，感谢您的监督！2026年11月5日"
)


@pytest.fixture(scope="module")
def judge() -> ReplyJudge:
    return ReplyJudge()


def test_an_answer_to_every_point_with_grounds_is_excellent(judge: ReplyJudge) -> None:
    verdict = judge.judge(replace(ASKED, reply=FULL))
    assert verdict.complete and verdict.explained and not verdict.formulaic
    assert (verdict.band, verdict.delay_days) == ("优", 3)
    assert "《城市照明管理规定》" in {r.factor: r.evidence for r in verdict.reasons}["讲清"]


@pytest.mark.parametrize(
    "reply",
    [
        "您好，留言已收悉。",
        "“UU0081”您好！您反映的问题已转有关部门调查核处，如有情况将及时反馈，谢谢！2026年11月5日",
        "网友：您好，您的来信收悉，建议您直接咨询园区交运分局，电话见官网。感谢您对我们工作的理解与支持！",
        "",
    ],
)
def test_a_formula_is_called_a_formula(judge: ReplyJudge, reply: str) -> None:
    verdict = judge.judge(replace(ASKED, reply=reply))
    assert verdict.formulaic and not verdict.complete and not verdict.explained
    assert (verdict.relevance, verdict.band) == (0.0, "差")
    assert verdict.reasons[0].factor == "套话"


def test_a_short_answer_is_no_formula_but_explains_nothing(judge: ReplyJudge) -> None:
    reply = "您好！新港大道物流园段的路灯本周内修好，夜班公交暂不加班次。"
    verdict = judge.judge(replace(ASKED, reply=reply))
    assert not verdict.formulaic and not verdict.explained
    assert verdict.relevance > 0


def test_an_answer_to_something_else_is_not_to_the_point(judge: ReplyJudge) -> None:
    answered = judge.judge(replace(ASKED, reply=FULL))
    other = judge.judge(replace(ASKED, title="幼儿园招生", text="请问幼儿园秋季招生何时报名？", reply=FULL))
    assert other.relevance < 0.5 < answered.relevance


def test_blaming_the_writer_costs_the_points_for_tone(judge: ReplyJudge) -> None:
    verdict = judge.judge(replace(ASKED, reply=FULL + "请不要发表没有依据的评论。"))
    assert {r.factor: r.points for r in verdict.reasons}["语气"] == 0


@pytest.mark.parametrize(("days", "points"), [(0, 15), (5, 15), (17.5, 7.5), (30, 0), (400, 0)])
def test_points_for_promptness_fall_evenly(judge: ReplyJudge, days: float, points: float) -> None:
    late = replace(ASKED, reply=FULL, replied_at=WRITTEN + timedelta(days=days))
    assert {r.factor: r.points for r in judge.judge(late).reasons}["及时"] == points


def test_a_missing_moment_lowers_no_score(judge: ReplyJudge) -> None:
    known = judge.judge(replace(ASKED, reply=FULL))
    unknown = judge.judge(replace(ASKED, reply=FULL, written_at=None))
    assert unknown.delay_days is None
    assert unknown.score >= known.score - 2
    earlier = judge.judge(replace(ASKED, reply=FULL, replied_at=WRITTEN - timedelta(days=1)))
    assert earlier.delay_days is None


def test_points_other_than_a_hundred_are_refused() -> None:
    values = default_reply_rubric().model_dump()
    values["points"]["tone"] = 20
    with pytest.raises(ValueError, match="合计应为 100"):
        ReplyRubric.model_validate(values)


def test_the_card_names_its_rows_and_unseen_scores() -> None:
    card = shipped_card()
    assert sum(card["rows_by_labeller"].values()) == card["rows"]
    assert card["cross_validated"]["complete"]["accuracy"] >= 0.8
    assert card["cross_validated"]["explained"]["accuracy"] >= 0.72


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_gets_a_verdict(message: str, reply: str) -> None:
    verdict = ReplyJudge().judge(Exchange("x", message, "", reply))
    assert 0 <= verdict.score <= 100 and 0 <= verdict.relevance <= 1


@pytest.mark.parametrize("text", ["好" * 1_000_000, "\ud800", "\u202e" * 50, "《" * 20_000, "一、" * 20_000])
def test_hostile_text_gets_a_verdict(judge: ReplyJudge, text: str) -> None:
    verdict = judge.judge(Exchange("x", text, text, text))
    assert 0 <= verdict.score <= 100
