import subprocess
import sys
from datetime import datetime, timedelta
from typing import Any

from huiying.core.clock import SHANGHAI
from huiying.core.database import Database
from huiying.core.models import DueTask, Report
from responder.reports.due import run_due

PROCESS = """
import sys
from datetime import datetime
from huiying.core.database import Database
from responder.reports.due import run_due
print(run_due(Database(sys.argv[1]), datetime.fromisoformat(sys.argv[2])))
"""


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 11, 1, hour, minute, tzinfo=SHANGHAI) + timedelta(days=day - 1)


def periods(database: Database) -> list[str]:
    with database.read() as session:
        return [it.period for it in session.query(Report).order_by(Report.period)]


def test_the_weeks_report_is_made_on_monday_at_half_past_eight(database: Database) -> None:
    assert run_due(database, at(18)) == []
    assert run_due(database, at(23, 8, 29)) == []
    assert run_due(database, at(23, 8, 30)) == ["2026-W47"]
    assert run_due(database, at(23, 8, 31)) == []
    assert periods(database) == ["2026-W47"]


def test_weeks_are_caught_up_after_downtime(database: Database) -> None:
    run_due(database, at(18))
    assert run_due(database, at(18 + 21)) == ["2026-W47", "2026-W48", "2026-W49"]
    assert periods(database) == ["2026-W47", "2026-W48", "2026-W49"]
    with database.read() as session:
        assert session.query(DueTask).filter(DueTask.done_at.is_(None)).count() == 1


def test_a_new_installation_makes_no_reports_of_the_time_before_it(database: Database) -> None:
    assert run_due(database, at(23, 12)) == []
    assert run_due(database, at(30, 12)) == ["2026-W48"]


def test_two_processes_make_a_report_once(database: Database) -> None:
    run_due(database, at(18))
    command = [sys.executable, "-c", PROCESS, database.url, at(23, 9).isoformat()]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said: list[Any] = [it.communicate(timeout=60)[0].strip() for it in both]
    assert sorted(said) == ["['2026-W47']", "[]"]
    assert periods(database) == ["2026-W47"]
