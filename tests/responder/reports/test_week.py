from datetime import UTC, datetime

import pytest

from huiying.core.errors import BadInput
from responder.reports.week import Period, Week


def test_a_week_is_monday_to_sunday_in_the_park() -> None:
    week = Week.parse("2026-W47")
    assert week.start == datetime(2026, 11, 15, 16, 0, tzinfo=UTC)
    assert week.end == datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    assert week.title == "2026年第47周（11月16日至11月22日）"


def test_sunday_midnight_belongs_to_the_next_week() -> None:
    assert Week.of(datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC)).name == "2026-W47"
    assert Week.of(datetime(2026, 11, 22, 16, 0, tzinfo=UTC)).name == "2026-W48"


def test_weeks_are_numbered_over_the_turn_of_the_year_as_in_iso_8601() -> None:
    assert Week.of(datetime(2027, 1, 2, 4, 0, tzinfo=UTC)).name == "2026-W53"
    assert Week.parse("2026-W53").next.name == "2027-W01"


@pytest.mark.parametrize("name", ["", "2026-47", "2026-W54", "2025-W53", "2026-W00", "W47", "2026-W47-1"])
def test_what_is_no_week_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(BadInput, match="2026-W47"):
        Week.parse(name)


def test_a_running_week_is_compared_with_the_same_stretch_of_the_one_before() -> None:
    now = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
    before = Period.of(Week.parse("2026-W47"), now).before
    assert (before.start, before.until) == (
        datetime(2026, 11, 8, 16, 0, tzinfo=UTC),
        datetime(2026, 11, 11, 4, 0, tzinfo=UTC),
    )


def test_a_week_to_come_has_no_figures() -> None:
    with pytest.raises(BadInput, match="尚未开始"):
        Period.of(Week.parse("2026-W48"), datetime(2026, 11, 18, 4, 0, tzinfo=UTC))
