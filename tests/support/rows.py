"""Rows for every table that a database has, whatever its schema, with keys that fit each other."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Connection, MetaData, Table, inspect

Row = dict[str, Any]
OURS = "alembic_version"
START = datetime(2026, 1, 5, 1, 0)  # noqa: DTZ001 - SQLite keeps UTC without the offset
# What a check over two columns asks for: whoever clears is not who drafted.
APART = {
    ("clearance", "clearer_id"): "drafter_id",
    ("public_text_clearance", "clearer_id"): "drafter_id",
}
# The index for searching (0014): filled from the posts, kept in step by triggers, read by nothing but MATCH.
INDEX = "post_words"


def fill(connection: Connection, count: int = 2) -> None:
    """Put rows into every table of the database."""
    metadata = _reflected(connection)
    made: dict[str, list[Row]] = {}
    for table in metadata.sorted_tables:
        if table.name != OURS:
            words = dict(_words(connection, table.name))
            made[table.name] = [_row(table, number, made, words) for number in range(1, count + 1)]
            connection.execute(table.insert(), made[table.name])


def contents(connection: Connection) -> dict[str, list[Row]]:
    """All rows of all tables by table, ordered by their keys."""
    metadata = _reflected(connection)
    found = {}
    for table in metadata.sorted_tables:
        ordered = sa.select(table).order_by(*table.primary_key)
        found[table.name] = [dict(row._mapping) for row in connection.execute(ordered)]
    return found


def _reflected(connection: Connection) -> MetaData:
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: not name.startswith(INDEX))
    return metadata


def _words(connection: Connection, table: str) -> Iterator[tuple[str, str]]:
    """The first allowed word of every column that has a list of them."""
    for check in inspect(connection).get_check_constraints(table):
        listed = re.match(r"\W*(\w+)\W*(?:::\w+)?\W*(?: IN|.*= ANY)\b[^']*'([^']*)'", check["sqltext"])
        if listed:
            yield listed.group(1), listed.group(2)


def _row(table: Table, number: int, made: dict[str, list[Row]], words: dict[str, str]) -> Row:
    row: Row = {column.name: words.get(column.name) or _value(column, number) for column in table.columns}
    for key in table.foreign_key_constraints:
        there = made.get(key.referred_table.name)
        for element in key.elements:
            row[element.parent.name] = there[number - 1][element.column.name] if there else None
    for (name, column), other in APART.items():
        if name == table.name:
            row[column] = next(one["id"] for one in made["user_account"] if one["id"] != row[other])
    return row


def _value(column: Column[Any], number: int) -> Any:
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return number % 2 == 0
    if isinstance(kind, sa.DateTime):
        moment = START + timedelta(days=number, hours=column.name.startswith("end"))
        return moment.replace(tzinfo=UTC) if kind.timezone else moment
    if isinstance(kind, sa.Date):
        return (START + timedelta(days=number)).date()
    if isinstance(kind, sa.JSON):
        return [{"n": number}]
    if isinstance(kind, sa.LargeBinary):
        return f"字节{number}".encode()
    if isinstance(kind, sa.String):
        return f"{column.name[:12]}-{number}"
    return number
