"""Visits to sources that are no web pages (a folder, a mailbox), in a thread beside the crawl.

They have the same leases, heartbeat, time limit and accounts as the others. What one haul gave is stored
before the next is asked for, so that a kill at any moment loses nothing.
"""

import logging
import threading
from collections.abc import Sequence
from datetime import datetime
from time import monotonic

from crawlers.engine.keeper import Keeper, Now, Taken
from crawlers.engine.visiting import Visiting
from crawlers.hauls import Haul
from crawlers.kinds import collector_of
from crawlers.pages import Fetched
from huiying.core.errors import HuiyingError

_LOG = logging.getLogger(__name__)
_BEAT_SECONDS = 10.0
_ENOUGH_TO_SHOW = 50


class Collecting:
    """Visits `visits` one after another. `only_looks`: show a little of each and change nothing."""

    def __init__(
        self,
        visits: Sequence[Visiting],
        keeper: Keeper,
        now: Now,
        seconds: float,
        *,
        only_looks: bool = False,
    ) -> None:
        self._visits, self._keeper, self._now, self._only_looks = visits, keeper, now, only_looks
        self._until = monotonic() + seconds
        self._over, self._closing = threading.Event(), threading.Lock()
        self._thread = threading.Thread(target=self.run, name="collecting", daemon=True)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def join(self) -> None:
        """Wait until every visit is closed."""
        self._thread.join()

    def run(self) -> None:
        """Make the visits, here and now."""
        threading.Thread(target=self._beat, name="collecting-beat", daemon=True).start()
        for visiting in self._visits:
            try:
                self._visit(visiting)
            except HuiyingError as error:
                visiting.failure = str(error)
            except Exception as error:
                # A kind must not take the round down with it: the fault is this source's alone.
                _LOG.exception("collecting_failed", extra={"source": visiting.place.name})
                visiting.failure = f"采集出错：{type(error).__name__}：{error}"[:300]
            visiting.errors += visiting.failure is not None
            with self._closing:
                visiting.finished = True
                self._keeper.close_visit(visiting)
        self._over.set()
        with self._closing:
            self._keeper.stop()

    def _visit(self, visiting: Visiting) -> None:
        memory = _Memory(visiting, self._keeper, self._now, self._over, self._only_looks)
        for haul in collector_of(visiting.kind)(visiting.place, memory):
            self._take(visiting, haul)
            if monotonic() > self._until or (self._only_looks and visiting.items >= _ENOUGH_TO_SHOW):
                visiting.complete = False
                return

    def _take(self, visiting: Visiting, haul: Haul) -> None:
        for item in haul.items:
            visiting.count(item)
        visiting.requests += bool(haul.read)
        if haul.items:
            self._keeper.keep(Taken(visiting, haul.items))
        for read in haul.read:
            self._keeper.keep(Taken(visiting, page=read))
        self._keeper.settle()

    def _beat(self) -> None:
        while not self._over.wait(_BEAT_SECONDS):
            # A visit that is closed has no lease to renew: it must not be closed in between.
            with self._closing:
                running = [visiting for visiting in self._visits if not visiting.finished]
                if running:
                    self._keeper.beat(running)


class _Memory:
    """crawlers.hauls.Memory for one visit."""

    def __init__(
        self, visiting: Visiting, keeper: Keeper, now: Now, over: threading.Event, only_looks: bool
    ) -> None:
        self._visiting, self._keeper, self._now, self._over = visiting, keeper, now, over
        self._only_looks = only_looks

    @property
    def only_looks(self) -> bool:
        return self._only_looks

    def now(self) -> datetime:
        return self._now()

    def known(self, name: str) -> bool:
        return self.recall(name) is not None

    def recall(self, name: str) -> Fetched | None:
        return self._keeper.last_fetch(self._visiting, name)

    def wait(self, seconds: float) -> None:
        self._over.wait(seconds)

    def trouble(self, reason: str) -> None:
        _LOG.warning("信源“%s”：%s", self._visiting.place.name, reason)
        # What could not be read was asked for as well: health compares the two.
        self._visiting.requests += 1
        self._visiting.errors += 1
        self._visiting.last_error = reason
