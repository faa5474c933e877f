"""huiying wall."""

import json
from pathlib import Path

from dashboard import views
from huiying.core.database import Database
from tests.cli.conftest import Run


def test_a_screen_is_added_listed_and_ended(run: Run, home: Path, home_database: Database) -> None:
    done = run("wall", "add", "值班室")
    assert done.exit_code == 0, done.stderr
    address = done.stdout.strip()
    assert "/wall/" in address
    with home_database.read() as session:
        found = views.find(session, address.rpartition("/")[2])
        assert found is not None and found.name == "值班室"
    assert run("wall", "add", "值班室").exit_code == 2
    assert run("wall", "revoke", "值班室").exit_code == 0
    line = json.loads(run("wall", "list", "--json").stdout)
    assert (line["name"], line["seen_at"], line["revoked"]) == ("值班室", None, True)
