"""What a running round keeps: posts and pages as they come, in short transactions, and its leases.

All writing happens in one thread beside the reactor, in the order in which things came: a post is in
the database within half a second of its page, and a visit is closed only after its last post.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Protocol

from sqlalchemy.orm import Session

from crawlers import revisits
from crawlers.budgets import next_day
from crawlers.engine.visiting import Visiting
from crawlers.entries import end_entries, take_up
from crawlers.items import Cleaned, Item, Known
from crawlers.leases import finish, give_back, open_visits, renew
from crawlers.pages import Fetched, fetched_before, last_fetch, remember
from crawlers.pipeline import author_hasher, clean, store
from huiying.core.database import Database
from huiying.core.errors import HuiyingError
from huiying.core.models import Visit
from huiying.core.models.entry import KIND

_LOG = logging.getLogger(__name__)
_BATCH = 100
_COUNTED = (
    "requests", "bytes", "errors", "items", "new_items", "with_title", "with_date", "with_text", "off_rules",
    "unchanged", "links", "empty_lists", "lag_seconds", "last_error",
)  # fmt: skip
# Links that people enter lead anywhere: what a page lacks is told to them, and is no fault of the source.
_TOLD_OF_ENTRIES = ("requests", "bytes", "new_items", "lag_seconds")
GONE = (404, 410)
"""Answers that say that a page is no longer there."""

Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Taken:
    """What one page gave: its items, the page itself where it is remembered, and the stored post that
    was read again by it, with the status of the answer."""

    visiting: Visiting
    items: Sequence[Item] = ()
    page: Fetched | None = None
    known: Known | None = None
    status: int = 200


class Keeper(Protocol):
    """What the spider tells and asks; one that stores, one that only shows."""

    def known(self, visiting: Visiting, addresses: Sequence[str]) -> set[str]:
        """Those of `addresses` that need not be fetched again."""

    def last_fetch(self, visiting: Visiting, address: str) -> Fetched | None:
        """What is remembered of a list page."""

    def due_posts(self, visiting: Visiting) -> Sequence[Known]:
        """The stored posts that this visit is to read again."""

    def skip(self, known: Known, step: int | None) -> None:
        """A post cannot be read again before `step`, or not at all."""

    def keep(self, taken: Taken) -> None:
        """Take what a page gave."""

    def close_visit(self, visiting: Visiting) -> None:
        """The visit is over, well or not."""

    def beat(self, running: Sequence[Visiting]) -> None:
        """Say that this round lives."""

    def flush(self) -> None:
        """Send on what was taken so far."""

    def settle(self) -> None:
        """Return once everything that was taken so far is stored. Raises HuiyingError where it failed."""

    def stop(self) -> None:
        """Send on everything, and wait until it is done."""

    @property
    def broken(self) -> bool:
        """Whether keeping has failed, so that the round must end."""


class DatabaseKeeper:
    """Keeps in the database; `now` gives the moment, `owner` holds the leases."""

    def __init__(self, database: Database, owner: str, secret: bytes, now: Now) -> None:
        self._database, self._owner, self._secret, self._now = database, owner, secret, now
        self._waiting: list[Taken] = []
        self._lock = Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keeper")
        self._broken = False

    @property
    def broken(self) -> bool:
        return self._broken

    def known(self, visiting: Visiting, addresses: Sequence[str]) -> set[str]:
        with self._database.read() as session:
            return fetched_before(session, visiting.source_id, addresses)

    def last_fetch(self, visiting: Visiting, address: str) -> Fetched | None:
        with self._database.read() as session:
            return last_fetch(session, visiting.source_id, address)

    def due_posts(self, visiting: Visiting) -> Sequence[Known]:
        with self._database.read() as session:
            return revisits.due_posts(session, visiting.source_id, self._now())

    def skip(self, known: Known, step: int | None) -> None:
        self._do(lambda: self._skip(known, step))

    def keep(self, taken: Taken) -> None:
        with self._lock:
            self._waiting.append(taken)
            full = len(self._waiting) >= _BATCH
        if full:
            self.flush()

    def flush(self) -> None:
        with self._lock:
            taken, self._waiting = self._waiting, []
        if taken:
            self._do(lambda: self._write(taken))

    def close_visit(self, visiting: Visiting) -> None:
        self.flush()
        self._do(lambda: self._close(visiting))

    def beat(self, running: Sequence[Visiting]) -> None:
        self._do(lambda: self._renew([v.source_id for v in running]))

    def settle(self) -> None:
        self.flush()
        # One thread in order: when this is done, so is everything before it.
        self._thread.submit(lambda: None).result()
        if self._broken:
            raise HuiyingError("读到的内容没有存入，将重新采集")

    def stop(self) -> None:
        self.flush()
        self._thread.shutdown(wait=True)

    def _do(self, work: Callable[[], None]) -> None:
        self._thread.submit(work).add_done_callback(self._noted)

    def _noted(self, done: "Future[None]") -> None:
        error = done.exception()
        if error is not None:
            self._broken = True
            _LOG.error("keeping_failed", exc_info=error)

    def _write(self, taken: Sequence[Taken]) -> None:
        by_source: dict[int, list[Taken]] = {}
        for entry in taken:
            by_source.setdefault(entry.visiting.source_id, []).append(entry)
        for entries in by_source.values():
            for batch in _batches(entries):
                self._write_batch(batch)

    def _write_batch(self, batch: Sequence[Taken]) -> None:
        visiting, now = batch[0].visiting, self._now()
        hasher = author_hasher(self._secret, visiting.channel)
        found = (clean(item, hasher) for taken in batch for item in taken.items)
        posts = [post for post in found if post is not None]
        again = frozenset(taken.known.key for taken in batch if taken.known)
        with self._database.write() as session:
            stored = store(session, visiting.source_id, visiting.channel, posts, now, again=again)
            remember(session, visiting.source_id, [taken.page for taken in batch if taken.page])
            if visiting.place.links:
                take_up(session, visiting.source_id, posts, now)
            for taken in batch:
                _read_again(session, taken, now)
        visiting.new_items += stored.new
        visiting.lags += _lags(posts, stored.new_keys, self._now())

    def _skip(self, known: Known, step: int | None) -> None:
        with self._database.write() as session:
            revisits.skip(session, known, step)

    def _close(self, visiting: Visiting) -> None:
        with self._database.write() as session:
            if visiting.not_before:
                revisits.put_off(session, visiting.source_id, visiting.not_before)
            if visiting.posts_only:
                give_back(session, visiting.source_id, self._owner, visiting.not_before)
                return
            for source, visit in open_visits(session, self._owner):
                if source.id == visiting.source_id:
                    _count(visit, visiting, _TOLD_OF_ENTRIES if source.kind == KIND else _COUNTED)
                    now, failure = self._now(), visiting.outcome()
                    wait = next_day(now) if visiting.denied else visiting.not_before
                    finish(session, source, visit, now, failure=failure, not_before=wait)
                    if visiting.complete and failure is None:
                        remember(session, source.id, visiting.lists)
                    if source.kind == KIND:
                        is_whole = visiting.outstanding == 0 and not visiting.denied
                        failures = visiting.reasons if is_whole else None
                        end_entries(session, source, visiting.place.links, failures, now)
                        source.next_due_at = wait if visiting.denied else source.next_due_at

    def _renew(self, ids: Sequence[int]) -> None:
        with self._database.write() as session:
            if not renew(session, ids, self._owner, self._now()):
                raise RuntimeError("a lease of this round was lost to another")


def _batches(entries: Sequence[Taken]) -> Iterator[list[Taken]]:
    """Runs of about a hundred items: a transaction stays well under 50 ms."""
    batch: list[Taken] = []
    size = 0
    for taken in entries:
        for start in range(0, max(1, len(taken.items)), _BATCH):
            part = taken.items[start : start + _BATCH]
            last = start + _BATCH >= len(taken.items)
            batch.append(replace(taken, items=part, page=taken.page if last else None))
            size += max(1, len(part))
            if size >= _BATCH:
                yield batch
                batch, size = [], 0
    if batch:
        yield batch


def _read_again(session: Session, taken: Taken, now: datetime) -> None:
    if taken.known is None:
        return
    if taken.status in GONE:
        revisits.gone(session, taken.known, taken.status, now)
    else:
        revisits.move_on(session, taken.known, now)


def _count(visit: Visit, visiting: Visiting, names: Sequence[str]) -> None:
    for name in names:
        setattr(visit, name, getattr(visiting, name))
    visit.lists = visiting.lists_read


def _lags(posts: Sequence[Cleaned], new: Sequence[str], now: datetime) -> list[float]:
    """Seconds from publication to detection of the new posts; a publication still to come tells nothing."""
    moments = {post.key: post.published_at for post in posts}
    published = [moment for key in new if (moment := moments[key])]
    return [(now - moment).total_seconds() for moment in published if moment <= now]
