"""A database of every earlier schema, with rows in all of its tables, comes to today's with all of them."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from huiying.core.database import Database, migration_config
from huiying.core.errors import HuiyingError
from huiying.core.models import Base, Draft
from tests.support.rows import OURS, contents, fill

REVISIONS = [one.revision for one in ScriptDirectory.from_config(migration_config()).walk_revisions()][::-1]
# What a migration lets go on purpose: the clusterer's memory in its former form (0006).
LET_GO = {"0006": {"cluster_window"}}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database without any table."""
    database = Database(
        request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "pg_url"}[request.param])
    )
    yield database
    database.close()


def bring_to(database: Database, revision: str) -> None:
    config = migration_config()
    with database.engine.execution_options(huiying_begin="BEGIN IMMEDIATE").connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_an_earlier_database_keeps_every_row(empty: Database, revision: str) -> None:
    bring_to(empty, revision)
    with empty.engine.connect() as connection:
        fill(connection)
        connection.commit()
        before = contents(connection)
        guarded = triggers(connection)
    assert {len(rows) for table, rows in before.items() if table != OURS} == {2}
    empty.upgrade()
    with empty.engine.connect() as connection:
        after = contents(connection)
        assert guarded <= triggers(connection)
        assert faults(connection) == []
    assert empty.is_current()
    for table, rows in before.items():
        if table != OURS and table not in let_go(revision):
            assert [old for old in rows if old not in (kept(new, old) for new in after[table])] == [], table


@pytest.mark.parametrize("revision", ["0001", "0006"])
def test_what_was_kept_is_read_and_held_by_todays_rules(empty: Database, revision: str) -> None:
    bring_to(empty, revision)
    with empty.engine.connect() as connection:
        fill(connection)
        connection.commit()
    empty.upgrade()
    with empty.read() as session:
        for mapper in Base.registry.mappers:
            session.scalars(select(mapper.class_)).all()
    with empty.write() as session:
        drafts = session.scalars(select(Draft).order_by(Draft.id)).all()
        drafts[0].kind = "interpretation"  # allowed since 0007
    with pytest.raises(IntegrityError), empty.write() as session:
        session.scalars(select(Draft)).first().kind = "nonsense"  # type: ignore[union-attr]
    with pytest.raises(DBAPIError, match="append-only"), empty.write() as session:
        session.execute(text("UPDATE audit_entry SET actor = 'x'"))


def test_the_upgrade_is_all_or_nothing(empty: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that dies in the middle leaves the database as it was."""
    bring_to(empty, "0006")
    with empty.engine.connect() as connection:
        fill(connection)
        connection.commit()
        before = contents(connection)
    monkeypatch.setattr(sa, "CheckConstraint", None)  # 0007 stumbles over it, after its first tables
    with pytest.raises(TypeError):
        empty.upgrade()
    monkeypatch.undo()
    with empty.engine.connect() as connection:
        assert contents(connection) == before
    empty.upgrade()
    assert empty.is_current()


def kept(new: dict[str, object], old: dict[str, object]) -> dict[str, object]:
    """A row of today with the columns that it had."""
    return {name: new[name] for name in old}


def let_go(revision: str) -> set[str]:
    later = REVISIONS[REVISIONS.index(revision) + 1 :]
    return {table for one in later for table in LET_GO.get(one, ())}


def triggers(connection: Connection) -> set[str]:
    """What guards the append-only tables."""
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    return set(connection.scalars(text(names[connection.dialect.name])))


def faults(connection: Connection) -> list[object]:
    """What SQLite itself finds wrong; PostgreSQL checks keys as it goes."""
    if connection.dialect.name != "sqlite":
        return []
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    whole = connection.exec_driver_sql("PRAGMA integrity_check").all()
    return [*broken, *(row for row in whole if row[0] != "ok")]


def test_tables_of_a_newer_program_are_refused_with_the_remedy(database: Database) -> None:
    with database.write() as session:
        session.execute(text("update alembic_version set version_num = 'of_tomorrow'"))
    with pytest.raises(HuiyingError, match="请先升级程序"):
        database.upgrade()
