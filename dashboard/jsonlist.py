"""Whether a stored JSON list holds an id or a word, asked of the database in its own tongue."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class holds(FunctionElement[bool]):  # noqa: N801 - reads as a word in a query
    """`holds(Assignment.supporting_unit_ids, unit_id)`."""

    type = Boolean()
    inherit_cache = True
    name = "holds"

    def __init__(self, column: Any, value: int | str) -> None:
        super().__init__(column, value)


def _parts(element: "holds", compiler: Any, **options: Any) -> tuple[str, str]:
    column, value = (compiler.process(one, **options) for one in _clauses(element))
    return column, value


def _clauses(element: "holds") -> list[ColumnElement[Any]]:
    return list(element.clauses)


@compiles(holds, "sqlite")
def _on_sqlite(element: holds, compiler: Any, **options: Any) -> str:
    column, value = _parts(element, compiler, **options)
    return f"EXISTS (SELECT 1 FROM json_each({column}) WHERE json_each.value = {value})"


@compiles(holds, "postgresql")
def _on_postgresql(element: holds, compiler: Any, **options: Any) -> str:
    column, value = _parts(element, compiler, **options)
    return f"({column} @> jsonb_build_array({value}))"
