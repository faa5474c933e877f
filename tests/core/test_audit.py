"""The audit trail: append-only, chained, and every interference found and named."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from huiying.core import audit
from huiying.core.database import Database
from huiying.core.models import Report

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def filled(database: Database, entries: int = 5) -> str:
    with database.write() as session:
        for number in range(entries):
            audit.record(session, "open", "case", number, by="officer", now=NOW, tier=number % 4)
    with database.write() as session:
        assert audit.seal(session) == entries
        return audit.head(session)


def tamper(database: Database, table: str, *statements: str) -> None:
    """As somebody who owns the database could: guards and keys are taken off first."""
    if database.is_sqlite:
        with closing(sqlite3.connect(file_of(database))) as connection, connection:
            for verb in ("update", "delete"):
                connection.execute(f"DROP TRIGGER {table}_no_{verb}")
            for statement in statements:
                connection.execute(statement)
        return
    with database.write() as session:
        session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        for statement in ("SET session_replication_role = replica", *statements):
            session.execute(text(statement))
        session.execute(text("SET session_replication_role = origin"))


def file_of(database: Database) -> str:
    """The SQLite file behind the database."""
    with database.read() as session:
        return str(session.execute(text("PRAGMA database_list")).one()[2])


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


def test_a_removed_entry_is_named(database: Database) -> None:
    filled(database)
    tamper(database, "audit_entry", "DELETE FROM audit_entry WHERE object_id = '2'")
    with database.read() as session:
        (flaw,) = audit.verify(session)
    assert (flaw.position, flaw.entry_id, flaw.what) == (3, 3, "第 3 环所载的记录被删除")


def test_two_entries_that_changed_places_are_named(database: Database) -> None:
    filled(database)
    swap = "UPDATE audit_seal SET entry_id = {} WHERE position = {}"
    tamper(database, "audit_seal", swap.format(99, 2), swap.format(2, 4), swap.format(4, 2))
    assert flaws(database) == ["第 2 环的内容被改动或调换", "第 4 环的内容被改动或调换"]


def test_entries_whose_contents_were_exchanged_are_named(database: Database) -> None:
    filled(database)
    tamper(
        database,
        "audit_entry",
        "UPDATE audit_entry SET object_id = CASE object_id WHEN '1' THEN '3' ELSE '1' END "
        "WHERE object_id IN ('1', '3')",
    )
    assert flaws(database) == ["第 2 环的内容被改动或调换", "第 4 环的内容被改动或调换"]


def test_a_tail_cut_with_its_entries_is_found_against_every_head_that_a_report_kept(
    database: Database,
) -> None:
    head = filled(database)
    with database.write() as session:
        session.add(Report(kind="weekly", period="2026-W47", data={}, audit_head=head, made_at=NOW))
    tamper(database, "audit_seal", "DELETE FROM audit_seal WHERE position > 3")
    tamper(database, "audit_entry", "DELETE FROM audit_entry WHERE id > 3")
    assert flaws(database) == ["链条末端被截断：找不到 2026-W47 报告所载的链头"]


def test_a_cut_tail_is_found_against_a_signed_head(database: Database) -> None:
    head = filled(database)
    tamper(database, "audit_seal", "DELETE FROM audit_seal WHERE position = 5")
    assert flaws(database) == []
    assert flaws(database, head) == ["链条末端被截断：找不到已签报告所载的链头"]


def test_sealing_twice_adds_nothing(database: Database) -> None:
    filled(database)
    with database.write() as session:
        assert audit.seal(session) == 0
