"""The lived-in week: what it leaves in the records, and that it is the same however often it is begun."""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from huiying.cli.demo.frozen import thaw
from huiying.cli.demo.replay import MARK
from huiying.core import audit
from huiying.core.database import Database
from huiying.core.models import (
    AuditEntry,
    CaseNote,
    Clock,
    Confirmation,
    Decision,
    DueTask,
    HarmFinding,
    Proposal,
    Publication,
    Report,
    SupervisionOrder,
    UnitStatement,
    User,
)
from tests.cli.demo import runs

Week = tuple[Path, dict[str, Any]]


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Week:
    return runs.shared_week(tmp_path_factory.getbasetemp().parent, "wednesday", runs.WEDNESDAY)


@pytest.fixture
def database(week: Week) -> Iterator[Database]:
    opened = Database(f"sqlite:///{week[0] / 'huiying.sqlite3'}")
    yield opened
    opened.close()


def test_a_week_that_ends_on_a_wednesday_afternoon_is_lived_in(week: Week) -> None:
    assert runs.enough(week[1]), week[1]


def test_a_week_that_ends_on_a_sunday_night_is_lived_in(tmp_path: Path) -> None:
    status = runs.once(tmp_path / "home", runs.SUNDAY)
    assert runs.enough(status), status


def test_a_second_run_on_the_same_home_changes_none_of_the_numbers(week: Week, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(week[0], home)
    assert runs.once(home, "2026-12-24T09:00:00+08:00") == week[1]


def test_a_week_killed_in_the_middle_is_completed_without_doubles(week: Week, tmp_path: Path) -> None:
    home = tmp_path / "home"
    begun = subprocess.Popen(
        runs.command("--once", "--json", "--t0", runs.WEDNESDAY),
        env=runs.environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert begun.stderr
    for line in begun.stderr:
        if " 45%" <= line.partition("  ")[2][:4] < " 90%":
            break
    begun.send_signal(signal.SIGKILL)
    begun.communicate()
    assert 0 < reached(home) < 1
    assert runs.once(home, runs.WEDNESDAY) == week[1]


def reached(home: Path) -> float:
    """The share of the week that the replay's mark says is over."""
    frozen = thaw(home)
    assert frozen
    database = Database(f"sqlite:///{home / 'huiying.sqlite3'}")
    with database.read() as session:
        mark = session.get_one(DueTask, MARK).due_at
    database.close()
    return 1 - (frozen.t0 - mark).total_seconds() / (7 * 86400)


def test_everybody_acts_through_the_verbs_and_nobody_clears_or_proves_what_is_their_own(
    database: Database,
) -> None:
    with database.read() as session:
        actions = set(session.scalars(select(AuditEntry.action).where(AuditEntry.actor != audit.MACHINE)))
        assert {"confirm", "assign", "acknowledge", "draft", "submit", "clear", "publish", "close"} <= actions
        proven = session.execute(select(Publication.recorded_by, Publication.evidence_by)).all()
        assert proven and all(by != other for by, other in proven)


def test_published_answers_stood_on_the_towns_website_when_they_were_looked_at(database: Database) -> None:
    with database.read() as session:
        query = select(Publication).where(Publication.outlet == "website")
        pages = session.scalars(query).all()
    assert len(pages) >= 5
    assert {page.evidence_kind for page in pages} == {"fetched"}


def test_one_answers_after_a_reminder_one_after_supervision_and_one_never(database: Database) -> None:
    with database.read() as session:
        orders = session.scalars(select(SupervisionOrder)).all()
        clocks = {clock.id: clock for clock in session.scalars(select(Clock))}
        late = [it for it in orders if clocks[it.clock_id].met_at and it.replied_at]
        never = [it for it in orders if clocks[it.clock_id].milestone == "response"]
    assert late
    assert any(clocks[it.clock_id].met_at is None for it in never)


def test_the_one_that_never_answers_awaits_the_leader_with_its_side_told(database: Database) -> None:
    with database.read() as session:
        proposals = session.scalars(select(Proposal).where(Proposal.kind == "accountability")).all()
        waiting = [one for one in proposals if not session.get(Decision, one.id)]
        assert waiting
        assert session.get(HarmFinding, waiting[0].id)
        said = select(UnitStatement).where(UnitStatement.proposal_id == waiting[0].id)
        assert session.scalars(said).one().by == "zhifa"


def test_an_objection_is_upheld_a_publication_corrected_and_a_tier_raised(database: Database) -> None:
    with database.read() as session:
        kinds = set(session.scalars(select(CaseNote.kind)))
        decided = session.scalars(select(CaseNote).where(CaseNote.kind == "objection_decided")).all()
        raised = select(Confirmation).where(Confirmation.tier < Confirmation.former_tier)
        assert "correction" in kinds
        assert [one.detail["upheld"] for one in decided] == [True]
        assert any("1死5伤" in (one.reason or "") for one in session.scalars(raised))


def test_the_audit_trail_of_the_week_is_whole_and_its_report_was_made(database: Database) -> None:
    with database.read() as session:
        assert audit.verify(session) == []
        assert session.scalar(select(func.count()).select_from(Report)) == 1


def test_everybody_in_the_demo_is_called_by_a_role(database: Database) -> None:
    with database.read() as session:
        names = session.scalars(select(User.display_name)).all()
    assert all(name.endswith("（演示）") for name in names)
