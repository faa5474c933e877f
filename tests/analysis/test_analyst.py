from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.analyst import Analyst
from analysis.texts import Text

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ANALYST = Analyst.default()
KEYS = [
    "id", "relevant", "relevance", "topic", "topic_confidence", "themes", "appeal", "sentiment",
    "sentiment_score", "emotion", "rumor", "emergency", "grade", "heat", "level", "tier", "unit",
    "supporting", "keywords", "reasons",
]  # fmt: skip


def assess(text: str, **more: object):
    return ANALYST.assess([Text(id="1", text=text, **more)], NOW)[0]  # type: ignore[arg-type]


def test_an_explosion_in_the_park_has_kind_figures_grade_tier_and_unit() -> None:
    verdict = assess("棋盘洲一化工厂爆炸,已致3死5伤")
    assert verdict.relevant
    assert verdict.emergency is not None and verdict.emergency.kind == "accident"
    assert (verdict.emergency.deaths, verdict.emergency.injured) == (3, 5)
    assert (verdict.grade, verdict.tier, verdict.unit) == (3, 3, "执法局")


def test_the_json_keeps_the_published_keys_in_order() -> None:
    row = assess("棋盘洲一化工厂爆炸,已致3死5伤").as_json()
    assert list(row) == KEYS
    assert row["emergency"]["deaths"] == 3
    assert {"factor", "evidence", "points"} == set(row["reasons"][0])


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("韦源口镇征地拆迁补偿款没到位", "国土分局"),
        ("黄石新港工地拖欠农民工工资，讨薪无门，劳动合同也不签", "人社局"),
        ("黄石新港大道上大货车超载闯红灯，交警管管", "交警大队"),
        ("棋盘洲化工厂偷排废气，恶臭刺鼻污染严重", "执法局"),
    ],
)
def test_the_lead_unit_follows_the_matter(text: str, unit: str) -> None:
    assert assess(text, channel="weibo").unit == unit


def test_a_wide_angry_complaint_gets_a_level_with_points() -> None:
    verdict = assess(
        "韦源口强拆打人!村民聚集堵路,有人受伤[怒][怒],领导不作为,隐瞒真相",
        channel="weibo", reposts=3000, comments=2000, likes=5000,
    )  # fmt: skip
    assert verdict.level is not None and verdict.level <= 2
    assert verdict.tier == verdict.level
    assert sum(reason.points or 0 for reason in verdict.reasons) >= 65


def test_an_ordinary_letter_has_no_tier() -> None:
    verdict = assess("小区门口的路灯坏了,请帮忙修一下", channel="message", likes=2)
    assert verdict.tier is None
    assert verdict.appeal == "help"


def test_assessments_come_in_the_order_of_the_texts_whatever_the_batch() -> None:
    texts = [Text(id=str(n), text=f"第{n}条,棋盘洲噪音扰民") for n in range(300)]
    verdicts = ANALYST.assess(texts, NOW)
    assert [one.id for one in verdicts] == [one.id for one in texts]
    assert verdicts[299] == ANALYST.assess([texts[299]], NOW)[0]


@pytest.mark.parametrize(
    "text",
    ["", " ", "好", "😀😀😀", "\ud800\udc00坏\ud800", "\x00\x01\x02", "\u202e反\u202c", "İİİ", "مرحبا",
     "a" * 10, "[泪]", "[" * 50, "死" * 3000, "1" * 5000, "@" * 100, "http://"],
)  # fmt: skip
def test_broken_text_gets_an_assessment(text: str) -> None:
    verdict = ANALYST.assess([Text(id="x", title=text, text=text)], NOW)[0]
    assert verdict.id == "x"
    assert 0 <= verdict.relevance <= 1 and -1 <= verdict.sentiment_score <= 1


def test_a_megabyte_of_one_character_is_read_at_once() -> None:
    assert ANALYST.assess([Text(id="x", text="美" * 1_000_000)], NOW)[0].id == "x"


def test_an_empty_text_is_neutral() -> None:
    verdict = assess("")
    assert (verdict.sentiment, verdict.emotion, verdict.rumor) == ("neutral", "neutral", 0.0)


# Lone surrogates, control characters and marks of direction among them.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
ANY_COUNT = st.none() | st.integers()


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_COUNT, ANY_COUNT)
def test_any_text_gets_an_assessment(text: str, title: str, reposts: int | None, likes: int | None) -> None:
    verdict = ANALYST.assess([Text(id="x", title=title, text=text, reposts=reposts, likes=likes)], NOW)[0]
    assert verdict.topic and verdict.reasons
    assert 0 <= verdict.rumor <= 1 and 0 <= verdict.heat <= 100


def test_the_moment_of_publication_may_carry_any_zone() -> None:
    at = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert assess("棋盘洲爆炸,3人死亡", published_at=at).grade == 3
