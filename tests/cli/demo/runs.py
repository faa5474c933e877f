"""`huiying demo --once` as a person runs it: a process of its own in a home of its own."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

WEDNESDAY = "2026-11-25T15:00:00+08:00"
SUNDAY = "2026-11-22T03:00:00+08:00"


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "huiying.cli.main", "demo", *options]


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUIYING_")}
    return {**kept, "HUIYING_HOME": str(home)}


def once(home: Path, t0: str) -> dict[str, Any]:
    """The status object; fails with what was said on standard error."""
    done = subprocess.run(
        command("--once", "--json", "--t0", t0), env=environment(home), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def shared_week(root: Path, name: str, t0: str) -> tuple[Path, dict[str, Any]]:
    """One undisturbed run for all workers of this test run: the first makes it, the others wait."""
    home, said = root / f"{name}-home", root / f"{name}.json"
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            said.write_text(json.dumps(once(home, t0)))
    return home, json.loads(said.read_text())


def enough(status: Mapping[str, Any]) -> bool:
    """Whether the week is as lived-in as the demo promises."""
    cases = status["cases"]
    return all(
        (
            status["posts"] >= 400,
            status["assessed"] == status["posts"],
            status["events"] >= 25,
            cases["open"] + cases["closed"] >= 10,
            cases["overdue"] >= 1,
            status["clocks"]["met"] > status["clocks"]["missed"] > 0,
            status["supervision"] >= 1,
            status["proposals"] >= 1,
            status["notices"]["sent"] > 0,
            status["sources"] == {"healthy": 6, "degraded": 1, "silent": 0, "failing": 0},
        )
    )
