"""What people ask, mock, deny or have only heard say is no figure."""

from datetime import UTC, datetime

import pytest

from analysis.emergencies.report import read_report
from analysis.texts import Text

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def read(text: str, channel: str = "weibo") -> tuple[int | None, int | None]:
    found = read_report(Text(id="1", text=text, channel=channel, published_at=NOW)).emergency
    return (found.deaths, found.injured) if found else (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "食堂中毒死了两个？真的假的",
        "听说那个厂食物中毒死了两个",
        "爆炸死了三十多个人，是真的吗",
        "内部消息，爆炸里面死了三十多人！！！转发出去",
        "通报说爆炸无人员伤亡？骗谁呢",
        "说爆炸没有人员伤亡。谁信啊",
        "下午还说爆炸没人伤亡的那位出来走两步",
        "爆炸的时候正好交接班，应该没有人员伤亡，大家不要恐慌",
        "回复楼上说爆炸没有伤亡的：别乱讲",
        "网传爆炸死亡三十余人，不实",
        "群里都在传爆炸死了8个",
        "科普一下：爆炸3人以上死亡就是较大事故了，要提级调查的",
        "爆炸10人以上死亡的属于重大事故",
    ],
)
def test_what_is_asked_mocked_or_heard_say_is_no_figure(text: str) -> None:
    assert read(text) == (None, None)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("爆炸造成3人死亡、9人受伤，为什么现在才说？", (3, 9)),
        ("爆炸已经3人死亡了，什么时候公布名单？", (3, None)),
        ("【情况通报】爆炸已造成1人死亡、5人受伤。", (1, 5)),
        ("【辟谣】网传“爆炸死了三十多人”不实，实为3人死亡、9人受伤。", (3, 9)),
        ("车间起火，明火已扑灭，无人员伤亡", (0, 0)),
        ("车祸，亲眼看到三四个人受伤", (None, 3)),
        ("爆炸中七八十人受伤", (None, 70)),
    ],
)
def test_what_is_stated_counts(text: str, figures: tuple[int | None, int | None]) -> None:
    assert read(text) == figures


def test_what_a_report_has_heard_of_counts() -> None:
    assert read("据说爆炸造成2人死亡", "news") == (2, None)
    assert read("据说爆炸造成2人死亡", "weibo") == (None, None)


def test_the_figure_left_out_is_shown_with_its_reason() -> None:
    found = read_report(Text(id="1", text="化工厂爆炸死了两个？真的假的", channel="weibo"))
    reason = next(one for one in found.reasons if one.factor == "未计入的数字")
    assert "疑问" in reason.evidence and "死了两个" in reason.evidence
