"""huiying deadlines and workday."""

import json
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
