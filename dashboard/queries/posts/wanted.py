"""Which posts somebody wants to see, as an address says it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from analysis.linear.model import shipped
from dashboard import words
from dashboard.untrusted import number
from huiying.core.clock import SHANGHAI
from huiying.core.fulltext.query import LONGEST_QUERY, Query, parse

RELEVANT = {"yes": "与园区有关", "no": "与园区无关", "waiting": "等待研判"}
LONGEST_PLACE = 80
TIERS = ("1", "2", "3", "4", "0")


@dataclass(frozen=True)
class Wanted:
    """`words` as typed; "" and None are any; tier and level 0 are none; days by when a post was received;
    `place` as the event of a post names it."""

    words: str = ""
    relevant: str = ""
    source: int | None = None
    channel: str = ""
    topic: str = ""
    tier: int | None = None
    level: int | None = None
    sentiment: str = ""
    since: date | None = None
    until: date | None = None
    place: str = ""

    @cached_property
    def asked(self) -> Query:
        """What the words mean."""
        return parse(self.words)

    @property
    def start(self) -> datetime | None:
        """The first moment of the first day."""
        return _midnight(self.since) if self.since else None

    @property
    def end(self) -> datetime | None:
        """The first moment after the last day."""
        return _midnight(self.until + timedelta(days=1)) if self.until else None

    @property
    def query(self) -> dict[str, str]:
        """The filter as an address's query."""
        return {name: str(value) for name, value in self._named().items() if value not in (None, "")}

    def without(self, name: str) -> "Wanted":
        """The same, wider by one part (a name of the address)."""
        changes: dict[str, Any] = {name: None if name in _NUMBERS else ""}
        return replace(self, **changes)

    def _named(self) -> Mapping[str, Any]:
        fields: dict[str, Any] = {"q": self.words}
        names = (
            "relevant",
            "source",
            "channel",
            "topic",
            "tier",
            "level",
            "sentiment",
            "since",
            "until",
            "place",
        )
        return fields | {name: getattr(self, name) for name in names}


_NUMBERS = ("source", "tier", "level", "since", "until")


def wanted(asked: Callable[[str], str]) -> Wanted:
    """What an address asks for; what it asks for in vain is left out."""

    def one_of(name: str, known: Any) -> str:
        return asked(name) if asked(name) in known else ""

    def grade(name: str) -> int | None:
        return int(asked(name)) if asked(name) in TIERS else None

    return Wanted(
        words=asked("q")[: LONGEST_QUERY + 1],
        relevant=one_of("relevant", RELEVANT),
        source=number(asked("source")),
        channel=one_of("channel", words.CHANNELS),
        topic=one_of("topic", topics()),
        tier=grade("tier"),
        level=grade("level"),
        sentiment=one_of("sentiment", words.SENTIMENTS),
        since=_day(asked("since")),
        until=_day(asked("until")),
        place=asked("place")[:LONGEST_PLACE],
    )


def topics() -> tuple[str, ...]:
    """The classes of the topic."""
    return shipped("topic").classes


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2100 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
