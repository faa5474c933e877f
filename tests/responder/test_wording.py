from datetime import UTC, date, datetime, timedelta

import pytest

from responder.wording import change, countdown, day, moment, percent, span

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(hours=2, minutes=5), "还剩 2 小时 5 分"),
        (timedelta(hours=2), "还剩 2 小时"),
        (timedelta(minutes=40, seconds=59), "还剩 40 分"),
        (timedelta(days=3, hours=4, minutes=50), "还剩 3 天 4 小时"),
        (timedelta(seconds=30), "还剩不到 1 分"),
        (timedelta(0), "刚到期"),
        (timedelta(seconds=-59), "刚到期"),
        (timedelta(hours=-3, minutes=-12), "超时 3 小时 12 分"),
        (timedelta(days=-2), "超时 2 天"),
    ],
)
def test_a_countdown_is_said_as_people_say_it(left: timedelta, words: str) -> None:
    assert countdown(NOON + left, NOON) == words


def test_a_span_is_never_below_nothing() -> None:
    assert span(timedelta(seconds=-5)) == "不到 1 分"


def test_a_moment_is_shown_in_the_parks_own_time() -> None:
    assert moment(datetime(2026, 11, 23, 6, 0, tzinfo=UTC), NOON) == "11月23日 14:00"
    assert moment(datetime(2026, 12, 31, 16, 5, tzinfo=UTC), NOON) == "2027年1月1日 00:05"
    assert moment(datetime(2026, 11, 23, 6, 0, tzinfo=UTC)) == "2026年11月23日 14:00"
    assert day(date(2026, 1, 5)) == "1月5日"


def test_a_figure_is_compared_with_the_week_before() -> None:
    assert change(87, 66, "条") == "比上周增加 21 条"
    assert change(2, 5, "件") == "比上周减少 3 件"
    assert change(0, 0, "件") == "与上周持平"


def test_a_share_is_shown_without_needless_digits() -> None:
    assert [percent(it) for it in (1.0, 0.875, 2 / 3, 0.0, None)] == ["100%", "87.5%", "66.7%", "0%", "—"]
