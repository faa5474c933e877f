"""The ladder's moments: the worked example of the rules, the other calendars, and its order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.clocks.plan import CaseFacts, PlannedClock, plan
from responder.clocks.policy import default_policy
from responder.ladder.rungs import RungPlan, due_rungs, next_rung, rungs

ALL = ["reminder_50", "reminder_80", "overdue", "supervision", "interview"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}+08:00")


FIRE = CaseFacts(kind="opinion", tier=2, grade=2, occurred_at=at("23T09:00"), detected_at=at("23T09:10"))


def clock(facts: CaseFacts, milestone: str, now: datetime) -> PlannedClock:
    planned = {clock.milestone: clock for clock in plan(default_policy(), facts, now)}
    return planned[milestone]  # type: ignore[index]


def moments(plans: list[RungPlan]) -> dict[str, datetime]:
    return {plan.rung: plan.at for plan in plans}


def test_the_worked_example() -> None:
    assert moments(rungs(clock(FIRE, "first_word", at("23T09:30")))) == {
        "reminder_50": at("23T11:30"),
        "reminder_80": at("23T13:00"),
        "overdue": at("23T14:00"),
        "supervision": at("23T15:15"),
        "interview": at("23T19:15"),
    }


def test_the_worked_example_born_overdue() -> None:
    late = replace(FIRE, detected_at=at("23T16:00"))
    assert moments(rungs(clock(late, "first_word", at("23T16:00")))) == {
        "overdue": at("23T16:00"),
        "supervision": at("23T17:15"),
        "interview": at("23T21:15"),
    }


def test_a_long_span_outweighs_the_least_times() -> None:
    facts = CaseFacts(kind="opinion", tier=3, detected_at=at("23T09:00"))
    assert moments(rungs(clock(facts, "response", at("23T09:00")))) == {
        "reminder_50": at("24T09:00"),
        "reminder_80": at("25T07:00"),
        "overdue": at("25T09:00"),
        "supervision": at("25T21:00"),
        "interview": at("27T09:00"),
    }


@pytest.mark.parametrize(
    ("detected", "reminders"),
    [
        ("23T08:24", ["24T08:24", "24T22:48"]),
        ("23T08:36", ["24T08:36", "24T23:00"]),
        ("23T08:37", ["24T08:37", "25T07:00"]),
        ("23T16:35", ["24T16:35", "25T07:00"]),
        ("23T16:36", ["24T16:36", "25T07:00"]),
        ("23T16:37", ["24T16:37", "25T07:01"]),
        ("23T23:30", ["25T07:00", "25T13:54"]),
    ],
)
def test_a_reminder_of_tier_3_that_falls_into_the_night_waits_for_the_morning(
    detected: str, reminders: list[str]
) -> None:
    facts = CaseFacts(kind="opinion", tier=3, detected_at=at(detected))
    found = moments(rungs(clock(facts, "response", at(detected))))
    assert [found["reminder_50"], found["reminder_80"]] == [at(moment) for moment in reminders]


def test_a_reminder_of_tier_2_never_waits() -> None:
    night = replace(FIRE, occurred_at=at("23T22:00"), detected_at=at("23T22:00"))
    found = moments(rungs(clock(night, "first_word", at("23T22:00"))))
    assert (found["reminder_50"], found["reminder_80"]) == (at("24T00:30"), at("24T02:00"))


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 24 * 60 * 14))
def test_no_reminder_of_tier_3_is_at_night_or_after_the_due_moment(minutes: int) -> None:
    detected = at("02T00:00") + timedelta(minutes=minutes)
    running = clock(CaseFacts(kind="opinion", tier=3, detected_at=detected), "response", detected)
    for plan_ in rungs(running):
        if plan_.rung.startswith("reminder"):
            hour = plan_.at.astimezone(detected.tzinfo)
            assert "07:00" <= f"{hour:%H:%M}" <= "23:00"
            assert plan_.at < running.due_at


@pytest.mark.parametrize("milestone", ["confirm", "assign", "acknowledge", "clear"])
def test_the_inner_duties_end_at_supervision(milestone: str) -> None:
    facts = replace(
        FIRE,
        confirmed_at=at("23T09:10"),
        assigned_at=at("23T09:10"),
        submitted_at=at("23T09:10"),
    )
    names = [plan.rung for plan in rungs(clock(facts, milestone, at("23T09:10")))]
    assert names == ["reminder_50", "reminder_80", "overdue", "supervision"]


def test_a_duty_hours_clock_is_laddered_in_duty_hours() -> None:
    facts = CaseFacts(kind="opinion", tier=3, detected_at=at("23T21:30"))
    assert moments(rungs(clock(facts, "confirm", at("23T21:30")))) == {
        "reminder_50": at("23T22:30"),
        "reminder_80": at("24T07:06"),
        "overdue": at("24T07:30"),
        "supervision": at("24T08:30"),
    }
    evening = CaseFacts(kind="opinion", tier=3, detected_at=at("23T20:30"))
    assert moments(rungs(clock(evening, "confirm", at("23T20:30"))))["supervision"] == at("24T07:30")


def test_a_working_day_clock_is_laddered_in_office_hours() -> None:
    # Friday 20 November; three working days are 27 office hours, Monday to Wednesday.
    facts = CaseFacts(kind="interpretation", document_published_at=at("20T10:00"))
    assert moments(rungs(clock(facts, "interpretation", at("20T10:00")))) == {
        "reminder_50": at("24T13:00"),
        "reminder_80": at("25T12:06"),
        "overdue": at("25T17:30"),
        "supervision": at("26T15:15"),
        "interview": at("30T17:30"),
    }


def test_a_reminder_that_had_passed_when_the_clock_was_planned_is_left_out() -> None:
    plans = rungs(clock(replace(FIRE, detected_at=at("23T12:00")), "first_word", at("23T12:00")))
    assert [plan.rung for plan in plans] == ALL[1:]
    assert moments(plans)["overdue"] == at("23T14:00")


def test_a_clock_planned_at_its_due_moment_is_overdue_at_once() -> None:
    plans = rungs(clock(FIRE, "first_word", at("23T14:00")))
    assert [plan.rung for plan in plans] == ALL[2:]
    assert moments(plans)["overdue"] == at("23T14:00")


def test_a_pause_moves_every_rung_by_exactly_its_length() -> None:
    running = clock(FIRE, "first_word", at("23T09:10"))
    before = moments(rungs(running))
    pause = timedelta(hours=3, minutes=20)
    after = moments(rungs(replace(running, due_at=running.due_at + pause)))
    assert after == {rung: moment + pause for rung, moment in before.items()}


def test_an_extension_revives_a_clock_born_overdue() -> None:
    born_late = clock(replace(FIRE, detected_at=at("23T16:00")), "first_word", at("23T16:00"))
    extended = replace(born_late, due_at=at("23T20:00"))
    assert moments(rungs(extended)) == {
        "reminder_50": at("23T17:30"),
        "reminder_80": at("23T19:00"),
        "overdue": at("23T20:00"),
        "supervision": at("23T21:15"),
        "interview": at("24T01:15"),
    }


def test_next_rung_is_the_earliest_that_was_not_taken() -> None:
    plans = rungs(clock(FIRE, "first_word", at("23T09:30")))
    assert next_rung(plans, ()) == RungPlan("reminder_50", at("23T11:30"))
    assert next_rung(plans, {"reminder_50", "reminder_80"}) == RungPlan("overdue", at("23T14:00"))
    assert next_rung(plans, ALL) is None


def test_after_downtime_the_highest_due_rung_comes_first() -> None:
    plans = rungs(clock(FIRE, "first_word", at("23T09:30")))
    assert due_rungs(plans, {"reminder_50"}, at("23T11:30")) == []
    late = due_rungs(plans, {"reminder_50"}, at("23T15:15"))
    assert [plan.rung for plan in late] == ["supervision", "overdue", "reminder_80"]


KINDS = ["confirm", "response", "reply", "acknowledge"]
offsets = st.integers(0, 30 * 86400).map(lambda count: timedelta(seconds=count))


@given(st.sampled_from(KINDS), st.sampled_from([3, 4]), offsets, offsets)
@settings(max_examples=150, deadline=None)
def test_every_ladder_rises_from_planning_and_never_accuses_before_the_due_moment(
    milestone: str, tier: int, since: timedelta, delay: timedelta
) -> None:
    anchor = at("01T00:00") + since
    facts = CaseFacts(
        kind="message" if milestone == "reply" else "opinion",
        tier=tier,
        detected_at=anchor,
        assigned_at=anchor,
        received_at=anchor,
    )
    planned = clock(facts, milestone, anchor + delay)
    plans = rungs(planned)
    ats = [plan.at for plan in plans]
    found = moments(plans)
    assert ats == sorted(ats)
    assert all(plan.at >= planned.planned_at for plan in plans)
    assert found["overdue"] == max(planned.due_at, planned.planned_at)
    assert found["supervision"] >= found["overdue"] + timedelta(hours=1)
    assert all(at_.tzinfo is UTC for at_ in ats)
    if planned.born_overdue:
        assert not any(plan.rung.startswith("reminder") for plan in plans)
