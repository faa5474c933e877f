"""The rules of health on made-up histories: what is an alarm, what is not, and when."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from crawlers.health.facts import INTERRUPTED, Facts, Health, HourRow, VisitRow
from crawlers.health.rules import judge
from huiying.core.clock import SHANGHAI

MONDAY = datetime(2026, 9, 28, 0, 0, tzinfo=SHANGHAI)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Brings = Callable[[datetime], int]


def visit(at: datetime, new: int = 0, **more: object) -> VisitRow:
    """A good visit whose items have everything."""
    whole = VisitRow(
        at, requests=1 + new, items=new, new_items=new, with_title=new, with_date=new, with_text=new,
        lists=1, links=20,
    )  # fmt: skip
    return replace(whole, **more)  # type: ignore[arg-type]


def hourly(days: float, brings: Brings, *, start: datetime = MONDAY) -> list[VisitRow]:
    """A visit at each full hour; oldest first."""
    moments = [start + HOUR * number for number in range(round(days * 24))]
    return [visit(at, brings(at)) for at in moments]


def health(visits: Iterable[VisitRow], now: datetime | None = None, **more: object) -> Health:
    """The judgement after the last visit; `more` changes the facts."""
    rows = list(visits)
    hours = [
        HourRow(
            it.started_at, 1, it.items, it.new_items, it.with_title, it.with_date, it.with_text,
            it.off_rules, it.lists, it.links,
        )
        for it in rows
        if it.failure is None
    ]  # fmt: skip
    now = now or rows[-1].started_at + timedelta(minutes=1)
    news = [it.started_at for it in rows if it.new_items]
    facts = Facts("园区新闻网", True, MONDAY, now + HOUR, 3600, last_new_at=news[-1] if news else None)
    return judge(replace(facts, **more), rows[::-1][:50], hours, now)  # type: ignore[arg-type]


def office(at: datetime) -> int:
    """Four an hour from 8 to 18 o'clock, Monday to Friday."""
    return 4 if at.weekday() < 5 and 8 <= at.hour < 18 else 0


def until(end: datetime, brings: Brings) -> Brings:
    return lambda at: brings(at) if at < end else 0


def first_silent(visits: list[VisitRow]) -> tuple[datetime, str] | None:
    """When the source first becomes silent, and how that is said."""
    for end in range(max(len(visits) - 4 * 24, 1), len(visits) + 1):
        found = health(visits[:end])
        if found.state == "silent":
            return visits[end - 1].started_at, found.reason or ""
    return None


def test_a_source_with_office_hours_is_well_at_night_and_over_the_weekend() -> None:
    assert first_silent(hourly(29, office)) is None


def test_a_source_that_goes_quiet_on_a_tuesday_is_silent_within_the_morning() -> None:
    tuesday = MONDAY + 22 * DAY
    silent = first_silent(hourly(23, until(tuesday, office)))
    assert silent == (
        tuesday + 11 * HOUR,
        "已 18 小时没有新信息，平时周二上午每小时约 4 条：请打开网址看看",
    )


def test_a_source_that_goes_quiet_on_a_friday_evening_is_silent_on_monday() -> None:
    friday = MONDAY + 18 * DAY + 18 * HOUR
    silent = first_silent(hourly(22, until(friday, office)))
    assert silent is not None
    assert silent[0] == MONDAY + 21 * DAY + 11 * HOUR
    assert "平时周一上午每小时约 4 条" in silent[1]


def test_a_short_history_speaks_of_kinds_of_days() -> None:
    thursday = MONDAY + 3 * DAY
    silent = first_silent(hourly(4, until(thursday, office)))
    assert silent is not None
    assert silent[0] == thursday + 11 * HOUR
    assert "平时工作日上午每小时约 4 条" in silent[1]


@pytest.mark.parametrize("days", [0.5, 1, 2, 5, 6, 7])
def test_the_first_days_do_not_cry(days: float) -> None:
    assert first_silent(hourly(days, office)) is None


def test_one_article_a_week_does_not_cry() -> None:
    weekly = hourly(80, lambda at: int(at.weekday() == 2 and at.hour == 10))
    assert first_silent(weekly) is None


