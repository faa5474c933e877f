"""Adding, changing and trying out sources: what the dashboard asks of whoever knows the crawlers.

The dashboard may not import them; the command, which knows both, hands in a `Sourcing`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from huiying.core.models import Source


@dataclass(frozen=True, slots=True)
class SourceForm:
    """What a person says of a source. `options` are lines of TOML (key = value), as in sources.toml."""

    name: str
    kind: str
    channel: str
    address: str
    options: str = ""
    minutes: str = ""
    local: bool = False
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One item that a trial brought."""

    title: str
    published_at: str
    letters: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What a source brought when it was fetched once and nothing was stored. `said`: what is wrong, with
    what it likely means; empty where nothing is."""

    is_readable: bool
    said: str
    links: int
    seconds: float
    found: Sequence[Found]


class Sourcing(Protocol):
    """What can be done about sources by whoever knows how to crawl."""

    def kinds(self) -> Mapping[str, str]:
        """The kinds of sources that can be added, with what people call them."""
        ...

    def add(self, session: Session, form: SourceForm, now: datetime) -> Source:
        """A new source in the session. Raises BadInput naming the field and the remedy."""
        ...

    def form_of(self, source: Source) -> SourceForm:
        """The source as its form shows it."""
        ...

    def is_set_here(self, source: Source) -> bool:
        """Whether its address and options may be changed from the web; else they are this machine's."""
        ...

    def change(
        self, session: Session, source: Source, form: SourceForm, *, by: str, now: datetime
    ) -> list[str]:
        """Make the source what the form says; returns the names of what changed. Raises BadInput."""
        ...

    def look(self, source: Source) -> Trial:
        """Fetch the source once, storing nothing; blocks up to a minute."""
        ...
