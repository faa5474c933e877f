"""huiying deadlines and workday."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_the_worked_example(run: Run, home: Path) -> None:
    done = run(
        "deadlines", "--tier", "2", "--occurred", "2026-11-23T09:00", "--detected", "2026-11-23T09:10",
        "--assigned", "2026-11-23T09:30", "--json",
    )  # fmt: skip
    assert done.exit_code == 0
    rows = {row["milestone"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert list(rows["first_word"]) == [
        "milestone",
        "anchor_at",
        "due_at",
        "calendar",
        "basis",
        "provisional",
    ]
    assert rows["first_word"]["due_at"] == "2026-11-23T14:00:00+08:00"
    assert rows["explanation"]["due_at"] == "2026-11-24T09:00:00+08:00"
    assert rows["confirm"]["due_at"] == "2026-11-23T09:40:00+08:00"
    assert rows["acknowledge"]["due_at"] == "2026-11-23T10:00:00+08:00"
    assert "国办发〔2016〕80号" in rows["first_word"]["basis"]


def test_a_disclosure_request_counts_working_days(run: Run, home: Path) -> None:
    done = run("deadlines", "--kind", "disclosure", "--from", "2026-09-28T10:00:00+08:00", "--json")
    rows = {row["milestone"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert rows["completion"]["due_at"] == "2026-10-13T17:30:00+08:00"  # 1-7 October off, 10 October worked
    assert rows["completion"]["calendar"] == "working"
    assert not rows["completion"]["provisional"]


def test_people_read_a_table(run: Run, home: Path) -> None:
    done = run("deadlines", "--tier", "1", "--occurred", "2026-11-23T09:00")
    assert done.exit_code == 0
    assert "首发权威信息" in done.stdout
    assert "2026-11-23 14:00" in done.stdout


def test_the_operators_policy_counts(run: Run, home: Path) -> None:
    policy = home / "policy.toml"
    content = policy.read_text(encoding="utf-8")
    policy.write_text(content.replace('limit = "5小时"', 'limit = "4小时"'), encoding="utf-8")
    done = run("deadlines", "--tier", "1", "--occurred", "2026-11-23T09:00", "--json")
    assert '"due_at": "2026-11-23T13:00:00+08:00"' in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--tier 5 --occurred 2026-11-23T09:00", "5 不在 1<=x<=4 之内"),
        ("--tier 1", "请写明 --tier 与 --occurred"),
        ("--tier 1 --occurred yesterday", "“yesterday”不是有效的时间"),
        ("--tier 1 --occurred 2026-11-23T09:00 --detected 2026-11-23T08:00", "早于"),
        ("--tier 1 --occurred 2026-11-23T09:00 --kind disclosure", "请只用一种"),
        ("--kind treaty --from 2026-11-23T09:00", "不在可选值之内，可选：'interpretation', 'disclosure'"),
    ],
)
def test_a_wrong_call_is_told(run: Run, home: Path, arguments: str, said: str) -> None:
    done = run("deadlines", *arguments.split())
    assert done.exit_code == 2
    assert said in done.stderr


def test_workdays_with_their_make_up_days(run: Run, home: Path) -> None:
    done = run("workday", "2026-09-30", "2026-10-10", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["date"] for row in rows if row["working"]] == [
        "2026-09-30",
        "2026-10-08",
        "2026-10-09",
        "2026-10-10",
    ]
    assert not any(row["provisional"] for row in rows)


def test_a_year_without_a_notice_is_provisional(run: Run, home: Path) -> None:
    done = run("workday", "2041-01-01", "2041-01-01", "--json")
    assert json.loads(done.stdout)["provisional"] is True


def test_workdays_backwards_are_refused(run: Run, home: Path) -> None:
    done = run("workday", "2026-10-03", "2026-10-01")
    assert done.exit_code == 2
    assert "结束日期 2026-10-01 早于开始日期 2026-10-03" in done.stderr


# Worked out by hand from the notices. The day after the anchor is the first; make-up days count.
@pytest.mark.parametrize(
    ("since", "due", "why"),
    [
        ("2026-02-13T16:00", "2026-02-25", "14 Saturday worked; 15-23 Spring Festival; 24, 25"),
        ("2025-01-24T09:00", "2025-02-05", "26 Sunday and 27 worked; 28 January - 4 February off; 5"),
        ("2020-01-22T09:00", "2020-02-04", "23 worked; 24 January - 2 February, prolonged; 3, 4"),
        ("2012-09-28T09:00", "2012-10-09", "29 Saturday worked; 30 September - 7 October off; 8, 9"),
        ("2015-09-01T09:00", "2015-09-07", "2 worked; 3-5 off for the parade; 6 Sunday worked; 7"),
        ("2011-12-30T09:00", "2012-01-05", "31 Saturday worked by the notice for 2012; 1-3 off; 4, 5"),
        ("2025-12-30T09:00", "2026-01-05", "31 worked; 1-3 January off; 4 Sunday worked; 5"),
        ("2026-04-30T23:59", "2026-05-08", "1-5 May off; 6, 7, 8"),
        ("2024-02-27T09:00", "2024-03-01", "28, 29 of a leap year, 1 March"),
        ("2026-01-30T09:00", "2026-02-04", "Friday; the weekend; 2, 3, 4 February"),
    ],
)
def test_three_working_days_over_the_edges_of_month_year_and_festival(
    run: Run, home: Path, since: str, due: str, why: str
) -> None:
    done = run("deadlines", "--kind", "interpretation", "--from", since, "--json")
    (row,) = map(json.loads, done.stdout.splitlines())
    assert (row["due_at"], row["provisional"]) == (f"{due}T17:30:00+08:00", False), why
    assert row["basis"] == "园区政务公开方案第九条"


@pytest.mark.parametrize(
    ("tier", "occurred", "milestone", "due"),
    [
        (1, "2026-12-31T22:00", "first_word", "2027-01-01T03:00:00+08:00"),
        (2, "2024-02-28T12:00", "explanation", "2024-02-29T12:00:00+08:00"),
        (3, "2026-02-28T21:30", "confirm", "2026-03-01T07:30:00+08:00"),
        (4, "2026-02-16T03:00", "confirm", "2026-02-16T11:00:00+08:00"),
        (4, "2026-02-16T03:00", "response", "2026-02-18T03:00:00+08:00"),
    ],
)
def test_hours_run_through_nights_and_holidays(
    run: Run, home: Path, tier: int, occurred: str, milestone: str, due: str
) -> None:
    done = run("deadlines", "--tier", str(tier), "--occurred", occurred, "--json")
    rows = {row["milestone"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert (rows[milestone]["due_at"], rows[milestone]["provisional"]) == (due, False)
    assert all(row["basis"] for row in rows.values())


def test_a_deadline_that_reaches_into_a_year_without_a_notice_is_provisional(run: Run, home: Path) -> None:
    done = run("deadlines", "--kind", "disclosure", "--from", "2026-12-21T09:00", "--json")
    rows = {row["milestone"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert [rows[name]["provisional"] for name in ("completion", "disclosure")] == [False, True]
    assert "711号" in rows["disclosure"]["basis"]


def test_every_day_of_seventeen_years_comes_out_once(run: Run, home: Path) -> None:
    """Which of them are worked is held against the notices in tests/responder/clocks/test_workdays.py."""
    done = run("workday", "2010-01-01", "2026-12-31", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len({row["date"] for row in rows}) == len(rows) == 6209
    assert not any(row["provisional"] for row in rows)
    worked = Counter(row["date"][:4] for row in rows if row["working"])
    assert (worked["2012"], worked["2020"], worked["2026"]) == (249, 249, 248)
