"""The three calendars, at their edges and by their properties."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.clocks.calendars import (
    DEFAULT,
    CalendarName,
    Calendars,
    Hours,
    due,
    elapsed,
    working_day,
)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def days(count: int) -> timedelta:
    return DEFAULT.working_days(count)


@pytest.mark.parametrize(
    ("anchor", "span", "end"),
    [
        ("2026-11-23T21:30", 2 * HOUR, "2026-11-24T07:30"),
        ("2026-11-23T21:00", 2 * HOUR, "2026-11-23T23:00"),
        ("2026-11-23T22:59", 1 * MINUTE, "2026-11-23T23:00"),
        ("2026-11-23T22:59", 2 * MINUTE, "2026-11-24T07:01"),
        ("2026-11-23T23:00", 1 * MINUTE, "2026-11-24T07:01"),
        ("2026-11-24T06:59", 1 * HOUR, "2026-11-24T08:00"),
        ("2026-11-24T07:00", 1 * HOUR, "2026-11-24T08:00"),
        ("2026-11-24T00:00", 16 * HOUR, "2026-11-24T23:00"),
        ("2026-11-24T12:00", 20 * HOUR, "2026-11-25T16:00"),
        ("2026-12-31T22:00", 4 * HOUR, "2027-01-01T10:00"),
        ("2026-02-16T22:00", 4 * HOUR, "2026-02-17T10:00"),
    ],
)
def test_a_duty_clock_runs_only_inside_duty_hours_every_day(anchor: str, span: timedelta, end: str) -> None:
    assert due("duty", at(anchor), span).at == at(end)
    assert not due("duty", at(anchor), span).provisional


@pytest.mark.parametrize(
    ("anchor", "count", "end"),
    [
        # Received on a Monday: the clock starts on Tuesday.
        ("2026-11-23T00:00", 1, "2026-11-24T17:30"),
        ("2026-11-23T23:59", 1, "2026-11-24T17:30"),
        # Over a weekend.
        ("2026-11-19T10:00", 2, "2026-11-23T17:30"),
        ("2026-11-21T10:00", 1, "2026-11-23T17:30"),
        # The make-up Saturday 14 February and Spring Festival until 23 February 2026.
        ("2026-02-13T10:00", 1, "2026-02-14T17:30"),
        ("2026-02-13T10:00", 2, "2026-02-24T17:30"),
        ("2026-02-14T10:00", 5, "2026-02-28T17:30"),
        # Spring Festival 2025: off 28 January to 4 February, worked 26 January and 8 February.
        ("2025-01-24T10:00", 2, "2025-01-27T17:30"),
        ("2025-01-27T10:00", 3, "2025-02-07T17:30"),
        ("2025-01-27T10:00", 4, "2025-02-08T17:30"),
        # National Day 2024: worked 29 September and 12 October.
        ("2024-09-27T10:00", 2, "2024-09-30T17:30"),
        ("2024-09-30T10:00", 5, "2024-10-12T17:30"),
        # Year edges: 31 December 2011 was a worked Saturday, New Year 2026 with a worked Sunday.
        ("2011-12-30T10:00", 1, "2011-12-31T17:30"),
        ("2025-12-31T10:00", 1, "2026-01-04T17:30"),
        # Twenty days over a worked Sunday, Mid-Autumn, National Day and a worked Saturday.
        ("2026-09-18T10:00", 20, "2026-10-22T17:30"),
    ],
)
def test_a_working_clock_starts_the_day_after_and_ends_with_the_last_office_hour(
    anchor: str, count: int, end: str
) -> None:
    assert due("working", at(anchor), days(count)).at == at(end)
    assert not due("working", at(anchor), days(count)).provisional


def test_the_day_of_the_anchor_is_the_day_in_shanghai() -> None:
    late_in_utc = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    assert due("working", late_in_utc, days(1)).at == at("2026-11-25T17:30")


def test_a_working_clock_that_reaches_an_unknown_year_is_provisional() -> None:
    assert not due("working", at("2026-12-28T10:00"), days(3)).provisional
    unknown = max(year for year in range(2001, 2200) if DEFAULT.workdays.known(year)) + 1
    assert due("working", at(f"{unknown - 1}-12-28T10:00"), days(20)).provisional
    assert due("working", at(f"{unknown - 1}-12-31T10:00"), days(1)).provisional
    assert due("working", at(f"{unknown}-05-06T10:00"), days(1)).provisional


def test_the_wall_clock_runs_day_and_night() -> None:
    assert due("wall", at("2026-12-31T22:00"), 5 * HOUR).at == at("2027-01-01T03:00")
    assert due("wall", at("2026-12-31T22:00"), 48 * HOUR).provisional is False


def test_due_moments_are_in_utc() -> None:
    for calendar, span in (("wall", HOUR), ("duty", HOUR), ("working", days(1))):
        assert due(calendar, at("2026-11-23T09:00"), span).at.tzinfo is UTC  # type: ignore[arg-type]


@pytest.mark.parametrize("calendar", ["wall", "duty", "working"])
def test_a_moment_without_an_offset_is_refused(calendar: CalendarName) -> None:
    naive = datetime.fromisoformat("2026-11-23T09:00")
    with pytest.raises(ValueError, match="没有时区"):
        due(calendar, naive, days(1))
    with pytest.raises(ValueError, match="没有时区"):
        elapsed(calendar, naive, at("2026-11-23T10:00"))


@pytest.mark.parametrize(
    ("calendar", "span", "complaint"),
    [
        ("wall", timedelta(), "大于零"),
        ("duty", -HOUR, "大于零"),
        ("wall", timedelta(days=4000), "十年"),
        ("working", 5 * HOUR, "整个工作日"),
        ("duty", timedelta(seconds=1, microseconds=1), "整秒"),
    ],
)
def test_a_span_that_makes_no_sense_is_refused(
    calendar: CalendarName, span: timedelta, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        due(calendar, at("2026-11-23T09:00"), span)


@pytest.mark.parametrize("anchor", ["0001-01-01T00:00", "9999-12-31T23:00"])
@pytest.mark.parametrize("calendar", ["wall", "duty", "working"])
def test_a_moment_at_the_end_of_time_is_refused_in_words(anchor: str, calendar: CalendarName) -> None:
    with pytest.raises(ValueError, match="超出"):
        due(calendar, at(anchor), days(3))


def test_elapsed_counts_only_what_ran() -> None:
    assert elapsed("wall", at("2026-11-23T21:30"), at("2026-11-24T07:30")) == 10 * HOUR
    assert elapsed("duty", at("2026-11-23T21:30"), at("2026-11-24T07:30")) == 2 * HOUR
    assert elapsed("duty", at("2026-11-23T23:00"), at("2026-11-24T07:00")) == timedelta()
    assert elapsed("working", at("2026-11-20T16:30"), at("2026-11-23T09:00")) == 1.5 * HOUR
    assert elapsed("working", at("2026-11-21T09:00"), at("2026-11-22T18:00")) == timedelta()


def test_elapsed_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="早于"):
        elapsed("duty", at("2026-11-24T09:00"), at("2026-11-23T09:00"))


def test_other_hours_are_kept() -> None:
    short = Calendars(duty=Hours(time(8), time(20)), working=Hours(time(9), time(17)))
    assert short.due("duty", at("2026-11-23T19:00"), 2 * HOUR).at == at("2026-11-24T09:00")
    assert short.due("working", at("2026-11-23T19:00"), short.working_days(1)).at == at("2026-11-24T17:00")


def test_working_day_says_whether_and_how_surely() -> None:
    assert working_day(date(2026, 10, 10)).working
    assert not working_day(date(2026, 10, 7)).working
    assert not working_day(date(2026, 10, 7)).provisional


since_2001 = st.integers(0, 35 * 365 * 86400)
moments = since_2001.map(lambda count: at("2001-01-01T00:00") + timedelta(seconds=count))
timed: st.SearchStrategy[CalendarName] = st.sampled_from(["wall", "duty"])
seconds = st.integers(1, 60 * 86400).map(lambda count: timedelta(seconds=count))


@given(timed, moments, seconds)
@settings(max_examples=300, deadline=None)
def test_a_timed_clock_runs_exactly_its_span(
    calendar: CalendarName, anchor: datetime, span: timedelta
) -> None:
    end = due(calendar, anchor, span).at
    assert end >= anchor + span
    assert elapsed(calendar, anchor, end) == span


@given(moments, st.integers(1, 40))
@settings(max_examples=300, deadline=None)
def test_a_working_clock_runs_exactly_its_days(anchor: datetime, count: int) -> None:
    end = due("working", anchor, days(count)).at
    start = DEFAULT.start("working", anchor)
    assert end > start > anchor
    assert elapsed("working", start, end) == days(count)
    assert (end.hour, end.minute) == (9, 30)
    assert working_day((end + 8 * HOUR).date()).working


@given(timed, moments, seconds, seconds)
@settings(max_examples=200, deadline=None)
def test_advancing_twice_is_advancing_once(
    calendar: CalendarName, anchor: datetime, one: timedelta, other: timedelta
) -> None:
    twice = DEFAULT.advance(calendar, DEFAULT.advance(calendar, anchor, one), other)
    assert twice == DEFAULT.advance(calendar, anchor, one + other)


@given(st.sampled_from(["wall", "duty", "working"]), moments, seconds, seconds)
@settings(max_examples=200, deadline=None)
def test_elapsed_time_adds_up(
    calendar: CalendarName, begin: datetime, one: timedelta, other: timedelta
) -> None:
    middle, end = begin + one, begin + one + other
    parts = elapsed(calendar, begin, middle) + elapsed(calendar, middle, end)
    assert elapsed(calendar, begin, end) == parts
