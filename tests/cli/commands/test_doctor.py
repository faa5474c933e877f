"""huiying doctor."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def findings(run: Run) -> dict[str, dict[str, str]]:
    return {row["part"]: row for row in map(json.loads, run("doctor", "--json").stdout.splitlines())}


def test_a_fresh_home_has_no_fault_and_is_told_that_nobody_would_hear(run: Run, home: Path) -> None:
    done = run("doctor")
    assert done.exit_code == 0, done.stdout
    found = findings(run)
    assert not any(one["state"] == "fault" for one in found.values())
    assert found["通知渠道"]["state"] == "note"
    assert "units.toml" in found["通知渠道"]["said"]


def test_every_fault_is_named_not_only_the_first(run: Run, home: Path) -> None:
    (home / "policy.toml").write_text("version = 1\n", encoding="utf-8")
    (home / "secret.key").write_text("short", encoding="utf-8")
    assert run("doctor").exit_code == 1
    found = findings(run)
    faults = [part for part, one in found.items() if one["state"] == "fault"]
    assert faults == ["时限规则", "单位名称", "密钥"]
    assert "policy.toml" in found["时限规则"]["said"]


def test_without_a_home_it_says_what_to_run(run: Run, no_home: Path) -> None:
    done = run("doctor")
    assert done.exit_code == 1
    assert "huiying init" in findings(run)["数据库"]["said"]
    assert not no_home.exists()


def test_mail_counts_as_a_way_to_be_heard(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYING_SMTP_HOST", "mail.example.cn")
    monkeypatch.setenv("HUIYING_SMTP_FROM", "huiying@example.cn")
    assert findings(run)["通知渠道"]["state"] == "ok"
