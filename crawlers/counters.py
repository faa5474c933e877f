"""Counters as pages and interfaces write them -> numbers."""

import re
from typing import Any

_COUNT = re.compile(r"([\d,]+(?:\.\d+)?)\s*([万亿wk千]?)", re.IGNORECASE)
_TIMES = {"万": 10_000, "w": 10_000, "亿": 100_000_000, "k": 1_000, "千": 1_000, "": 1}


def count(value: Any) -> int | None:
    """A counter as a number: 12, "1,234", "1.2万", "3亿+"; None where it is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return int(value) if 0 <= value < 2**62 else None
    match = _COUNT.search(str(value))
    if match is None:
        return None
    return int(float(match[1].replace(",", "")) * _TIMES[match[2].lower()])
