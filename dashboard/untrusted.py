"""What comes from outside, made fit for the database."""

import re
from typing import Any

from huiying.core.contents import storable

LARGEST_ID = 2**62

_NUMBER = re.compile(r"[0-9]{1,18}")


def all_storable(value: Any) -> Any:
    """The same for every text in a JSON value."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [all_storable(one) for one in value]
    if isinstance(value, dict):
        return {key: all_storable(one) for key, one in value.items()}
    return value


def number(text: str) -> int | None:
    """A whole number that fits an id; None for anything else."""
    return int(text) if _NUMBER.fullmatch(text) else None
