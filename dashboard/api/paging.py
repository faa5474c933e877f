"""Lists by key: a page, and an opaque cursor by which the next one is asked for."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Query

from dashboard.untrusted import LARGEST_ID
from huiying.core.errors import BadInput

MOST, USUAL = 200, 100
LONGEST_CURSOR = 200

Limit = Annotated[int, Query(ge=1, le=MOST, description="每页至多多少条")]
Cursor = Annotated[
    str | None,
    Query(max_length=LONGEST_CURSOR, description="上一页答复中的 next；内容不作约定，请原样带回"),
]
Row = dict[str, Any]
_UNKNOWN = "cursor 无效：请原样使用上一页答复中的 next，或去掉 cursor 从头读取"


def paged(rows: Sequence[Row], limit: int, key: Callable[[Row], Sequence[Any]]) -> Row:
    """A page of `limit` rows; one row more was read where another page follows. `key` is a row's place."""
    more = len(rows) > limit
    return {"items": rows[:limit], "next": _written(key(rows[limit - 1])) if more else None}


def by_id(row: Row) -> Sequence[Any]:
    """The place in a list in the order of ids."""
    return [row["id"]]


def id_of(cursor: str | None) -> int | None:
    """The id after which a list in the order of ids goes on. Raises BadInput."""
    if cursor is None:
        return None
    (found,) = _read(cursor, 1)
    return _id(found)


def moment_and_id(cursor: str | None) -> tuple[datetime, int] | None:
    """The place in a list by moment and id. Raises BadInput."""
    if cursor is None:
        return None
    at, id_ = _read(cursor, 2)
    try:
        return datetime.fromisoformat(at).astimezone(UTC), _id(id_)
    except (TypeError, ValueError, OverflowError) as error:
        raise BadInput(_UNKNOWN) from error


def _written(place: Sequence[Any]) -> str:
    values = [one.isoformat() if isinstance(one, datetime) else one for one in place]
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


def _read(cursor: str, parts: int) -> list[Any]:
    try:
        found = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise BadInput(_UNKNOWN) from error
    if not isinstance(found, list) or len(found) != parts:
        raise BadInput(_UNKNOWN)
    return found


def _id(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= LARGEST_ID:
        raise BadInput(_UNKNOWN)
    return value
