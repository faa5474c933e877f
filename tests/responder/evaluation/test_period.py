"""Months, quarters and years of the park's calendar."""

from datetime import datetime

import pytest

from huiying.core.errors import BadInput
from responder.evaluation.period import Span


def test_a_quarter_begins_and_ends_at_midnight_in_the_park() -> None:
    span = Span.parse("2026-Q4")
    assert (span.title, span.before.name) == ("2026年第四季度", "2026-Q3")
    assert span.start == datetime.fromisoformat("2026-09-30T16:00:00+00:00")
    assert span.end == datetime.fromisoformat("2026-12-31T16:00:00+00:00")
    assert [month.name for month in span.months()] == ["2026-10", "2026-11", "2026-12"]
    assert not span.holds(span.end) and span.holds(span.start)


def test_the_running_month_quarter_and_year() -> None:
    new_year = datetime.fromisoformat("2026-12-31T16:30:00+00:00")
    assert [span.name for span in Span.around(new_year)] == ["2027-01", "2027-Q1", "2027"]
    assert [span.before.name for span in Span.around(new_year)] == ["2026-12", "2026-Q4", "2026"]


@pytest.mark.parametrize("name", ["2026-13", "2026-Q5", "26", "2026-1", "", "二〇二六", "2026-W47"])
def test_what_is_no_period_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="不是有效的"):
        Span.parse(name)
