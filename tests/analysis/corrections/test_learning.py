"""Fifty corrections change a verdict; what was right stays; taking the layer away brings the old one back."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analysis.analyst import Analyst
from analysis.assessment import Assessment
from analysis.corrections.layer import load_layer, save_layer
from analysis.corrections.learning import Judged, TooFewCorrections, Trial, learn_layer
from analysis.corrections.revising import FACTOR, Reviser
from analysis.corrections.tasks import CORRECTED
from analysis.texts import Text

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
PLACES = ("散货码头", "物流大道", "韦源口", "棋盘洲", "保税中心", "河口", "太子镇", "东湖", "江堤", "老街")
WAYS = ("天天", "昨晚", "从早到晚", "又", "每个周末")
OTHERS = (
    "小学门口没有斑马线，孩子过马路太危险",
    "工资拖欠两个月，工友都在等着过年",
    "自来水发黄有泥沙，打电话没人管",
    "公交车改线以后要走两公里才有站",
    "社区医院周末没有医生值班",
    "广场上的健身器材坏了没人修",
)


def post(number: int, text: str) -> Text:
    return Text(id=str(number), title="", text=text, channel="forum")


def gulls() -> list[Text]:
    """Fifty posts about gulls, which no head knows to be a matter of the environment office's."""
    return [
        post(n, f"棋盘洲{place}{way}有人给红嘴鸥喂面包，希望管一管")
        for n, (place, way) in enumerate((place, way) for place in PLACES for way in WAYS)
    ]


def others() -> list[Text]:
    return [
        post(100 + n, f"棋盘洲{place}：{text}")
        for n, (place, text) in enumerate((place, text) for place in PLACES for text in OTHERS)
    ]


@pytest.fixture(scope="module")
def analyst() -> Analyst:
    return Analyst.default()


def judged(analyst: Analyst, texts: list[Text], right: str | None = None) -> list[Judged]:
    verdicts = analyst.assess(texts, NOW)
    return [Judged(text, verdict, right) for text, verdict in zip(texts, verdicts, strict=True)]


def learned(analyst: Analyst, task: str, right: str) -> Trial:
    return learn_layer(CORRECTED[task], judged(analyst, gulls(), right) + judged(analyst, others()))


def revised(analyst: Analyst, trial: Trial, text: str) -> tuple[Assessment, Assessment]:
    texts = [post(900, text)]
    before = analyst.assess(texts, NOW)
    return before[0], Reviser({trial.layer.task: trial.layer}, 0.52).revise(texts, before)[0]


UNSEEN = "今天在棋盘洲江边又看到一群人给红嘴鸥喂面包"


@pytest.mark.parametrize(
    ("task", "right"),
    [
        ("topic", "商贸旅游"),
        ("unit", "社发局"),
        ("relevance", "no"),
        ("sentiment", "positive"),
        ("tier", "3"),
    ],
)
def test_fifty_corrections_change_the_verdict_on_what_is_alike(
    analyst: Analyst, task: str, right: str
) -> None:
    trial = learned(analyst, task, right)
    before, after = revised(analyst, trial, UNSEEN)
    read = CORRECTED[task].read
    assert read(before) != right
    assert read(after) == right
    assert any(reason.factor == FACTOR and "50 条人工更正" in reason.evidence for reason in after.reasons)
    assert trial.not_worse and trial.validated >= 5


@pytest.mark.parametrize("task", ["topic", "unit", "sentiment"])
def test_what_was_right_stays_as_it_was(analyst: Analyst, task: str) -> None:
    trial = learned(analyst, task, {"topic": "商贸旅游", "unit": "社发局", "sentiment": "positive"}[task])
    for text in OTHERS:
        before, after = revised(analyst, trial, f"棋盘洲新港大道：{text}")
        assert CORRECTED[task].read(after) == CORRECTED[task].read(before)


def test_what_was_given_to_whom_makes_a_doubtful_unit_sure(analyst: Analyst) -> None:
    """Fifty cases that went where the machine hardly dared to propose: like ones need no person any more."""
    proposed = analyst.assess([post(900, UNSEEN)], NOW)[0]
    before, after = revised(analyst, learned(analyst, "unit", proposed.unit), UNSEEN)
    assert before.ask_unit and before.unit_confidence < 0.52
    assert not after.ask_unit and after.unit == before.unit
    assert after.unit_confidence > before.unit_confidence + 0.2
    told = [reason.evidence for reason in after.reasons if reason.factor == "责任单位"]
    assert len(told) == 1 and "50 条人工更正" in told[0] and "请值班员确认" not in told[0]


def test_what_was_given_elsewhere_makes_a_unit_doubtful(analyst: Analyst) -> None:
    trial = learned(analyst, "unit", "社发局")
    before, after = revised(analyst, trial, "棋盘洲江边的红嘴鸥吵得人睡不着")
    assert after.unit == before.unit
    assert after.unit_confidence < before.unit_confidence - 0.1


def test_that_nobody_corrected_a_unit_makes_it_no_surer(analyst: Analyst) -> None:
    trial = learned(analyst, "unit", "社发局")
    for text in OTHERS:
        before, after = revised(analyst, trial, f"棋盘洲新港大道：{text}")
        assert after.unit_confidence == pytest.approx(before.unit_confidence, abs=0.06)


def test_without_the_layer_the_verdict_is_the_old_one(analyst: Analyst) -> None:
    verdicts = analyst.assess([post(900, UNSEEN)], NOW)
    assert Reviser({}, 0.52).revise([post(900, UNSEEN)], verdicts) == verdicts


def test_corrections_that_contradict_what_people_agreed_on_are_not_taken(analyst: Analyst) -> None:
    """Half of the rows say one thing, the other half of the same posts the opposite: nothing is learned."""
    rows = judged(analyst, gulls(), "商贸旅游")
    agreed = [replace(one, right=one.verdict.topic) for one in judged(analyst, gulls()) for _ in range(4)]
    trial = learn_layer(CORRECTED["topic"], agreed + rows[:20])
    wrong = learn_layer(CORRECTED["topic"], rows, seed="x")
    kept = learn_layer(CORRECTED["topic"], agreed, wrong.layer)
    assert trial.after >= 0.75
    assert kept.after > kept.before


def test_too_few_corrections_are_refused(analyst: Analyst) -> None:
    with pytest.raises(TooFewCorrections, match="至少要 20 条"):
        learn_layer(CORRECTED["topic"], judged(analyst, gulls()[:19], "商贸旅游"))


def test_a_layer_is_read_as_it_was_written(analyst: Analyst, tmp_path: Path) -> None:
    trial = learned(analyst, "topic", "商贸旅游")
    save_layer(trial.layer, tmp_path / "topic" / "0001")
    again = load_layer(tmp_path / "topic" / "0001")
    assert (again.task, again.classes) == (trial.layer.task, trial.layer.classes)
    _, after = revised(analyst, replace(trial, layer=again), UNSEEN)
    assert after.topic == "商贸旅游"
