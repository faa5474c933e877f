"""A keeper that stores nothing: `huiying sources check` shows what a source gives."""

from collections.abc import Callable, Sequence

from crawlers.engine.keeper import Taken
from crawlers.engine.visiting import Visiting
from crawlers.items import Item, Known
from crawlers.pages import Fetched

_MOST_ARTICLES = 5


class ShowingKeeper:
    """Hands every item to `show`, and lets a visit fetch only a few articles."""

    broken = False

    def __init__(self, show: Callable[[Item], None], closed: Callable[[Visiting], None]) -> None:
        self._show, self._closed = show, closed

    def known(self, visiting: Visiting, addresses: Sequence[str]) -> set[str]:
        return set(addresses[_MOST_ARTICLES:])

    def last_fetch(self, visiting: Visiting, address: str) -> Fetched | None:
        return None

    def due_posts(self, visiting: Visiting) -> Sequence[Known]:
        return ()

    def skip(self, known: Known, step: int | None) -> None:
        return None

    def keep(self, taken: Taken) -> None:
        for item in taken.items:
            self._show(item)

    def close_visit(self, visiting: Visiting) -> None:
        self._closed(visiting)

    def beat(self, running: Sequence[Visiting]) -> None:
        return None

    def flush(self) -> None:
        return None

    def settle(self) -> None:
        return None

    def stop(self) -> None:
        return None
