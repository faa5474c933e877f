from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from responder.notifiers.budget import ROBOT, Budget

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def seconds(*values: float) -> list[datetime]:
    return [NOON + timedelta(seconds=value) for value in values]


def test_the_nineteenth_message_of_a_minute_waits_until_the_first_is_a_minute_old() -> None:
    sent = seconds(*range(18))
    assert ROBOT.wait(sent[:17], sent[-1]) == timedelta(0)
    assert ROBOT.wait(sent, NOON + timedelta(seconds=20)) == timedelta(seconds=40)
    assert ROBOT.wait(sent, NOON + timedelta(seconds=60)) == timedelta(0)


def test_after_an_overrun_the_wait_is_until_the_window_holds_one_less() -> None:
    budget = Budget(2, timedelta(seconds=10))
    assert budget.wait(seconds(0, 1, 2), NOON + timedelta(seconds=3)) == timedelta(seconds=8)


@settings(deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=20), max_size=80))
def test_no_moving_minute_ever_holds_more_than_the_budget(steps: list[int]) -> None:
    sent: list[datetime] = []
    now = NOON
    for step in steps:
        now += timedelta(seconds=step)
        if not ROBOT.wait(sent, now):
            sent.append(now)
    for moment in sent:
        window = [each for each in sent if moment - timedelta(minutes=1) < each <= moment]
        assert len(window) <= 18


def test_a_burst_is_admitted_as_the_limits_library_admits_it() -> None:
    theirs = MovingWindowRateLimiter(MemoryStorage())
    item = RateLimitItemPerMinute(18)
    sent: list[datetime] = []
    for _ in range(25):
        ours = not ROBOT.wait(sent, NOON)
        assert ours == theirs.hit(item, "robot")
        sent += [NOON] if ours else []
    assert len(sent) == 18
