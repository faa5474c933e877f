"""huiying roster, and what the doctor says of people on duty."""

import json
from pathlib import Path

from sqlalchemy import func, select

from huiying.core.database import Database
from huiying.core.models import Shift, User
from tests.cli.conftest import Run
from tests.support.cast import NINE

HEAD = "岗位,人员,开始,结束,电话\n"
GOOD = (
    HEAD
    + "值班员,值班一,2026-11-23 08:00,2026-11-23 20:00,0714-1\n"
    + "带班领导,lingdao,2026-11-23 08:00,2026-11-24 08:00,\n"
)
WRONG = (
    HEAD
    + "值班员,zhiban,2026-11-23 08:00,2026-11-23 20:00,\n"
    + "值班员,zhiban,2026-11-23 19:00,2026-11-23 23:00,\n"
)


def people(database: Database) -> None:
    with database.write() as session:
        for name, role, shown in (("zhiban", "office", "值班一"), ("lingdao", "leader", "领导一")):
            user = User(name=name, role=role, display_name=shown, password_hash="-", created_at=NINE)
            session.add(user)


def stored(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count(Shift.id))) or 0


def test_a_table_of_shifts_is_entered_and_listed(
    run: Run, home: Path, home_database: Database, tmp_path: Path
) -> None:
    people(home_database)
    table = tmp_path / "roster.csv"
    table.write_text(GOOD, encoding="utf-8")
    done = run("roster", "import", str(table), "--now", "2026-11-23T07:00")
    assert done.exit_code == 0, done.stderr
    assert "已登记 2 个班次" in done.stderr
    listed = run("roster", "list", "--json", "--now", "2026-11-23T09:00").stdout
    rows = [json.loads(line) for line in listed.splitlines()]
    assert [(row["post"], row["person"], row["phone"]) for row in rows] == [
        ("officer", "值班一", "0714-1"),
        ("leader", "领导一", None),
    ]
    assert "值班员" in run("roster", "list", "--now", "2026-11-23T09:00").stdout


def test_overlapping_shifts_are_refused_with_their_line_and_the_remedy_and_nothing_is_stored(
    run: Run, home: Path, home_database: Database, tmp_path: Path
) -> None:
    people(home_database)
    table = tmp_path / "roster.csv"
    table.write_text(WRONG, encoding="utf-8")
    done = run("roster", "import", str(table), "--now", "2026-11-23T07:00")
    assert done.exit_code == 2
    assert "roster.csv 第 3 行：值班员班次与" in done.stderr
    assert "请改为 2026年11月23日 20:00 开始" in done.stderr
    assert stored(home_database) == 0


def test_every_row_that_cannot_be_read_is_named(
    run: Run, home: Path, home_database: Database, tmp_path: Path
) -> None:
    people(home_database)
    table = tmp_path / "roster.csv"
    bad = "值班员,nobody,2026-11-23 08:00,2026-11-23 20:00,\n门卫,zhiban,2026-11-23 08:00,soon,\n值班员,,,,\n"
    table.write_text(HEAD + bad, encoding="utf-8")
    done = run("roster", "import", str(table), "--now", "2026-11-23T07:00")
    assert done.exit_code == 2
    assert "第 2 行：“nobody”：没有这个账号或姓名" in done.stderr
    assert "第 3 行：“soon”不是有效的时间" in done.stderr
    assert "第 4 行：缺少人员、开始、结束" in done.stderr
    assert stored(home_database) == 0


def test_the_doctor_names_units_without_anybody_and_gaps_in_the_roster(run: Run, home: Path) -> None:
    found = {row["part"]: row for row in map(json.loads, run("doctor", "--json").stdout.splitlines())}
    assert found["单位联系人"]["state"] == "note" and "执法局" in found["单位联系人"]["said"]
    assert "没有排班" in found["值班表"]["said"]
