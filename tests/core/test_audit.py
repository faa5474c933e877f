"""The audit trail: append-only, chained, and every interference found and named."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from huiying.core import audit
from huiying.core.database import Database

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def filled(database: Database, entries: int = 5) -> str:
    with database.write() as session:
        for number in range(entries):
            audit.record(session, "open", "case", number, by="officer", now=NOW, tier=number % 4)
    with database.write() as session:
        assert audit.seal(session) == entries
        return audit.head(session)


def tamper(database: Database, table: str, statement: str) -> None:
    """As somebody who owns the database file could: the guards are taken off first."""
    with database.write() as session:
        if database.is_sqlite:
            for verb in ("update", "delete"):
                session.execute(text(f"DROP TRIGGER {table}_no_{verb}"))
            session.execute(text("PRAGMA defer_foreign_keys=ON"))
        else:
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        session.execute(text(statement))


def flaws(database: Database, head: str | None = None) -> list[str]:
    with database.read() as session:
        return [flaw.what for flaw in audit.verify(session, head)]


def test_an_untouched_trail_verifies(database: Database) -> None:
    assert flaws(database, filled(database)) == []


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
def test_the_database_refuses_change_and_removal(database: Database, table: str, verb: str) -> None:
    filled(database)
    column = {"audit_entry": "actor", "audit_seal": "hash"}[table]
    with pytest.raises(DBAPIError, match="append-only"), database.write() as session:
        session.execute(text(verb.format(table, column, f"'{table}'")))


def test_a_changed_entry_is_named(database: Database) -> None:
    filled(database)
    tamper(database, "audit_entry", "UPDATE audit_entry SET actor = 'nobody' WHERE object_id = '2'")
    assert flaws(database) == ["第 3 环的内容被改动或调换"]


def test_a_removed_link_is_named(database: Database) -> None:
    filled(database)
    tamper(database, "audit_seal", "DELETE FROM audit_seal WHERE position = 3")
    assert flaws(database)[0] == "第 3 环被删除"


def test_a_cut_tail_is_found_against_a_signed_head(database: Database) -> None:
    head = filled(database)
    tamper(database, "audit_seal", "DELETE FROM audit_seal WHERE position = 5")
    assert flaws(database) == []
    assert flaws(database, head) == ["链条末端被截断：找不到已签报告所载的链头"]


def test_sealing_twice_adds_nothing(database: Database) -> None:
    filled(database)
    with database.write() as session:
        assert audit.seal(session) == 0
