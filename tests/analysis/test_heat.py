from datetime import UTC, datetime, timedelta

from analysis.heat import heat_of
from analysis.profile import default_rubric
from analysis.texts import Reading, Text

SCALE = default_rubric().scale
START = datetime(2026, 11, 23, tzinfo=UTC)


def read(pairs: list[tuple[int, int]]) -> Text:
    readings = tuple(Reading(START + timedelta(hours=h), reposts=n) for h, n in pairs)
    return Text(id="1", text="x", channel="weibo", readings=readings)


def test_one_count_leaves_the_velocity_unknown_and_says_so() -> None:
    heat = heat_of([Text(id="1", channel="weibo", reposts=100)], SCALE, START)
    assert heat.velocity is None
    assert heat.value > 20
    assert "速度未知" in heat.reasons[0].evidence


def test_heat_rises_peaks_and_falls_with_the_readings() -> None:
    story = [(0, 0), (2, 40), (4, 400), (8, 700), (24, 720), (72, 721)]
    values = [
        heat_of([read(story[: number + 1])], SCALE, START + timedelta(hours=story[number][0])).value
        for number in range(1, len(story))
    ]
    peak = values.index(max(values))
    assert 0 < peak < len(values) - 1
    assert values[-1] < max(values) / 2


def test_no_counter_at_all_is_not_zero_interest() -> None:
    heat = heat_of([Text(id="1", channel="news", source_weight=2)], SCALE, START)
    assert heat.touches is None and heat.value > 0


def test_more_posts_and_channels_make_more_heat() -> None:
    one = Text(id="1", channel="weibo", likes=100)
    other = Text(id="2", channel="forum", likes=100)
    single, both = heat_of([one], SCALE, START), heat_of([one, other], SCALE, START)
    assert both.value > single.value


def test_heat_stays_between_0_and_100_on_wild_counters() -> None:
    wild = Text(id="1", channel="weibo", likes=10**12, views=-5, source_weight=99)
    assert heat_of([wild], SCALE, START).value == 100.0
