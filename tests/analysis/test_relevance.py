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


def said(analyst: Analyst, text: str, channel: str = "weibo", local: bool = True) -> bool:
    return analyst.assess([Text(id="1", text=text, channel=channel, local=local)], NOW)[0].relevant


@pytest.mark.parametrize(
    "text",
    ["新港晚上又停电了", "新港大道堵死了，绕不过去", "听说园区挨家查食堂", "三号路的井盖不见了，谁来管管"],
)
def test_a_local_source_means_its_own_park_by_a_bare_name(analyst: Analyst, text: str) -> None:
    assert said(analyst, text)
    assert not said(analyst, text, local=False)


@pytest.mark.parametrize(
    "text",
    [
        "天津新港一工厂起火，2人受伤",
        "威海新港的日出真好看",
        "江苏一化工园区发生火灾，无人员伤亡",
        "电影《黄石》排片太少",
        "周末去黄石吃港饼",
        "大冶一园区集中签约三个项目",
        "新港饼这家最好吃，从台湾寄来的",
    ],
)
def test_a_local_source_can_speak_of_elsewhere(analyst: Analyst, text: str) -> None:
    assert not said(analyst, text)


def test_a_local_board_need_not_name_the_place(analyst: Analyst) -> None:
    leak = "自来水黄了五天，打电话没人管，供水到底归谁"
    assert said(analyst, leak, "forum")
    assert not said(analyst, leak, "weibo")
    assert not said(analyst, leak, "forum", local=False)
    assert not said(analyst, leak + "，大冶这边也一样", "forum")
    assert not said(analyst, "出一台九成新洗衣机，自提", "forum")
