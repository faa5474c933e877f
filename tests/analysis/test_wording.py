"""What a person reads is written as people write: full-width signs beside Chinese."""

import re
from datetime import UTC, datetime, timedelta

from analysis.analyst import Analyst
from analysis.happening import assess_event
from analysis.texts import Reading, Text
from analysis.words.shown import shown

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff”》][,:;!?()]|[,:;!?()][\u4e00-\u9fff“《]")
TEXTS = [
    Text(
        "1",
        "",
        "网传棋盘洲爆炸死了三十人(含学生),系谣言!实为3人死亡,9人受伤,其中2人重伤.",
        "news",
        local=True,
    ),
    Text("2", "", "新港园区一化工厂爆炸,1死5伤,损失1,200万元;工人聚集,警察来了", "weibo", likes=900),
    Text("3", "食堂中毒", "新港园区食堂31人腹泻送医", "hotline"),
    Text("4", "", "天津新港一工厂起火", "weibo", local=True),
    Text("5", "", "新港又停电了", "forum", local=True),
    Text("6", "", "泄漏应急演练,模拟5人受伤", "news"),
    Text("7", "", "新港园区发生骚乱", "video", readings=(Reading(NOW - timedelta(hours=1), likes=1),)),
]


def test_reasons_use_full_width_signs() -> None:
    verdicts = Analyst.default().assess(TEXTS, NOW)
    whole = assess_event(list(zip(TEXTS, verdicts, strict=True)), NOW)
    reasons = [one for verdict in (*verdicts, whole) for one in verdict.reasons]
    assert len(reasons) > 60
    assert [one for one in reasons if HALF_WIDTH.search(one.evidence + one.factor)] == []


def test_quotations_get_their_full_width_signs_back() -> None:
    assert shown("3人死亡,9人受伤(其中2人重伤)") == "3人死亡，9人受伤（其中2人重伤）"
    assert shown("损失1,200万元,9:30起") == "损失1,200万元，9:30起"
    assert shown("") == ""
