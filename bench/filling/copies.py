"""Copies of cases with all that hangs on them: ids moved on, moments moved, unique names made anew."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Integer, String, Table, UniqueConstraint, func, insert, select
from sqlalchemy.orm import Session

from huiying.core.models import Base, Case
from huiying.core.models.base import UtcDateTime

Row = dict[str, Any]
Rows = dict[str, list[Row]]
CASE = Case.__tablename__
FIXED = {"unit", "user_account", "contact", "source", "post", "event", "procedure", "assessment"}
FIXED |= {"event_post", "event_place", "heat_reading", "numbering", "robot", "due_task", "audit_seal"}


class Copier:
    """Takes the rows that living cases left, and writes them again and again."""

    def __init__(self, session: Session, cases: Sequence[int]) -> None:
        found = [table for table in Base.metadata.sorted_tables if table.name not in FIXED]
        self.tables = sorted(found, key=lambda table: table.name == "audit_entry")  # it names cases by id
        self.rows = {case: _of_case(session, self.tables, case) for case in cases}
        self.last = {table.name: _last(session, table) for table in self.tables}

    def copy(self, case: int, moved: timedelta, number: int, event: int | None) -> Rows:
        """One copy's rows by table. `number` makes its names unique."""
        ids: dict[tuple[str, int], int] = {}
        return {
            table.name: [
                self._row(table, row, ids, moved, number, event) for row in self.rows[case][table.name]
            ]
            for table in self.tables
        }

    def _row(
        self, table: Table, row: Row, ids: dict[tuple[str, int], int], moved: timedelta, number: int,
        event: int | None,
    ) -> Row:  # fmt: skip
        made = dict(row)
        for column in table.columns:
            value = made[column.name]
            if value is None:
                continue
            reference = next(iter(column.foreign_keys), None)
            if reference is not None:
                made[column.name] = ids.get((reference.column.table.name, value), value)
            elif column.primary_key and isinstance(column.type, Integer):
                self.last[table.name] += 1
                made[column.name] = ids[(table.name, value)] = self.last[table.name]
            elif isinstance(column.type, UtcDateTime):
                made[column.name] = value + moved
            elif isinstance(column.type, String) and column.name in _unique(table):
                made[column.name] = f"{number}-{value}"[: column.type.length or 200]
        if table.name == CASE:
            made["event_id"], made["title"] = event, f"{row['title']}（{number}）"
        if table.name == "audit_entry":
            made["object_id"] = str(ids[(CASE, int(row["object_id"]))])
        return made


def write(session: Session, tables: Sequence[Table], copies: Iterable[Rows]) -> None:
    """Insert many copies, the tables in the order of their references."""
    gathered: dict[str, list[Row]] = defaultdict(list)
    for one in copies:
        for name, rows in one.items():
            gathered[name] += rows
    for table in tables:
        if gathered[table.name]:
            session.execute(insert(table), gathered[table.name])


def _of_case(session: Session, tables: Sequence[Table], case: int) -> Rows:
    """What belongs to the case, by way of the references; audit entries by what they say."""
    found: Rows = {}
    for table in tables:
        if table.name == "audit_entry":
            continue
        for column in table.columns:
            parents = [key.column.table.name for key in column.foreign_keys]
            if table.name == CASE:
                condition = table.c.id == case
            elif parents and parents[0] in found and parents[0] not in FIXED:
                condition = column.in_([row["id"] for row in found[parents[0]] if "id" in row])
            else:
                continue
            rows = session.execute(select(table).where(condition)).mappings()
            found[table.name] = [dict(row) for row in rows]
            break
        found.setdefault(table.name, [])
    audit = Base.metadata.tables["audit_entry"]
    entries = session.execute(select(audit).where(audit.c.object == "case", audit.c.object_id == str(case)))
    found["audit_entry"] = [dict(row) for row in entries.mappings()]
    return found


def _unique(table: Table) -> set[str]:
    """What must differ from copy to copy: what is unique of itself, and not within its case."""
    constraints = [list(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
    constraints += [list(one.columns) for one in table.indexes if one.unique]
    return {
        one.name for columns in constraints for one in columns if not any(c.foreign_keys for c in columns)
    }


def _last(session: Session, table: Table) -> int:
    keys = [column for column in table.primary_key if isinstance(column.type, Integer)]
    return session.scalar(select(func.max(keys[0]))) or 0 if keys else 0
