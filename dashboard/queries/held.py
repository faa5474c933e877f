"""Who held a case for how long, as parts of a bar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from dashboard.queries.people import Names
from responder.accountability import holding

NAMES = {"office": "新闻办", "clearer": "审查", "paused": "暂停"}


@dataclass(frozen=True)
class Share:
    """A holder's part of the time: its length, and x and width in percent of a bar."""

    name: str
    key: str
    length: timedelta
    x: float
    width: float


def by_holder(found: Iterable[holding.Share], names: Names) -> list[Share]:
    """The whole time of each holder, in the order in which they first had the case."""
    lengths: dict[tuple[str, str], timedelta] = {}
    for one in found:
        if one.lasted <= timedelta():
            continue
        key = (NAMES.get(one.holder) or names.unit(one.unit_id, "责任单位"), one.holder)
        lengths[key] = lengths.get(key, timedelta()) + one.lasted
    whole, x, shares = sum(lengths.values(), timedelta()), 0.0, []
    for (name, holder), length in lengths.items():
        width = round(100 * (length / whole), 2)
        shares.append(Share(name, holder, length, x, width))
        x += width
    return shares
