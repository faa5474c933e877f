from datetime import UTC, datetime, timedelta

import pytest

from analysis.analyst import Analyst
from analysis.happening import EventAssessment, assess_event
from analysis.texts import Text

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ANALYST = Analyst.default()


def event(*texts: Text) -> EventAssessment:
    return assess_event(list(zip(texts, ANALYST.assess(texts, NOW), strict=True)), NOW)


def told(number: int, text: str, hours: float, channel: str = "news", **more: int) -> Text:
    at = NOW - timedelta(hours=hours)
    return Text(str(number), "", text, channel, "某报", 1.0, at, **more)  # type: ignore[arg-type]


def test_the_latest_figures_count() -> None:
    verdict = event(
        told(1, "棋盘洲一化工厂爆炸，造成3人死亡", 5),
        told(2, "棋盘洲化工厂爆炸事故死亡人数升至11人，30人受伤", 1),
        told(3, "棋盘洲化工厂爆炸，已有5人遇难", 3),
    )
    assert verdict.emergency is not None
    assert (verdict.emergency.deaths, verdict.emergency.injured) == (11, 30)
    assert (verdict.grade, verdict.tier, verdict.unit) == (2, 2, "执法局")


def test_a_later_correction_downwards_counts_too() -> None:
    verdict = event(
        told(1, "棋盘洲一化工厂爆炸，造成10人死亡", 5),
        told(2, "棋盘洲化工厂爆炸死亡人数更正为2人死亡", 1),
    )
    assert verdict.grade == 4


def test_hearsay_does_not_overrule_the_news_but_is_mentioned() -> None:
    verdict = event(
        told(1, "棋盘洲一化工厂爆炸，造成3人死亡", 5),
        told(2, "棋盘洲爆炸死了40人!40人死亡啊", 1, channel="weibo"),
    )
    assert verdict.emergency is not None and verdict.emergency.deaths == 3
    assert any("说法不一" in reason.factor for reason in verdict.reasons)


def test_old_events_and_drills_do_not_grade_the_event() -> None:
    verdict = event(
        told(1, "棋盘洲一化工厂起火，1人受伤", 2),
        told(2, "2015年8月天津港爆炸曾造成165人死亡，棋盘洲企业吸取教训", 1),
        told(3, "棋盘洲开展爆炸事故演练，模拟50人死亡", 1),
    )
    assert verdict.grade == 4


def test_heat_and_channels_come_from_all_posts() -> None:
    verdict = event(
        told(1, "韦源口强拆打人", 3, channel="weibo", reposts=500, likes=900),
        told(2, "韦源口强拆现场视频", 2, channel="video", likes=2000),
    )
    assert verdict.channels == ("video", "weibo")
    assert verdict.heat > 60
    assert verdict.level is not None


def test_an_event_without_posts_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        assess_event([], NOW)


def test_talk_that_nobody_was_hurt_undoes_no_official_figure() -> None:
    verdict = event(
        told(1, "棋盘洲化工厂爆炸事故造成3人死亡、9人受伤", 5),
        told(2, "棋盘洲爆炸没有人员伤亡，大家放心", 2, "weibo"),
        told(3, "通报说棋盘洲爆炸无人员伤亡？骗谁呢", 1, "weibo"),
    )
    assert verdict.emergency is not None
    assert (verdict.emergency.deaths, verdict.emergency.injured, verdict.grade) == (3, 9, 3)


def test_a_later_zero_lowers_nothing_even_before_any_official_word() -> None:
    verdict = event(
        told(1, "棋盘洲爆炸，我看到抬出来4人受伤", 5, "weibo"),
        told(2, "棋盘洲爆炸无人员伤亡，散了吧", 1, "forum"),
    )
    assert verdict.emergency is not None and verdict.emergency.injured == 4


def test_news_of_some_of_the_injured_is_no_new_toll() -> None:
    verdict = event(
        told(1, "棋盘洲化工厂爆炸事故造成3人死亡、9人受伤", 5),
        told(2, "棋盘洲爆炸事故又有2名伤员今日出院", 1),
    )
    assert verdict.emergency is not None
    assert (verdict.emergency.deaths, verdict.emergency.injured) == (3, 9)
