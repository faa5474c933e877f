"""What people are to do and when the town is visited: it must hold for any first moment."""

from datetime import datetime, timedelta

import pytest

from huiying.cli.demo import hours
from huiying.cli.demo.answers import wording
from huiying.cli.demo.courses import load_courses, usual_course
from huiying.cli.demo.deeds import capped
from huiying.cli.demo.items import load_items
from huiying.cli.demo.labels import load_happenings
from huiying.cli.demo.moments import Calendar
from huiying.core.clock import SHANGHAI, local
from huiying.core.models import Case
from responder.units import default_units

MOMENTS = [
    datetime(2026, 11, 22, 3, 0, tzinfo=SHANGHAI),
    datetime(2026, 11, 25, 15, 0, tzinfo=SHANGHAI),
    datetime(2026, 12, 31, 23, 59, tzinfo=SHANGHAI),
    datetime(2027, 1, 1, 0, 1, tzinfo=SHANGHAI),
]
T0 = MOMENTS[1]


@pytest.mark.parametrize("t0", MOMENTS)
def test_nobody_who_writes_by_day_waits_an_hour_for_the_next_visit(t0: datetime) -> None:
    items = load_items(Calendar(t0))
    visits = list(hours.visits(t0, items))
    for item in items:
        written_by_day = hours.on_duty(item.at) == item.at
        if item.site in hours.MESSAGES and t0 - hours.LENGTH < item.at < t0 - timedelta(hours=1):
            seen = min(at for at in visits if at >= item.at)
            assert seen - item.at <= (hours.WAITING if written_by_day else timedelta(hours=9)), item.id


@pytest.mark.parametrize("t0", MOMENTS)
def test_every_site_is_visited_once_something_new_stands_there(t0: datetime) -> None:
    items = load_items(Calendar(t0))
    visits = hours.visits(t0, items)
    moments = list(visits)
    assert moments == sorted(moments) and moments[-1] == t0
    for item in items:
        if item.at <= t0:
            seen = min(at for at in moments if at >= item.at)
            assert item.site in visits[seen], item.id


def test_the_explosion_is_looked_at_within_minutes() -> None:
    items = load_items(Calendar(T0))
    first = min(item.at for item in items if item.id.startswith("blast"))
    assert min(at for at in hours.visits(T0, items) if at >= first) - first < timedelta(minutes=10)


def test_a_moment_of_the_night_is_moved_to_the_morning() -> None:
    night = datetime(2026, 11, 25, 23, 30, tzinfo=SHANGHAI)
    assert local(hours.on_duty(night)) == datetime(2026, 11, 26, 7, 12, tzinfo=SHANGHAI)
    day = datetime(2026, 11, 25, 12, 0, tzinfo=SHANGHAI)
    assert hours.on_duty(day) == day


def test_every_course_is_of_a_labelled_happening_and_names_units_that_there_are() -> None:
    happenings = {one.id for one in load_happenings()}
    units = {unit.name for unit in default_units().units}
    for name, course in load_courses(Calendar(T0)).items():
        assert name in happenings
        suggested = {course.objects.suggests} if course.objects else set()
        assert {course.lead, *course.supporting, *suggested} - {None} <= units


def test_one_course_never_answers_one_is_chased_one_late_one_objects_and_one_is_corrected() -> None:
    courses = load_courses(Calendar(T0))
    paces = {name: course.pace for name, course in courses.items()}
    assert [name for name, pace in paces.items() if pace is None] == ["smell"]
    assert [name for name, pace in paces.items() if pace and 0.8 < pace < 1] == ["wages"]
    assert [name for name, pace in paces.items() if pace and 1.25 < pace < 2] == ["yellow"]
    assert [name for name, course in courses.items() if course.objects] == ["yellow"]
    assert [name for name, course in courses.items() if course.correction] == ["blast"]


def test_the_correction_corrects_what_the_first_texts_say_and_the_later_ones_no_longer() -> None:
    blast = load_courses(Calendar(T0))["blast"]
    assert blast.correction
    before, after = blast.correction.at - timedelta(hours=5), blast.correction.at
    for kind in ("first_word", "response"):
        early, late = blast.wording(kind, before), blast.wording(kind, after)
        assert early and late
        assert (blast.correction.wrong in early.body, blast.correction.wrong in late.body) == (True, False)


def test_while_little_is_known_no_graver_tier_is_confirmed_than_the_cap() -> None:
    blast = load_courses(Calendar(T0))["blast"]
    tier, reason = capped(blast, 1, blast.caps[0].before - timedelta(minutes=1))
    assert (tier, bool(reason)) == (3, True)
    assert capped(blast, 4, blast.caps[0].before - timedelta(minutes=1)) == (4, None)
    assert capped(blast, 1, blast.caps[-1].before) == (1, None)


def test_a_case_that_nothing_is_written_about_always_goes_the_same_way_with_a_plain_text() -> None:
    course = usual_course("2026-0007")
    assert course == usual_course("2026-0007")
    case = Case(title="关于“路灯”的来信", appeal="inquiry")
    text = wording(case, "reply", "执法局", course, T0)
    assert text.title == "关于“关于路灯的来信”的答复"
    assert len(text.body.splitlines()) == 3
