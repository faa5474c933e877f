"""快报: the sheet says what is known, from whom, and says what is not."""

from datetime import UTC, datetime, timedelta

from huiying.core.models import Event
from responder.reports.flash import flash

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
CITED = {"text": "一车间发生爆炸并引发火灾", "post": "7", "source": "江畔新闻网", "at": NOW.isoformat()}


def event(**more: object) -> Event:
    row: dict[str, object] = {
        "title": "棋盘洲一化工厂发生爆炸",
        "places": ["棋盘洲"],
        "first_at": NOW - timedelta(hours=2),
        "last_at": NOW,
        "size": 3,
        "heat": 61.0,
        "grade": 3,
        "tier": 3,
        "unit": "执法局",
        "verdict": {},
    }
    return Event(**(row | more))


def test_it_says_what_when_where_how_many_why_who_and_whence() -> None:
    verdict = {
        "summary": {"gist": "一车间发生爆炸", "extract": [CITED]},
        "emergency": {"kind": "accident", "deaths": 3, "injured": 9, "serious": 2, "approximate": False},
        "channels": ["news", "weibo"],
        "velocity": 120.0,
        "reasons": [
            {"factor": "传播热度", "evidence": "热度61", "points": 40},
            {"factor": "主题", "evidence": "x"},
        ],
    }
    assert flash(event(verdict=verdict, occurred_at=NOW - timedelta(hours=3)), NOW) == [
        "事件：棋盘洲一化工厂发生爆炸",
        "时间：事发 11月23日 06:00；首条信息 11月23日 07:00，最新 11月23日 09:00",
        "地点：棋盘洲",
        "概况：一车间发生爆炸并引发火灾（江畔新闻网，11月23日 09:00，信息 7）",
        "数字：死亡3人，受伤或患病9人，其中重伤2人（各条信息中最新的说法）",
        "级别：响应级别 3 级（事件等级：较大）",
        "依据：传播热度（热度61，+40分）",
        "传播：3 条信息，新闻、微博；热度 61，每小时新增加权互动 120",
        "建议牵头单位：执法局",
    ]


def test_what_is_unknown_is_said_to_be() -> None:
    lines = flash(event(places=[], unit=None, tier=None, grade=None), NOW)
    assert "地点：信息中未写明" in lines
    assert "概况：尚无可以引用的陈述，请看原信息" in lines
    assert "数字：未报伤亡" in lines
    assert "建议牵头单位：待定" in lines
    assert any("速度未知" in line for line in lines)
