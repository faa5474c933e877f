"""The database door on SQLite and PostgreSQL."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic import command
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from huiying.core.database import Database, migration_config
from huiying.core.models import DueTask, Unit

NOON = datetime(2026, 11, 23, 12, tzinfo=timezone(timedelta(hours=8)))


def test_the_models_and_the_migrations_agree(database: Database) -> None:
    config = migration_config()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.check(config)
    assert database.is_current()


def test_upgrading_again_changes_nothing(database: Database) -> None:
    database.upgrade()
    assert database.is_current()


def test_moments_come_back_aware_and_in_utc(database: Database) -> None:
    with database.write() as session:
        session.add(DueTask(name="weekly:2026-W48", due_at=NOON))
    with database.read() as session:
        kept = session.scalars(select(DueTask.due_at)).one()
    assert kept == NOON
    assert kept.tzinfo == UTC


def test_a_moment_without_an_offset_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without an offset"), database.write() as session:
        session.add(DueTask(name="x", due_at=datetime(2026, 11, 23)))  # noqa: DTZ001 - the fault itself


def test_an_error_inside_a_write_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        session.add(Unit(name="执法局"))
        session.flush()
        raise RuntimeError
    with database.read() as session:
        assert session.scalars(select(Unit)).all() == []


def test_a_reading_session_changes_nothing(database: Database) -> None:
    with database.read() as session:
        session.add(Unit(name="执法局"))
        session.flush()
    with database.read() as session:
        assert session.scalars(select(Unit)).all() == []


def test_writers_who_read_first_do_not_fail_each_other(database: Database) -> None:
    with database.write() as session:
        session.add(Unit(name="0"))

    def count_up() -> None:
        for _ in range(20):
            with database.write() as session:
                unit = session.scalars(select(Unit).with_for_update()).one()
                unit.name = str(int(unit.name) + 1)

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        assert session.scalars(select(Unit.name)).one() == "80"


def test_sqlite_runs_in_wal_with_foreign_keys(sqlite_database: Database) -> None:
    with sqlite_database.read() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
