"""The index of one case, line by line, by worked examples."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from huiying.core.config import load_toml
from huiying.core.errors import BadInput
from responder.evaluation.evaluate import evaluate
from responder.evaluation.facts import (
    ChasedFact,
    ClockFact,
    Facts,
    MarkFact,
    MessageFact,
    PostFact,
    PublicationFact,
    ReadingFact,
)
from responder.evaluation.formula import formula
from responder.evaluation.index import Index, Line
from responder.evaluation.rules import PARTS, Rules, default_rules
from tests.support.cast import at

RULES = default_rules()
SHIPPED = Path("responder/evaluation/evaluation.toml")
NOW, NOON = at("09:00", 14), at("12:00")
BARE = Facts(1, "2026-0001", "异味", "opinion", 7, at("09:10"), at("18:00", 3), NOW, event_id=5)


def clock(number: int, due: datetime, met: datetime | None, **change: object) -> ClockFact:
    """A clock of the unit that runs from 09:00."""
    fields: dict[str, object] = {"milestone": "first_word", "holder": "unit", "unit_id": 7}
    made = {**fields, "anchor_at": at("09:00"), "ended_at": met, "born_overdue": False, **change}
    return ClockFact(id=number, due_at=due, met_at=met, **made)  # type: ignore[arg-type]


def spoken(number: int = 1, when: datetime = NOON, **change: object) -> PublicationFact:
    fields: dict[str, object] = {"kind": "first_word", "text": "已停产整改。", "rebuts_post_id": None}
    return PublicationFact(id=number, published_at=when, **{**fields, **change})  # type: ignore[arg-type]


def line(facts: Facts, part: str, code: str) -> Line:
    return evaluate(facts, RULES).part(part).line(code)


def test_a_case_without_any_evidence_has_no_score_and_says_what_is_missing() -> None:
    found = evaluate(BARE, RULES)
    assert (found.score, found.band, found.covered) == (None, None, 0.0)
    assert {"按时完成", "峰值前发布", "没有差错", "热度变化"} <= set(found.missing)


def test_the_share_of_clocks_met_in_time_and_how_early() -> None:
    clocks = (
        clock(1, at("13:00"), at("10:00")),  # three quarters of the time left: full
        clock(2, at("13:00"), at("12:00")),  # a quarter left: half
        clock(3, at("13:00"), at("13:00")),  # met at the last moment
        clock(4, at("13:00"), at("13:01"), born_overdue=True),
        clock(5, at("13:00", 20), None),  # not yet decided
        clock(6, at("13:00"), None, milestone="evaluation"),  # not judged
    )
    facts = replace(BARE, clocks=clocks)
    met, early = line(facts, "timeliness", "met"), line(facts, "timeliness", "early")
    assert (met.share, early.share) == (0.75, 0.375)
    assert met.said == "4 个时限中按时完成 3 个，其中 1 个起算时已超时"
    assert [(rest.kind, rest.ids) for rest in met.rests_on] == [("clock", (1, 2, 3, 4))]


def test_a_unit_does_not_answer_for_the_clocks_of_others() -> None:
    late_office = clock(2, at("09:30"), at("12:00"), holder="office", unit_id=1)
    former_unit = clock(3, at("09:30"), None, unit_id=8)
    facts = replace(BARE, clocks=(clock(1, at("13:00"), at("10:00")), late_office, former_unit))
    assert evaluate(facts, RULES).score == pytest.approx(33.3, abs=0.1)
    assert evaluate(facts.of_unit(), RULES).score == 100.0


@pytest.mark.parametrize(
    ("peak", "state", "share"),
    [("12:00", "counted", 1.0), ("11:59", "counted", 0.0), ("09:09", "not_applicable", None)],
)
def test_the_first_publication_against_the_peak_of_heat(peak: str, state: str, share: float | None) -> None:
    facts = replace(BARE, publications=(spoken(2, at("15:00")), spoken()), peak_at=at(peak))
    found = line(facts, "initiative", "before_peak")
    assert (found.state, found.share) == (state, share)


def test_a_reminder_before_the_first_publication_counts_and_one_after_it_does_not() -> None:
    early, late = (ChasedFact(n, 1, "reminder_50", at(clock)) for n, clock in ((1, "11:30"), (2, "13:00")))
    chased = replace(BARE, publications=(spoken(),), chased=(early, late))
    found = line(chased, "initiative", "unprompted")
    assert (found.share, found.rests_on[0].ids) == (0.0, (1,))
    assert line(replace(chased, chased=(late,)), "initiative", "unprompted").share == 1.0


def test_a_fault_of_accuracy_is_a_withdrawal_or_a_correction_that_others_asked_for() -> None:
    for fault, share in ((None, 1.0), ("others", 0.0), ("withdrawn", 0.0)):
        facts = replace(BARE, publications=(spoken(), spoken(2, fault=fault)))
        assert line(facts, "accuracy", "no_fault").share == share, fault


def test_a_rumour_is_answered_with_all_who_repeat_it() -> None:
    posts = tuple(PostFact(n, at("10:00"), True, 0.6, original) for n, original in ((1, 1), (2, 1), (3, 3)))
    quiet = PostFact(4, at("10:00"), True, 0.49, 4)
    facts = replace(BARE, posts=(*posts, quiet), publications=(spoken(rebuts_post_id=2),))
    found = line(facts, "accuracy", "rumours")
    assert (found.share, found.said) == (0.5, "传言 2 起（转述 3 条），已有发布针对的 1 起")
    assert line(replace(BARE, posts=(quiet,)), "accuracy", "rumours").state == "not_applicable"


def test_a_reply_on_the_point_scores_above_a_formula() -> None:
    message = MessageFact(9, at("09:00"), "夜间异味", "化工厂夜里气味刺鼻，何时能解决？")
    full = (
        "经现场核查，您反映的化工厂夜间气味刺鼻问题属实，原因是废气处理设施故障。一、依据《中华人民共和国"
        "大气污染防治法》第九十九条，已责令该厂停产整改；二、设施更换将于12月10日前完成，届时由执法局复查；"
        "三、整改期间每晚安排人员巡查，结果在园区网站公布。"
    )
    of_message = replace(BARE, kind="message", event_id=None, messages=(message,))
    shares = [
        line(
            replace(of_message, publications=(spoken(kind="reply", text=text),)), "accuracy", "on_point"
        ).share
        for text in (full, "您好，您反映的问题已收悉，感谢您的关注。")
    ]
    assert shares == [1.0, 0.0]


def test_heat_and_negative_voices_are_compared_over_a_day_on_either_side() -> None:
    hours = ((-25, 90.0), (-2, 40.0), (-1, 60.0), (1, 30.0), (23, 45.0), (25, 99.0))
    readings = tuple(
        ReadingFact(n, at("12:00") + timedelta(hours=hour), heat) for n, (hour, heat) in enumerate(hours)
    )
    said = ((-3, True), (-2, True), (-1, True), (1, True), (2, False), (3, False), (30, True))
    posts = tuple(
        PostFact(n, at("12:00") + timedelta(hours=hour), negative, 0.0, n)
        for n, (hour, negative) in enumerate(said, 1)
    )
    facts = replace(BARE, publications=(spoken(),), readings=readings, posts=posts)
    heat, negative, repeats = (line(facts, "effect", code) for code in ("heat", "negative", "repeats"))
    assert (heat.share, heat.rests_on[1].ids) == (0.5, (1, 2, 3, 4))  # 50 -> 37.5, half of a fall by half
    assert negative.share == 1.0  # from all to a third
    assert repeats.share == pytest.approx(1 - (1 / 3) / 0.5, abs=1e-4)
    early = replace(facts, as_of=at("11:59", 1))
    assert line(early, "effect", "heat").state == "missing"


def test_what_is_missing_lowers_nothing() -> None:
    facts = replace(BARE, clocks=(clock(1, at("13:00"), at("09:30")),), publications=(spoken(),))
    found = evaluate(facts, RULES)
    assert (found.score, found.band) == (100.0, "优")
    assert 0 < found.covered < 1 and "热度变化" in found.missing
    marked = evaluate(replace(facts, marks=(MarkFact(3, 1),)), RULES)
    assert marked.part("effect").score == 0.0 and marked.score == 75.0


def test_the_index_comes_back_from_json_as_it_was() -> None:
    found = evaluate(replace(BARE, publications=(spoken(),), clocks=(clock(1, NOW, at("10:00")),)), RULES)
    assert Index.from_json(json.dumps(found.as_json())) == found


def test_the_bands_begin_at_their_least_score() -> None:
    assert [RULES.bands.name(score) for score in (90, 89.9, 75, 60, 59.9)] == ["优", "良", "良", "中", "差"]


def test_the_shipped_weights_are_those_of_the_domain_and_stand_in_the_formula() -> None:
    assert {name: RULES.part(name).total for name in PARTS} == {
        "timeliness": 35,
        "initiative": 20,
        "accuracy": 20,
        "effect": 25,
    }
    said = "\n".join(formula(RULES))
    assert "及时（35 分）、主动（20 分）、准确（20 分）、效果（25 分）" in said
    assert "90 分以上为优" in said and "没有撤回、也没有经他人指出才更正" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unprompted = 6", "unpromted = 6", "是否想写“unprompted”"),
        ("met = 25 ", "met = 26 ", "应为 100，现为 101"),
        ("good = 75", "good = 95", "应依次降低"),
        ("heat = 8 ", "heat = -8 ", "数值太小"),
    ],
)
def test_a_faulty_file_is_refused_with_the_remedy(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    mine = tmp_path / "evaluation.toml"
    mine.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BadInput, match=said):
        load_toml(mine, Rules)
