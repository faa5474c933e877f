from datetime import UTC, datetime

import pytest

from huiying.cli.demo.moments import Calendar
from huiying.core.clock import local
from huiying.core.errors import BadInput

# 00:20 on a Monday in the park, still Sunday in UTC.
CALENDAR = Calendar(datetime(2026, 11, 22, 16, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("written", "there"),
    [
        ("D-3 23:40", "2026-11-20T23:40:00+08:00"),
        ("D0 00:05", "2026-11-23T00:05:00+08:00"),
        ("-2d3h", "2026-11-20T21:20:00+08:00"),
        ("-40m", "2026-11-22T23:40:00+08:00"),
        ("+1h30m", "2026-11-23T01:50:00+08:00"),
    ],
)
def test_moments_are_told_from_the_first_run_as_the_park_counts_days(written: str, there: str) -> None:
    assert local(CALENDAR.moment(written)).isoformat() == there


@pytest.mark.parametrize("written", ["", "-", "yesterday", "D-3", "3d", "D-3 9:00"])
def test_a_moment_that_is_none_says_how_to_write_it(written: str) -> None:
    with pytest.raises(BadInput, match=r"D-3 23:40"):
        CALENDAR.moment(written)


def test_texts_name_days_in_chinese() -> None:
    written = "{D-3}（{D-3w}），{D+40Y}；{-5h}；{Y}年"
    assert CALENDAR.write(written) == "11月20日（周五），2027年1月2日；11月22日19时20分；2026年"
