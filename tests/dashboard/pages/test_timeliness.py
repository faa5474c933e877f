"""时效: the weekly report's figures by holder, tier, milestone, week and month; and what is behind each."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from sqlalchemy.orm import Session

from dashboard.periods import last_months, last_weeks, of_month, of_week
from dashboard.queries import overdue, timeliness
from dashboard.queries.answers import AnswerTimes, answer_times
from dashboard.queries.decided import Wanted, decided_clocks, split, worst
from huiying.core.database import Database
from huiying.core.models import Case, Clock, Unit, User
from responder.reports.figures import HeldSeconds
from responder.reports.week import Period, Week
from responder.reports.weekly import weekly
from tests.dashboard.conftest import Town
from tests.support.cast import Cast, at

NOW = at("12:00", 9)  # Wednesday of the week after the cast's Monday


def clock(
    cast: Cast, case: Case, milestone: str, unit: Unit | None, due: datetime, **change: object
) -> Clock:
    """A clock of two hours, of the office where no unit is given; met and ended by `change`."""
    start = due - timedelta(hours=2)
    fields: dict[str, object] = {
        "case_id": case.id,
        "milestone": milestone,
        "holder": "unit" if unit else "office",
        "holder_unit_id": unit.id if unit else None,
        "anchor": "detected",
        "anchor_at": start,
        "planned_at": start,
        "due_at": due,
        "span_seconds": 7200,
        "calendar": "wall",
        "basis": "园区内部规定",
        "policy": {},
    }
    record = Clock(**{**fields, **change})
    cast.session.add(record)
    return record


def fill(cast: Cast) -> None:
    """Two weeks: met, late, unmet, born overdue, superseded, and one met only after its week had ended."""
    case = cast.case(title="第一件")
    other = cast.case(title="第二件", tier=3, grade=None)
    for made in (case, other):
        cast.session.query(Clock).filter(Clock.case_id == made.id).delete()
    fire, welfare = cast.enforcement, cast.welfare
    met = {"met_at": at("10:00"), "ended_at": at("10:00")}
    late = {"met_at": at("15:00"), "ended_at": at("15:00"), "missed_at": at("12:00")}
    clock(cast, case, "first_word", fire, at("12:00"), **met)
    clock(cast, case, "explanation", fire, at("12:00"), **late)
    clock(cast, case, "confirm", None, at("12:00"), **met)
    clock(cast, other, "response", welfare, at("12:00", 1))
    clock(cast, other, "acknowledge", welfare, at("12:00"), superseded_at=at("11:00"), ended_at=at("11:00"))
    born = {"planned_at": at("14:00"), "born_overdue_seconds": 7200}
    clock(cast, other, "first_word", welfare, at("12:00"), met_at=at("16:00"), ended_at=at("16:00"), **born)
    clock(cast, other, "reply", welfare, at("20:00", 6), met_at=at("19:00", 6), ended_at=at("09:00", 7))
    clock(cast, case, "progress", fire, at("09:00", 8), met_at=at("08:00", 8), ended_at=at("08:00", 8))


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as session:
        fill(Cast(session))
    return database


def somebody(session: Session, role: str = "leader") -> User:
    return session.query(User).filter(User.role == role).order_by(User.id).first()


def test_a_weeks_figures_are_those_of_the_weekly_report(filled: Database) -> None:
    with filled.read() as session:
        for name in ("2026-W48", "2026-W49"):
            report = weekly(session, name, NOW).timeliness
            period = Period.of(Week.parse(name), NOW)
            found = timeliness.overall(session, somebody(session), [period])[0]
            assert (found.all, found.without_born) == (report.all, report.without_born_overdue)
            assert found.born_overdue == report.born_overdue
            holders = timeliness.by_holder(session, somebody(session), [period])
            assert {(one.name, one.rate.all, one.rate.without_born) for one in holders} == {
                (line.name, line.all, line.without_born_overdue) for line in report.units
            }
            milestones = timeliness.by_milestone(session, somebody(session), [period])
            assert {one.rate.all for one in milestones} == {line.all for line in report.milestones}


def test_counted_by_hand(filled: Database) -> None:
    with filled.read() as session:
        first, second = last_weeks(NOW, 2)
        week, running = timeliness.overall(session, somebody(session), [first.period, second.period])
        assert (week.all.met, week.all.missed) == (2, 4)  # the reply's evidence came after the week's end
        assert (week.without_born.met, week.without_born.missed, week.born_overdue) == (2, 3, 1)
        assert (running.all.met, running.all.missed) == (1, 0)
        month = timeliness.overall(session, somebody(session), [Period(at("00:00", -10), NOW)])[0]
        assert (month.all.met, month.all.missed) == (4, 3)  # known by now, the reply was in time


def test_holders_stand_in_the_order_of_their_list_and_weeks_side_by_side(filled: Database) -> None:
    with filled.read() as session:
        periods = [one.period for one in last_weeks(NOW, 2)]
        lines = timeliness.by_holder(session, somebody(session), periods)
        assert [line.name for line in lines] == ["新闻办", "执法局", "社发局"]
        enforcement = lines[1]
        assert [(rate.all.met, rate.all.decided) for rate in enforcement.rates] == [(1, 2), (1, 1)]
        tiers = timeliness.by_tier(session, somebody(session), periods)
        assert [line.name for line in tiers] == ["2", "3"]


def test_a_unit_is_told_of_its_own_clocks_only(filled: Database) -> None:
    with filled.read() as session:
        handler = session.query(User).filter(User.name == "handler").one()
        rate = timeliness.overall(session, handler, [Period(at("00:00", -10), NOW)])[0]
        assert (rate.all.met, rate.all.decided) == (2, 3)


def test_answer_times_run_from_the_anchor_to_the_answer(filled: Database) -> None:
    with filled.read() as session:
        found = answer_times(session, somebody(session), Period(at("00:00", -10), NOW))
        assert found.all.count == 4  # 0 h, 5 h, 6 h and 1 h; progress and the office's steps are no answers
        assert found.all.median == timedelta(hours=3)
        assert found.all.p90 == timedelta(hours=6)


def test_median_and_ninth_decile_of_ten() -> None:
    times = AnswerTimes.of(timedelta(hours=hour) for hour in range(1, 11))
    assert (times.median, times.p90) == (timedelta(hours=5, minutes=30), timedelta(hours=9))
    assert AnswerTimes.of([]) == AnswerTimes(0, None, None)


def test_the_clocks_behind_a_figure_are_as_many_as_it_says(filled: Database) -> None:
    period = of_week(Week.parse("2026-W48"), NOW).period
    with filled.read() as session:
        leader = somebody(session)

        def many(**wanted: str) -> int:
            return len(decided_clocks(session, leader, period, Wanted(**wanted)).lines)

        assert (many(), many(outcome="met"), many(outcome="missed")) == (6, 2, 4)
        assert (many(tier="2"), many(tier="3"), many(milestone="first_word")) == (3, 3, 2)
        unit = session.query(Unit).filter(Unit.name == "执法局").one().id
        assert (many(holder=str(unit)), many(holder="office"), many(holder="0")) == (2, 1, 0)


def test_each_lateness_is_split_by_who_held_the_case(filled: Database) -> None:
    period = of_week(Week.parse("2026-W48"), NOW).period
    with filled.read() as session:
        latest = worst(session, somebody(session), period, 10)
        assert [one.milestone for one in latest] == [
            "回应",
            "首发权威信息",
            "办理答复",
            "解释信息（新闻发布）",
        ]
        report = weekly(session, "2026-W48", NOW).timeliness
        assert latest == list(report.latenesses)
    shares = split([HeldSeconds(unknown=0, office=3600, unit=10800, clearer=0)])
    assert [(one.name, one.width) for one in shares] == [("新闻办", 25.0), ("责任单位", 75.0)]


def test_what_is_overdue_now_names_its_holder(filled: Database) -> None:
    with filled.read() as session:
        late = overdue.longest(session, somebody(session), NOW, 5)
        assert [(one.milestone, one.holder, one.title) for one in late] == [("response", "社发局", "第二件")]
        assert overdue.count(session, somebody(session), NOW) == 1


def test_months_and_weeks_are_the_parks() -> None:
    assert of_month("2026-11", NOW).period == Period(at("00:00", -22), at("00:00", 8))
    assert [one.title for one in last_months(NOW, 2)] == ["2026年12月", "2026年11月"]
    assert last_weeks(NOW, 1)[0].period == Period(at("00:00", 7), NOW)


def test_the_page_links_every_figure_to_its_clocks(town: Town) -> None:
    town.change(fill)
    town.clock.now = NOW
    leader = town.signed_in("leader")
    page = leader.read("/timeliness")
    links = {unescape(link) for link in re.findall(r'href="(/timeliness/clocks[^"]*)"', page)}
    assert len(links) > 12
    for link in links:
        leader.read(link)
    assert "单位 × 周" in page and "迟在谁手里" in page and "3 小时" in page
    cells = re.findall(r'aria-label="(执法局，[^"]*)"', page)
    assert cells == [
        "执法局，2026年第48周（11月23日至11月29日）：50%，1/2",
        "执法局，2026年第49周（11月30日至12月6日）：100%，1/1",
    ]


def test_a_period_that_is_none_is_not_found(town: Town) -> None:
    leader = town.signed_in("leader")
    for query in ("week=2026-W60", "week=2030-W01", "month=2026-13", "month=2030-01"):
        leader.read(f"/timeliness?{query}", status=404)
    assert "近 30 日" in leader.read("/timeliness?days=abc")
    leader.read("/timeliness/clocks?tier=x&holder=%27&milestone=%3Cb%3E&outcome=x&before=x")
