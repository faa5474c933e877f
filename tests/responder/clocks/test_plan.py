"""Which clocks a case has, from the facts; the cast is the worked example of the rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from responder.clocks.plan import CaseFacts, PlannedClock, explain, plan
from responder.clocks.policy import default_policy

HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}+08:00")


FIRE = CaseFacts(kind="opinion", tier=2, grade=2, occurred_at=at("23T09:00"), detected_at=at("23T09:10"))
ODOUR = CaseFacts(kind="opinion", tier=3, detected_at=at("23T21:30"))
LETTER = CaseFacts(kind="message", appeal="complaint", received_at=at("20T10:00"))


def clocks(facts: CaseFacts, now: str = "23T09:10") -> dict[str, PlannedClock]:
    return {clock.milestone: clock for clock in plan(default_policy(), facts, at(now))}


def test_a_grave_case_runs_its_answering_clocks_from_the_moment_it_is_opened() -> None:
    planned = clocks(FIRE)
    assert list(planned) == ["confirm", "first_word", "explanation"]
    assert planned["confirm"].due_at == at("23T09:40")
    assert planned["first_word"].due_at == at("23T14:00")
    assert planned["explanation"].due_at == at("24T09:00")
    assert planned["first_word"].holder == "unit"
    assert planned["confirm"].holder == "office"


def test_each_step_brings_the_next_clock() -> None:
    confirmed = replace(FIRE, confirmed_at=at("23T09:20"), met={"confirm": at("23T09:20")})
    assert list(clocks(confirmed)) == ["assign", "first_word", "explanation"]
    assert clocks(confirmed)["assign"].due_at == at("23T09:35")
    met = {**confirmed.met, "assign": at("23T09:30")}
    assigned = replace(confirmed, assigned_at=at("23T09:30"), met=met)
    assert list(clocks(assigned)) == ["acknowledge", "first_word", "explanation"]
    assert clocks(assigned)["acknowledge"].due_at == at("23T10:00")


def test_where_the_moment_of_occurrence_is_unknown_detection_counts_and_it_is_said() -> None:
    clock = clocks(replace(FIRE, occurred_at=None))["first_word"]
    assert (clock.anchor, clock.due_at) == ("detected", at("23T14:10"))
    assert "事发时间不详，改从发现（2026年11月23日 09:10）起算" in explain(clock)


@pytest.mark.parametrize(("grade", "by_statute"), [(1, True), (2, True), (3, False), (None, False)])
def test_the_statute_is_the_basis_only_where_the_grade_is_high(grade: int | None, by_statute: bool) -> None:
    planned = clocks(replace(FIRE, grade=grade))
    for milestone in ("first_word", "explanation"):
        assert ("国办发〔2016〕80号" in planned[milestone].basis) == by_statute
        assert ("园区内部规定" in planned[milestone].basis) == (not by_statute)
        assert planned[milestone].basis in explain(planned[milestone])


def test_a_lesser_case_confirms_in_duty_hours_and_answers_within_48_hours() -> None:
    planned = clocks(ODOUR, "23T21:30")
    assert planned["confirm"].due_at == at("24T07:30")
    assert planned["response"].due_at == at("25T21:30")
    assert "first_word" not in planned


def test_a_late_detected_case_is_born_overdue_and_says_so() -> None:
    late = replace(FIRE, detected_at=at("23T16:00"))
    clock = clocks(late, "23T16:00")["first_word"]
    assert clock.born_overdue == 2 * HOUR
    assert clock.born_overdue_seconds == 7200
    assert clock.anchor_at == at("23T09:00")
    assert "已逾期2小时" in explain(clock)


def test_a_clock_planned_in_time_or_on_the_minute_is_not_born_overdue() -> None:
    assert clocks(FIRE)["first_word"].born_overdue is None
    assert clocks(FIRE, "23T14:00")["first_word"].born_overdue is None
    assert clocks(FIRE, "23T14:00")["first_word"].born_overdue_seconds == 0


def test_progress_is_owed_again_after_every_publication_until_the_case_is_closed() -> None:
    spoken = replace(FIRE, last_publication_at=at("23T12:00"), met={"progress": at("23T12:00")})
    assert clocks(spoken)["progress"].due_at == at("24T12:00")
    assert clocks(replace(spoken, tier=1))["progress"].due_at == at("24T00:00")
    assert "progress" not in clocks(FIRE)
    assert "progress" not in clocks(replace(spoken, closed_at=at("24T10:00")))


def test_every_submission_and_every_assignment_starts_its_own_clock() -> None:
    facts = replace(
        FIRE,
        assigned_at=at("23T09:30"),
        submitted_at=at("23T11:00"),
        met={"acknowledge": at("23T09:30"), "clear": at("23T10:30")},
    )
    assert clocks(facts)["clear"].due_at == at("23T11:30")
    assert "acknowledge" not in clocks(facts)
    again = clocks(replace(facts, assigned_at=at("23T10:00")))
    assert again["acknowledge"].due_at == at("23T10:30")


def test_a_new_confirmation_does_not_ask_for_a_second_assignment() -> None:
    facts = replace(FIRE, tier=1, confirmed_at=at("23T12:00"), met={"assign": at("23T09:30")})
    assert "assign" not in clocks(facts)


def test_a_closed_case_only_owes_its_evaluation() -> None:
    planned = clocks(replace(FIRE, closed_at=at("24T18:00")))
    assert list(planned) == ["evaluation"]
    assert planned["evaluation"].due_at == datetime.fromisoformat("2026-12-01T17:30+08:00")


def test_a_message_owes_an_assignment_and_a_reply_from_its_receipt() -> None:
    planned = clocks(LETTER, "20T10:00")
    assert list(planned) == ["assign", "reply"]
    assert planned["assign"].due_at == at("20T11:00")
    assert planned["reply"].due_at == datetime.fromisoformat("2026-12-11T17:30+08:00")
    assert planned["reply"].span_seconds == 15 * 9 * 3600


def test_a_disclosure_request_counts_from_its_completion_once_completed() -> None:
    asked = CaseFacts(kind="disclosure", received_at=at("02T10:00"))
    assert clocks(asked)["completion"].due_at == at("11T17:30")
    assert clocks(asked)["disclosure"].due_at == at("30T17:30")
    completed = replace(asked, completed_at=at("10T10:00"), met={"completion": at("05T10:00")})
    later = clocks(completed)
    assert list(later) == ["disclosure"]
    assert later["disclosure"].anchor == "completed"
    assert later["disclosure"].due_at == datetime.fromisoformat("2026-12-08T17:30+08:00")
    assert "从收到（2026年11月2日 10:00）起算" in explain(clocks(asked)["disclosure"])


def test_an_interpretation_is_owed_three_working_days_after_publication() -> None:
    facts = CaseFacts(kind="interpretation", document_published_at=at("20T10:00"))
    assert clocks(facts)["interpretation"].due_at == at("25T17:30")


def test_all_moments_are_in_utc() -> None:
    for clock in plan(default_policy(), FIRE, at("23T09:20")):
        assert {clock.anchor_at.tzinfo, clock.due_at.tzinfo, clock.planned_at.tzinfo} == {UTC}


def test_a_change_of_policy_leaves_the_explanation_of_an_older_clock_alone() -> None:
    clock = clocks(FIRE)["first_word"]
    kept: dict[str, Any] = clock.policy
    assert kept["rule"]["limit"] == "5小时"
    assert explain(clock) == (
        "首发权威信息由牵头单位完成，从事发（2026年11月23日 09:00）起算，限5小时，"
        "应于2026年11月23日 14:00前完成。按自然时间计算，昼夜连续。依据：国办发〔2016〕80号。"
    )


def test_a_moved_due_moment_is_explained() -> None:
    moved = replace(clocks(FIRE)["first_word"], due_at=at("23T16:00"))
    assert "原应于2026年11月23日 14:00前完成" in explain(moved)


def test_a_provisional_deadline_is_explained_as_such() -> None:
    year = 2199
    received = datetime(year, 5, 6, 2, tzinfo=UTC)
    facts = CaseFacts(kind="message", appeal="inquiry", received_at=received)
    reply = plan(default_policy(), facts, received)[-1]
    assert reply.provisional
    assert "暂定" in explain(reply)
    assert "08:30至17:30" in explain(reply)


def test_a_duty_hours_deadline_is_explained_with_its_hours() -> None:
    assert "每天07:00至23:00计时" in explain(clocks(ODOUR, "23T21:30")["confirm"])
