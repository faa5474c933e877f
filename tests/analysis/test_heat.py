from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from analysis.heat import heat_of
from analysis.levels import Signs, level_of
from analysis.profile import default_rubric
from analysis.texts import Reading, Text
from bench import cascades

SCALE = default_rubric().scale
START = datetime(2026, 11, 23, tzinfo=UTC)


def read(pairs: list[tuple[float, int]]) -> Text:
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


def wave(reposts: int, minutes: float, start: float = 0.0) -> list[float]:
    """So many reposts, fast at first and ever slower: half of them in the first `minutes`."""
    return [start + minutes * n / (reposts - n) for n in range(reposts - 1)]


@pytest.mark.parametrize(
    "reposts",
    [wave(60, 30), wave(200, 90), wave(1000, 45), wave(300, 240), sorted(wave(30, 60) + wave(400, 40, 600))],
    ids=["small", "middling", "great", "slow", "late"],
)
def test_heat_of_a_cascade_has_one_peak_near_its_fastest_growth(reposts: list[float]) -> None:
    assert cascades.shape(reposts).whole


def test_the_pace_follows_hours_not_the_last_two_readings() -> None:
    even = [(0, 0), (1, 100), (2, 200), (3, 300)]
    steady = heat_of([read(even)], SCALE, START + timedelta(hours=3))
    assert steady.velocity == pytest.approx(300)
    assert steady.acceleration == pytest.approx(0, abs=1e-6)
    lull = heat_of([read([*even, (3.1, 300)])], SCALE, START + timedelta(hours=3.1))
    assert lull.velocity is not None and 250 < lull.velocity < 300


def test_growth_accelerates_and_silence_slows() -> None:
    growing = heat_of([read([(0, 0), (1, 10), (2, 200)])], SCALE, START + timedelta(hours=2))
    assert growing.acceleration is not None and growing.acceleration > 0
    silent = heat_of([read([(0, 0), (1, 200), (9, 200)])], SCALE, START + timedelta(hours=9))
    assert silent.acceleration is not None and silent.acceleration < 0


def test_a_post_far_above_what_its_source_usually_reaches_is_a_burst() -> None:
    usual = tuple(Reading(START, likes=likes) for likes in (3, 5, 8, 10, 12, 15, 20, 4000, 9))
    quiet = heat_of([Text(id="1", channel="weibo", likes=14, usual=usual)], SCALE, START)
    loud = heat_of([Text(id="1", channel="weibo", source="微博", likes=900, usual=usual)], SCALE, START)
    assert quiet.burst is not None and quiet.burst < 1
    assert loud.burst is not None and loud.burst > 6
    assert "微博平时每条约 10" in loud.reasons[1].evidence


def test_without_enough_posts_of_the_source_a_burst_is_unknown_and_not_zero() -> None:
    few = tuple(Reading(START, likes=3) for _ in range(7))
    heat = heat_of([Text(id="1", channel="weibo", likes=900, usual=few)], SCALE, START)
    assert heat.burst is None
    assert heat.reasons[1].evidence.startswith("未知")


def test_a_burst_has_its_points_and_their_reason() -> None:
    rubric = default_rubric()
    signs = Signs(80, 1, 0.0, 0.0, "neutral", "other", (), {}, burst=7.0)
    _, reasons = level_of(signs, rubric)
    assert ("突发", 5) in {(reason.factor, reason.points) for reason in reasons}
    _, unknown = level_of(replace(signs, burst=None), rubric)
    assert "突发" not in {reason.factor for reason in unknown}
