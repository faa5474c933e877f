"""What passes between the engine and a kind that is read in another way than by web pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from crawlers.items import Item
from crawlers.pages import Fetched


@dataclass(frozen=True, slots=True)
class Haul:
    """Items, and what is remembered as read once they are stored; an `address` in `read` may be any name
    within the source. When the kind is asked for the next haul, this one is in the database."""

    items: Sequence[Item] = ()
    read: Sequence[Fetched] = ()


class Memory(Protocol):
    """What a kind that collects may ask of the round. `only_looks`: nothing may be changed anywhere."""

    @property
    def only_looks(self) -> bool:
        """Whether this is a look that must leave no trace: nothing moved, nothing written."""

    def now(self) -> datetime:
        """The moment (aware)."""

    def known(self, name: str) -> bool:
        """Whether something was remembered under this name."""

    def recall(self, name: str) -> Fetched | None:
        """What was remembered under this name."""

    def wait(self, seconds: float) -> None:
        """Let so much time pass; returns early where the round is to end."""

    def trouble(self, reason: str) -> None:
        """Something could not be read (Chinese); the visit goes on."""
