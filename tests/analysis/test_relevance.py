from datetime import UTC, datetime

import pytest

from analysis.analyst import Analyst
from analysis.texts import Text

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="module")
def analyst() -> Analyst:
    return Analyst.default()


@pytest.mark.parametrize(
    "text",
    [
        "黄石新港物流工业园区今天开工",
        "棋盘洲一化工厂爆炸,已致3死5伤",
        "韦源口镇征地补偿款迟迟不到位",
        "新港大道晚上大货车太吵了，黄石的领导管管",
        "阳新这边新港的粉尘太大了",
    ],
)
def test_posts_about_the_park_are_relevant(analyst: Analyst, text: str) -> None:
    assert analyst.assess([Text(id="1", text=text, channel="weibo")], NOW)[0].relevant


@pytest.mark.parametrize(
    "text",
    [
        "天津新港一工厂起火，2人受伤",
        "电影《黄石》今日上映，票房过亿",
        "黄石公园附近车祸，车上有12名中国公民",
        "高雄新港码头停工",
        "周末去黄石吃港饼",
        "今天天气真好",
    ],
)
def test_names_that_mean_elsewhere_are_irrelevant(analyst: Analyst, text: str) -> None:
    verdict = analyst.assess([Text(id="1", text=text, channel="weibo")], NOW)[0]
    assert not verdict.relevant
    assert verdict.tier is None


@pytest.mark.parametrize("channel", ["message", "hotline"])
def test_a_letter_is_relevant_by_its_origin(analyst: Analyst, channel: str) -> None:
    verdict = analyst.assess([Text(id="1", text="路灯坏了", channel=channel)], NOW)[0]
    assert verdict.relevant and verdict.relevance == 1.0


def test_every_verdict_says_why(analyst: Analyst) -> None:
    verdict = analyst.assess([Text(id="1", text="天津新港一工厂起火", channel="weibo")], NOW)[0]
    reason = next(one for one in verdict.reasons if one.factor == "相关性")
    assert "天津" in reason.evidence
