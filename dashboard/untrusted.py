"""What comes from outside, made fit for the database."""

import re
from typing import Any

LARGEST_ID = 2**62

_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\ufeff\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"[0-9]{1,18}")


def storable(text: str) -> str:
    """The text without characters that no database takes, its line ends as one character."""
    return _UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


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