def test_one_article_a_week_is_missed_after_half_a_week_more_than_ever() -> None:
    gone = MONDAY + 66 * DAY
    silent = first_silent(hourly(76, until(gone, lambda at: int(at.weekday() == 2 and at.hour == 10))))
    assert silent is not None
    # last brought on a Wednesday at ten; one and a half weeks later is a Saturday night
    assert silent[0] == MONDAY + 65 * DAY + 10 * HOUR + 10.5 * DAY
    assert silent[1] == "已 10 天没有新信息，以往最长间隔 7 天：请打开网址看看"


def test_bursts_at_odd_hours_are_measured_by_their_longest_gap() -> None:
    odd = hourly(40, lambda at: 9 if (at.day * 7 + at.hour) % 31 == 0 else 0)
    assert first_silent(odd) is None


def test_hours_without_a_visit_tell_nothing() -> None:
    visits = hourly(22, office)
    away = visits[-1].started_at + 30 * HOUR
    assert health([*visits, visit(away)], away + HOUR).state == "healthy"


def test_what_never_brought_anything_is_silent_after_a_week() -> None:
    visits = hourly(8, lambda at: 0)
    assert health(visits[: 6 * 24]).state == "healthy"
    found = health(visits)
    assert found.state == "silent"
    assert "从未读到信息" in (found.reason or "")


def test_an_expectation_that_somebody_wrote_down_goes_before_the_history() -> None:
    visits = hourly(22, office)
    night = visits[: 21 * 24 + 2]
    assert health(night, expected_hours=24.0 * 3).state == "healthy"
    assert health(night, expected_hours=24.0).reason == (
        "已 56 小时没有新信息，设定至多间隔 24 小时：请打开网址看看"
    )
    assert health(hourly(40, until(MONDAY + 22 * DAY, office)), expected_hours=0.0).state == "healthy"


def test_a_source_that_is_not_fetched_is_silent_only_where_something_is_expected() -> None:
    now = MONDAY + 9 * DAY
    facts = Facts("12345热线", False, MONDAY, last_new_at=MONDAY + 6 * DAY)
    assert judge(facts, [], [], now).state == "healthy"
    expected = judge(replace(facts, expected_hours=24.0), [], [], now)
    assert expected.state == "silent"
    assert expected.reason == "已 3 天没有新信息，设定至多间隔 24 小时：请与提供单位核实"


def test_failures_in_a_row_degrade_and_then_fail_and_say_what_they_mean() -> None:
    good = hourly(20, office)
    bad = [replace(visit(good[-1].started_at + HOUR * n), failure="服务器拒绝访问（403）") for n in (1, 2, 3)]
    assert [health([*good, *bad[:n]]).state for n in (1, 2, 3)] == ["degraded", "degraded", "failing"]
    assert health([*good, *bad]).reason == (
        "连续 3 次采集失败：服务器拒绝访问（403），可能被限制访问，或需要登录"
    )


def test_a_visit_that_we_cut_short_is_no_fault_of_the_source() -> None:
    good = hourly(20, office)
    cut = replace(visit(good[-1].started_at + HOUR), failure=INTERRUPTED)
    assert health([*good, cut]).state == "healthy"


def test_a_source_that_nobody_visits_is_failing_but_not_for_the_time_when_nobody_was_there() -> None:
    visits = hourly(20, office)
    due = visits[-1].started_at + HOUR
    late = due + 4 * HOUR
    assert health(visits, late, due_at=due, watched_from=late - HOUR).state == "healthy"
    found = health(visits, late, due_at=due, watched_from=due)
    assert found.state == "failing"
    assert "已过 4 小时没有采集：采集服务可能没有运行" in (found.reason or "")


def test_pages_without_text_degrade_a_source_that_used_to_have_it() -> None:
    good = hourly(20, office)
    at = good[-1].started_at + HOUR
    bad = visit(at, 30, with_text=2, links=30)
    found = health([*good, bad])
    assert found.state == "degraded"
    assert found.reason == (
        "列表页有 50 条链接，读到 34 条，正文为空 28 条（平时 100% 有正文）：页面模板可能已改"
    )


