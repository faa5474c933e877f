"""The home: made once, checked on every opening, its faults named with file, line, key and remedy."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from huiying.core.database import Database
from huiying.core.models import Source, Unit, User
from tests.cli.conftest import Run

FILES = (
    *("park.toml", "routing.toml", "levels.toml", "policy.toml", "evaluation.toml", "units.toml"),
    "sources.toml",
)


def test_init_makes_everything_and_tells_the_first_password_once(run: Run, no_home: Path) -> None:
    first = run("init")
    assert first.exit_code == 0, first.stderr
    assert all((no_home / name).stat().st_size for name in FILES)
    assert stat.S_IMODE((no_home / "secret.key").stat().st_mode) == 0o600
    assert "账号 admin，口令 " in first.stdout
    again = run("init")
    assert again.exit_code == 0
    assert "口令 " not in again.stdout
    assert again.stdout.count("已存在") == len(FILES) + 2
    assert "账号：已有账号，未改动" in again.stdout


def test_init_again_changes_nothing(run: Run, home: Path, home_database: Database) -> None:
    before = _all(home, home_database)
    assert run("init").exit_code == 0
    assert _all(home, home_database) == before


def test_init_never_overwrites_and_takes_over_what_was_edited(
    run: Run, home: Path, home_database: Database
) -> None:
    units = home / "units.toml"
    edited = units.read_text(encoding="utf-8") + '\n[[units]]\nname = "棋盘洲村"\nkind = "village"\n'
    units.write_text(edited, encoding="utf-8")
    assert run("init").exit_code == 0
    assert units.read_text(encoding="utf-8") == edited
    with home_database.read() as session:
        assert session.scalar(select(Unit.kind).where(Unit.name == "棋盘洲村")) == "village"


def test_the_first_administrator_can_sign_in_with_the_password_told(run: Run, no_home: Path) -> None:
    from dashboard.accounts import find_user, is_right

    said = run("init").stdout
    password = said.partition("口令 ")[2].split()[0]
    database = Database(f"sqlite:///{no_home / 'huiying.sqlite3'}")
    with database.read() as session:
        user = find_user(session, "admin")
        assert user.role == "administrator"
        assert is_right(user, password)
    database.close()


def test_a_misspelt_key_is_named_with_file_line_and_the_right_name(run: Run, home: Path) -> None:
    policy = home / "policy.toml"
    lines = policy.read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith("horizon_days"))
    lines[number - 1] = lines[number - 1].replace("horizon_days", "horizon_day")
    policy.write_text("\n".join(lines), encoding="utf-8")
    done = run("intake", "--once")
    assert done.exit_code == 2
    assert (
        f"{policy} 第 {number} 行，opening.horizon_day：没有这一项，是否想写“horizon_days”？" in done.stderr
    )


def test_a_unit_that_nobody_knows_is_named_with_the_nearest(run: Run, home: Path) -> None:
    routing = home / "routing.toml"
    content = routing.read_text(encoding="utf-8").replace('lead = "交警大队"', 'lead = "交警中队"', 1)
    routing.write_text(content, encoding="utf-8")
    number = content[: content.index("交警中队")].count("\n") + 1
    done = run("init")
    assert done.exit_code == 2
    assert f"{routing} 第 {number} 行" in done.stderr
    assert "没有“交警中队”这个单位，是否想写“交警大队”？" in done.stderr


def test_a_faulty_file_leaves_the_database_as_it_was(run: Run, home: Path, home_database: Database) -> None:
    before = _all(home, home_database)
    (home / "sources.toml").write_text('[[source]]\nname = "x"\nkind = "rss"\n', encoding="utf-8")
    done = run("init")
    assert done.exit_code == 2
    assert "sources.toml 第 3 行，source.0.kind：没有名为“rss”的信源类型" in done.stderr
    assert _all(home, home_database)[1:] == before[1:]


def test_a_file_that_was_taken_away_counts_as_the_default(run: Run, home: Path) -> None:
    (home / "policy.toml").unlink()
    done = run("workday", "2026-10-01", "2026-10-01", "--json")
    assert done.exit_code == 0
    assert '"working": false' in done.stdout


@pytest.mark.parametrize("command", ["status", "sweep --once", "intake --once", "user list", "audit verify"])
def test_an_old_database_says_which_command_mends_it(
    run: Run, home: Path, home_database: Database, command: str
) -> None:
    with home_database.write() as session:
        session.execute(text("update alembic_version set version_num = 'older'"))
    done = run(*command.split())
    assert done.exit_code == 1
    assert "huiying db upgrade" in done.stderr


def test_upgrade_says_what_it_found(run: Run, home: Path, home_database: Database) -> None:
    done = run("db", "upgrade")
    assert done.exit_code == 0
    assert "已是最新结构" in done.stderr
    with home_database.write() as session:
        session.execute(text("update alembic_version set version_num = 'of_tomorrow'"))
    newer = run("db", "upgrade")
    assert newer.exit_code == 1
    assert "请先升级程序" in newer.stderr


def test_upgrade_without_a_home_makes_none(run: Run, no_home: Path) -> None:
    assert run("db", "upgrade").exit_code == 1
    assert not no_home.exists()


def _all(home: Path, database: Database) -> list[object]:
    files = {name: (home / name).read_bytes() for name in (*FILES, "secret.key")}
    with database.read() as session:
        counts = [session.scalar(select(func.count(model.id))) for model in (Source, Unit, User)]
        hashes = session.scalars(select(User.password_hash)).all()
    return [files, counts, hashes]


def test_the_home_may_keep_its_database_in_postgresql(
    run: Run, no_home: Path, pg_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIYING_DATABASE_URL", pg_url)
    before = run("status")
    assert before.exit_code == 1
    assert "数据库是空的，请先运行 huiying init" in before.stderr
    assert run("init").exit_code == 0
    assert "账号：已有账号，未改动" in run("init").stdout
    assert run("status", "--json").exit_code == 0
    assert not (no_home / "huiying.sqlite3").exists()


def test_a_database_that_cannot_be_reached_is_one_calm_line(
    run: Run, no_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIYING_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    done = run("status")
    assert done.exit_code == 1
    assert done.stderr.startswith("错误：数据库")
    assert done.stderr.count("\n") == 1


def test_an_address_that_names_no_database_is_one_calm_line(
    run: Run, no_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIYING_DATABASE_URL", "huiying.db")
    done = run("status")
    assert done.exit_code == 1
    assert done.stderr.startswith("错误：")
    assert "HUIYING_DATABASE_URL" in done.stderr
