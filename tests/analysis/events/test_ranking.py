from datetime import UTC, datetime, timedelta

from analysis.events.ranking import hotness, on_scale
from analysis.profile import default_rubric
from analysis.texts import Text

SCALE = default_rubric().scale
START = datetime(2026, 1, 1, tzinfo=UTC)


def texts(count: int, days_between: float, likes: int = 0) -> list[Text]:
    return [
        Text(str(n), likes=likes, published_at=START + timedelta(days=n * days_between)) for n in range(count)
    ]


def test_a_quarrel_of_many_outranks_one_popular_post() -> None:
    assert hotness(texts(40, 1), SCALE) > hotness(texts(1, 0, likes=2000), SCALE)


def test_what_persists_outranks_what_came_on_one_day() -> None:
    assert hotness(texts(10, 7), SCALE) > hotness(texts(10, 0), SCALE)


def test_touches_count() -> None:
    assert hotness(texts(3, 1, likes=100), SCALE) > hotness(texts(3, 1), SCALE)


def test_what_many_places_complain_of_ranks_below_the_quarrel_of_one() -> None:
    one = {"丽景新城": 9, "东湖社区": 1, "金桥花园": 1, "向阳新村": 1}
    many = dict.fromkeys(("丽景新城", "东湖社区", "金桥花园", "向阳新村"), 3)
    assert hotness(texts(12, 3), SCALE, many) < hotness(texts(12, 3), SCALE, one)
    assert hotness(texts(12, 3), SCALE, {"丽景新城": 1}) == hotness(texts(12, 3), SCALE)


def test_the_scale_keeps_the_order() -> None:
    values = [on_scale(value) for value in (0.0, 1.0, 500.0, 5000.0, 10.0**9)]
    assert values == sorted(values) and values[0] == 0 and values[2] == 50 and values[-1] <= 100


def test_nothing_is_not_hot() -> None:
    assert hotness([], SCALE) == 0.0
