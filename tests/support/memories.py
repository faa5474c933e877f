"""What a round remembers for a kind that collects, in memory: crawlers.hauls.Memory without a round."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from crawlers.pages import Fetched
from huiying.core.clock import SHANGHAI

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)


@dataclass
class Remembering:
    """What the round offers, with a memory of its own; `meanwhile` happens while it waits."""

    only_looks: bool = False
    meanwhile: Callable[[], object] = lambda: None
    read: dict[str, Fetched] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return NOW

    def known(self, name: str) -> bool:
        return name in self.read

    def recall(self, name: str) -> Fetched | None:
        return self.read.get(name)

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.meanwhile()

    def trouble(self, reason: str) -> None:
        self.troubles.append(reason)