def test_two_single_articles_without_text_are_enough_and_a_good_one_ends_it() -> None:
    good = [visit(MONDAY + HOUR * n, 1) for n in range(60)]
    at = good[-1].started_at
    bad = [visit(at + HOUR * n, 1, with_text=0) for n in (1, 2)]
    assert health([*good, bad[0]]).state == "healthy"
    assert health([*good, *bad]).state == "degraded"
    since = bad[1].started_at
    nothing = visit(at + 3 * HOUR)
    assert health([*good, *bad, nothing], unwell_since=since).state == "degraded"
    again = visit(at + 4 * HOUR, 1)
    assert health([*good, *bad, nothing, again], unwell_since=since).state == "healthy"


def test_what_a_source_never_had_is_not_missed() -> None:
    microblogs = [visit(MONDAY + HOUR * n, 3, with_title=0) for n in range(60)]
    assert health(microblogs).state == "healthy"


def test_a_first_visit_whose_articles_are_mostly_empty_is_degraded_at_once() -> None:
    assert health([visit(MONDAY, 30, with_text=3, links=30)]).reason == (
        "列表页有 30 条链接，正文为空 27 条：页面模板可能已改"
    )
    feed = visit(MONDAY, 30, with_text=0, requests=1)
    assert health([feed]).state == "healthy"


def test_rules_that_no_longer_meet_the_page_are_said_though_the_text_is_there() -> None:
    good = hourly(20, office)
    off = [visit(good[-1].started_at + HOUR * n, 3, off_rules=3) for n in (1, 2)]
    found = health([*good, *off])
    assert found.state == "degraded"
    assert found.reason is not None
    assert found.reason.startswith("读到 6 条，其中 6 条的页面与设定的规则（article）对不上")


def test_a_list_that_shrinks_or_is_empty_is_degraded() -> None:
    good = hourly(20, office)
    at = good[-1].started_at
    short = visit(at + HOUR, 0, links=2)
    assert "列表页只有 2 条，平时约 20 条" in (health([*good, short]).reason or "")
    empty = [visit(at + HOUR * n, 0, links=0, empty_lists=1) for n in (1, 2)]
    assert health([*good, empty[0]]).state == "healthy"
    assert "连续 2 次采集列表为空，平时约 20 条" in (health([*good, *empty]).reason or "")


def test_far_fewer_than_usual_is_degraded() -> None:
    def fewer(at: datetime) -> int:
        return office(at) if at < MONDAY + 22 * DAY else int(office(at) > 0 and at.hour % 3 == 0)

    found = health(hourly(22 + 18 / 24, fewer))
    assert found.state == "degraded"
    assert found.reason is not None
    assert found.reason.startswith("近 24 小时只有 3 条新信息，平时约 40 条")


def test_many_single_pages_that_fail_are_degraded_with_the_last_error() -> None:
    good = hourly(20, office)
    at = good[-1].started_at
    torn = [
        visit(at + HOUR * n, 2, requests=9, errors=6, last_error="服务器出错（500）") for n in range(1, 11)
    ]
    found = health([*good, *torn])
    assert found.state == "degraded"
    assert "90 次请求中 60 次没有读到页面，最近一次：服务器出错（500）" in (found.reason or "")


def test_while_it_is_unwell_its_history_stands_still() -> None:
    good = hourly(14, office)
    gone = [visit(good[-1].started_at + HOUR * n) for n in range(1, 21 * 24)]
    since = gone[30].started_at
    assert health([*good, *gone], unwell_since=since).state == "silent"


def test_the_figures_tell_the_day_against_what_is_usual() -> None:
    visits = hourly(22, office)
    figures = health([*visits, visit(visits[-1].started_at + HOUR, 2, lag_seconds=600)]).figures
    assert figures["usual_day"] == pytest.approx(40, abs=2)
    assert figures["lag_seconds"] == 600
    assert figures["shares"]["with_text"] == [1.0, 1.0]
