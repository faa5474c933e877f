"""The rows of `huiying deadlines` and `huiying workday`."""

from datetime import date, datetime

import pytest

from responder.clocks.calendars import DEFAULT
from responder.clocks.deadlines import duty_deadlines, opinion_deadlines, workday_rows
from responder.clocks.policy import default_policy

POLICY = default_policy()


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def test_the_rows_of_a_grave_tier_follow_the_worked_example() -> None:
    rows = opinion_deadlines(
        POLICY, 2, at("2026-11-23T09:00"), at("2026-11-23T09:10"), at("2026-11-23T09:30")
    )
    assert [(row["milestone"], row["due_at"]) for row in rows] == [
        ("confirm", "2026-11-23T09:40:00+08:00"),
        ("acknowledge", "2026-11-23T10:00:00+08:00"),
        ("first_word", "2026-11-23T14:00:00+08:00"),
        ("explanation", "2026-11-24T09:00:00+08:00"),
    ]
    assert list(rows[0]) == [
        "milestone",
        "anchor_at",
        "due_at",
        "calendar",
        "basis",
        "provisional",
    ]
    assert rows[2]["anchor_at"] == "2026-11-23T09:00:00+08:00"
    assert rows[2]["calendar"] == "wall"


def test_both_bases_are_named_where_the_grade_is_not_known() -> None:
    rows = opinion_deadlines(POLICY, 1, at("2026-11-23T09:00"))
    basis = {row["milestone"]: row["basis"] for row in rows}
    assert "国办发〔2016〕80号（事件等级 1、2）" in basis["first_word"]
    assert "园区内部规定（仅舆情等级达到）" in basis["first_word"]
    assert basis["confirm"] == "园区内部规定"


def test_a_lesser_tier_counts_from_detection() -> None:
    rows = opinion_deadlines(POLICY, 3, at("2026-11-23T09:00"), at("2026-11-23T22:30"))
    due = {row["milestone"]: (row["due_at"], row["calendar"]) for row in rows}
    assert due == {
        "confirm": ("2026-11-24T08:30:00+08:00", "duty"),
        "response": ("2026-11-25T22:30:00+08:00", "wall"),
    }


def test_without_detection_the_occurrence_counts_as_detected() -> None:
    (confirm, response) = opinion_deadlines(POLICY, 4, at("2026-11-23T09:00"))
    assert confirm["due_at"] == "2026-11-23T13:00:00+08:00"
    assert response["due_at"] == "2026-11-25T09:00:00+08:00"


def test_interpretation_and_disclosure_have_their_rows() -> None:
    (interpretation,) = duty_deadlines(POLICY, "interpretation", at("2026-09-30T10:00"))
    assert interpretation["due_at"] == "2026-10-10T17:30:00+08:00"
    assert interpretation["calendar"] == "working"
    completion, reply = duty_deadlines(POLICY, "disclosure", at("2026-11-02T10:00"))
    assert (completion["milestone"], completion["due_at"][:10]) == ("completion", "2026-11-11")
    assert (reply["milestone"], reply["due_at"][:10]) == ("disclosure", "2026-11-30")
    assert not reply["provisional"]


@pytest.mark.parametrize("tier", [0, 5, -1])
def test_a_tier_that_does_not_exist_is_refused(tier: int) -> None:
    with pytest.raises(ValueError, match="只有 1 至 4"):
        opinion_deadlines(POLICY, tier, at("2026-11-23T09:00"))


def test_moments_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="发现时间早于事发时间"):
        opinion_deadlines(POLICY, 2, at("2026-11-23T09:00"), at("2026-11-23T08:59"))
    with pytest.raises(ValueError, match="交办时间早于事发时间"):
        opinion_deadlines(POLICY, 2, at("2026-11-23T09:00"), None, at("2026-11-23T08:00"))


def test_workdays_come_one_a_day_with_both_ends() -> None:
    rows = list(workday_rows(DEFAULT, date(2026, 2, 13), date(2026, 2, 16)))
    assert rows == [
        {"date": "2026-02-13", "working": True, "provisional": False},
        {"date": "2026-02-14", "working": True, "provisional": False},
        {"date": "2026-02-15", "working": False, "provisional": False},
        {"date": "2026-02-16", "working": False, "provisional": False},
    ]


def test_workdays_backwards_are_refused() -> None:
    with pytest.raises(ValueError, match="早于开始日期"):
        workday_rows(DEFAULT, date(2026, 2, 14), date(2026, 2, 13))
