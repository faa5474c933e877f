"""Alembic's entry: runs on the connection that huiying.core.database hands over."""

import warnings
from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON, BigInteger
from sqlalchemy.exc import SAWarning

from huiying.core.models import Base
from huiying.core.models.base import UtcDateTime

_UNMODELLED = ("post_words", "ix_post_words", "ix_clock_decided")
_OUR_TYPES = {UtcDateTime: "UtcDateTime", JSON: "JsonColumn", BigInteger: "BigId"}


def _render(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Write our column types by their own names, so that a migration reads like the model."""
    if kind != "type":
        return False
    name = next((name for type_, name in _OUR_TYPES.items() if isinstance(item, type_)), None)
    if name is None:
        return False
    autogen.imports.add(f"from huiying.core.models.base import {name}")
    return f"{name}()" if name == "UtcDateTime" else name


def _is_ours(_item: Any, name: str | None, kind: str, reflected: bool, _other: Any) -> bool:
    """What only one database has for its search, and indexes of expressions, are no part of the models."""
    return not (reflected and kind in ("table", "index") and (name or "").startswith(_UNMODELLED))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=_render,
    include_object=_is_ours,
    compare_type=True,
)
with context.begin_transaction(), warnings.catch_warnings():
    # A table is copied beside one with such an index, which stays as it is: no news to whoever runs `init`.
    warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index", SAWarning)
    context.run_migrations()
