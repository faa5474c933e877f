"""What an event comes down to: its posts' own sentences, none of them a cry or an old figure."""

from datetime import UTC, datetime, timedelta

import pytest

from analysis.assessment import Emergency
from analysis.events.summary import LONGEST_GIST, NOTHING_SAID, summarise
from analysis.texts import Text

START = datetime(2026, 11, 23, 6, tzinfo=UTC)


def post(number: int, text: str, channel: str = "weibo", title: str = "", **more: int) -> Text:
    at = START + timedelta(hours=number)
    return Text(str(number), title, text, channel, source=f"信源{number}", published_at=at, **more)


FIRST = "今天14时许，棋盘洲一精细化工厂发生爆炸并起火，初步核实造成1人死亡、5人受伤。"
LATER = "江畔新闻网讯 经逐一核对，化工厂爆炸事故共造成3人死亡、9人受伤，伤者均在医院救治。"
CRY = "太吓人了！！！谁来管管我们老百姓啊！！！"
ASH = "化工厂爆炸以后窗台上落了一层黑灰，附近居民不敢开窗。"
STAGES = [post(1, FIRST, "news"), post(2, CRY, likes=90_000), post(3, LATER, "news"), post(4, ASH)]


def quoted(*texts: Text, latest: Emergency | None = None) -> list[str]:
    return [one.text for one in summarise(texts, latest).extract]


def test_each_sentence_is_a_posts_own_and_names_it() -> None:
    summary = summarise(STAGES)
    by_id = {text.id: text for text in STAGES}
    assert 2 <= len(summary.extract) <= 3
    for one in summary.extract:
        source = by_id[one.post_id]
        assert one.text in source.text.replace("。", "")
        assert (one.source, one.at) == (source.source, source.published_at)
    moments = [one.at for one in summary.extract if one.at]
    assert moments == sorted(moments)


def test_a_cry_is_not_quoted_however_loud() -> None:
    assert not [text for text in quoted(*STAGES) if "谁来管" in text or "吓人" in text]


def test_a_figure_that_was_corrected_is_not_quoted() -> None:
    said = quoted(*STAGES, latest=Emergency("accident", deaths=3, injured=9))
    assert any("3人死亡、9人受伤" in text for text in said)
    assert not any("1人死亡" in text for text in said)


def test_nothing_is_said_twice() -> None:
    copies = [post(number, LATER, "news") for number in range(5)]
    changed = post(6, "经逐一核对，化工厂爆炸事故共造成3人死亡、9人受伤，伤者都在医院救治。", "news")
    assert len(quoted(*copies, changed)) == 1


def test_a_rumour_that_officials_deny_is_quoted_by_nobody_else() -> None:
    rumour = post(1, "化工废水流进长江，自来水已经被污染了，今晚12点起全城停水三天", likes=9000)
    denial = post(2, "针对自来水被污染、停水三天等说法，园区回应：不属实。全城供水正常，水质合格。", "news")
    said = summarise([rumour, denial])
    assert said.extract and {one.post_id for one in said.extract} == {"2"}


def test_the_gist_is_one_line() -> None:
    long = "来电人反映棋盘洲安置小区自来水发黄浑浊" + "，影响做饭洗衣洗澡" * 8
    gist = summarise([post(1, long, "hotline")]).gist
    assert gist.startswith("来电人反映") and len(gist) <= LONGEST_GIST and "\n" not in gist


@pytest.mark.parametrize(
    "text",
    [
        "",
        "！！！！！！",
        "😭" * 500,
        "\ud800\udfff\x00\x1b[31m",
        "a" * 100_000,
        "请尽快处理。谢谢！",
        "\u202e删帖" * 50,
        "9" * 3000 + "人死亡",
    ],
)
def test_hostile_text_does_no_harm(text: str) -> None:
    alone = summarise([post(1, text)], Emergency("accident", deaths=1))
    assert alone == NOTHING_SAID or len(alone.gist) <= LONGEST_GIST
    beside = summarise([post(1, text), *STAGES])
    assert any("爆炸" in one.text for one in beside.extract)


def test_the_order_in_which_posts_are_given_does_not_matter() -> None:
    assert summarise(STAGES) == summarise(STAGES[::-1])
