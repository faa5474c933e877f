"""A pause and an extension move the due moment by exactly their length, in each of the three calendars."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from huiying.core.models import Clock
from responder.clocks.moves import due_by_records, move
from responder.clocks.policy import default_policy
from tests.support.cast import at

FRIDAY = 4  # days after the cast's Monday
HOURS = timedelta(hours=1)
WORKDAY = timedelta(hours=9)


def clock(milestone: str, kind: Any, tier: int | None, anchor: datetime) -> Clock:
    policy = default_policy()
    rule = next(one for one in policy.rules_for(kind, tier, "help") if one.milestone == milestone)
    span = rule.span(policy.hours)
    due = policy.hours.due(rule.calendar, anchor, span).at
    return Clock(
        anchor_at=anchor, due_at=due, span_seconds=int(span.total_seconds()), calendar=rule.calendar,
        policy=policy.snapshot(rule), moves=[], provisional=False,
    )  # fmt: skip


WALL = ("response", "opinion", 3)  # 48 hours, day and night
DUTY = ("acknowledge", "opinion", 4)  # 4 hours between 07:00 and 23:00
WORKING = ("reply", "message", None)  # 10 working days, 08:30 to 17:30


@pytest.mark.parametrize(
    ("what", "anchor", "since", "until", "before", "after"),
    [
        (WALL, at("09:00"), at("22:00"), at("08:00", 1), at("09:00", 2), at("19:00", 2)),
        (DUTY, at("20:00"), at("22:00"), at("08:00", 1), at("08:00", 1), at("10:00", 1)),
        (DUTY, at("20:00"), at("23:30"), at("06:30", 1), at("08:00", 1), at("08:00", 1)),
        (WORKING, at("09:00"), at("17:00", FRIDAY), at("09:00", 7), at("17:30", 14), at("09:30", 15)),
        (WORKING, at("09:00"), at("18:00", FRIDAY), at("20:00", 6), at("17:30", 14), at("17:30", 14)),
    ],
)
def test_a_pause_moves_the_due_moment_by_the_running_time_that_it_lasted(
    what: tuple[str, str, int | None],
    anchor: datetime, since: datetime, until: datetime, before: datetime, after: datetime,
) -> None:  # fmt: skip
    one = clock(*what, anchor)
    assert one.due_at == before
    move(one, "pause", since=since, until=until, by="officer", reason="征求意见")
    assert one.due_at == after == due_by_records(one)


@pytest.mark.parametrize(
    ("what", "anchor", "span", "after"),
    [
        (WALL, at("09:00"), 12 * HOURS, at("21:00", 2)),
        (DUTY, at("16:00"), 4 * HOURS, at("08:00", 1)),
        (WORKING, at("09:00"), 2 * WORKDAY, at("17:30", 16)),
        (WORKING, at("09:00"), 5 * WORKDAY, at("17:30", 21)),
    ],
)
def test_an_extension_moves_the_due_moment_by_its_length_in_the_clocks_own_calendar(
    what: tuple[str, str, int | None], anchor: datetime, span: timedelta, after: datetime
) -> None:
    one = clock(*what, anchor)
    move(one, "extension", since=anchor, until=anchor, span=span, by="officer", reason="须勘查")
    assert one.due_at == after == due_by_records(one)
    assert one.moves[0]["seconds"] == span.total_seconds()
