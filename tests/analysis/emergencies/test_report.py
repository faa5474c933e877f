from datetime import UTC, datetime

import pytest

from analysis.emergencies.report import read_report
from analysis.texts import Text

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def read(text: str, title: str = "", channel: str = "news"):
    return read_report(Text(id="1", title=title, text=text, channel=channel, published_at=NOW))


@pytest.mark.parametrize(
    ("text", "deaths", "injured"),
    [
        ("棋盘洲一化工厂爆炸,已致3死5伤", 3, 5),
        ("棋盘洲一化工厂发生爆炸，造成三死五伤", 3, 5),
        ("园区一仓库起火，造成３人死亡，１２人受伤", 3, 12),
        ("码头坍塌事故死亡人数由5人升至11人，另有20余人受伤", 11, 20),
        ("一辆货车侧翻，司机当场死亡", 1, None),
        ("工地塔吊倒塌，已有两名工人遇难，1人重伤", 2, 1),
        ("车间发生爆燃，死亡4人，受伤7人", 4, 7),
        ("客车与货车相撞，至少十二人遇难，近三十人受伤", 12, 30),
        ("工厂发生火灾，所幸没有造成人员伤亡", 0, 0),
        ("两车追尾，6名乘客不同程度受伤，被送往医院", None, 6),
        ("厂区发生中毒事故，4名工人抢救无效死亡，其余9人住院治疗", 4, 9),
        ("大桥施工平台垮塌，1人死亡、2人失踪、8人受伤", 1, 8),
        ("车祸造成3人受伤送医经抢救无效死亡", 3, None),
        ("火灾夺走5条人命", 5, None),
        ("据通报，截至23日12时，事故已造成10人死亡（其中3人为消防员），17人受伤", 10, 17),
    ],
)
def test_the_figures_of_a_report_are_read(text: str, deaths: int, injured: int) -> None:
    emergency = read(text).emergency
    assert emergency is not None
    assert (emergency.deaths, emergency.injured) == (deaths, injured)


@pytest.mark.parametrize(
    ("text", "deaths", "injured", "grade"),
    [
        ("网传“死亡20人”系谣言，官方通报：火灾致1人轻伤", None, 1, 4),
        ("官方：未发生人员伤亡，网上所传多人死亡不属实", 0, 0, None),
        ("截至18时，搜救出14名被困人员，其中3人经抢救无效死亡，11人送医", 3, 11, 3),
        ("爆燃事故造成2死11伤，其中3人伤势危重", 2, 11, 4),
        ("死亡人数增至36人！某市物流园火灾救援仍在继续", 36, None, 1),
        ("一辆载有25人的大巴车侧翻，8人遇难，17人受伤送医，2人重伤", 8, 17, 3),
        ("坍塌事故共造成二十九人死亡，四十二人受伤", 29, 42, 2),
        ("危化品车辆起火，经济损失约1.2亿元，无人员伤亡", 0, 0, 1),
        ("5.1级地震已致56人遇难，12人失联", 56, None, 2),
    ],
)
def test_longer_reports_are_graded(
    text: str, deaths: int | None, injured: int | None, grade: int | None
) -> None:
    report = read(text)
    given = report.emergency
    assert ((given.deaths, given.injured) if given else (0, 0)) == (deaths, injured)
    assert report.grade == grade


@pytest.mark.parametrize(
    "text",
    [
        "园区举行危化品爆炸应急演练，模拟造成5人死亡、10人受伤",
        "网传棋盘洲化工厂爆炸致10人死亡，经核实为谣言",
        "深刻吸取某地爆炸事故（造成78人死亡）教训，园区开展安全检查",
        "2019年该厂曾发生爆炸，造成6人死亡",
        "如果发生爆炸，可能造成数十人死亡",
        "据统计，全国每年约有1800人死于道路交通事故",
        "A4区绿地海外滩二期业主快被噪音烦死了",
        "502胶将我家的大门彻底封堵死",
    ],
)
def test_figures_of_drills_rumours_lessons_and_old_events_do_not_count(text: str) -> None:
    report = read(text)
    assert report.grade is None
    assert report.emergency is None or not report.emergency.deaths


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("爆炸事故造成30人死亡", 1), ("爆炸事故造成29人死亡", 2), ("爆炸事故造成10人死亡", 2),
        ("爆炸事故造成9人死亡", 3), ("爆炸事故造成3人死亡", 3), ("爆炸事故造成2人死亡", 4),
        ("爆炸事故造成100人重伤", 1), ("爆炸事故造成50人重伤", 2), ("爆炸事故造成10人重伤", 3),
        ("爆炸事故造成60人受伤", 4), ("火灾造成直接经济损失1亿元", 1),
        ("火灾造成直接经济损失5000万元", 2), ("火灾造成直接经济损失1000万元", 3),
        ("火灾造成直接经济损失999万元", 4), ("某厂食堂150人食物中毒，1人死亡", 2),
        ("某厂食堂100人食物中毒", 3), ("某厂食堂45人食物中毒", 4), ("某厂食堂12人食物中毒", None),
        ("5.8级地震造成300人死亡", 1), ("5.8级地震造成40人死亡、10人失踪", 2),
        ("5.8级地震造成10人死亡", 3), ("5.8级地震造成9人死亡", 4),
    ],
)  # fmt: skip
def test_the_grade_follows_the_statute_with_its_bounds_included(text: str, grade: int | None) -> None:
    assert read(text).grade == grade


def test_acute_poisoning_at_work_counts_as_serious_injury() -> None:
    report = read("化工厂氯气泄漏，造成12人中毒")
    assert report.emergency is not None
    assert report.emergency.serious == 12
    assert report.grade == 3


def test_a_riot_asks_a_person_and_gets_no_grade() -> None:
    report = read("某地发生骚乱，造成4人死亡")
    assert report.grade is None
    assert report.ask_person


def test_rounded_figures_are_marked() -> None:
    emergency = read("火灾已造成至少10人死亡").emergency
    assert emergency is not None and emergency.approximate


def test_december_is_still_news_in_january() -> None:
    text = Text(
        id="1",
        text="2025年12月31日深夜，厂房爆炸造成3人死亡",
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert read_report(text).grade == 3


def test_a_letter_about_a_small_harm_is_no_emergency() -> None:
    assert read("我骑车被撞伤，一直没人管", channel="message").emergency is None


def test_a_reason_names_what_was_left_out() -> None:
    report = read("2019年该厂曾发生爆炸，造成6人死亡。今天该厂再次起火，1人受伤")
    assert report.emergency is not None and report.emergency.deaths is None
    assert any(reason.factor == "未计入的数字" for reason in report.reasons)
