"""Crawl rounds as the command sees them: lease what is due, let child processes visit it, sum up."""

import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawlers import revisits, sites
from crawlers.health.facts import INTERRUPTED
from crawlers.leases import due_sources, lease, lease_only, release
from crawlers.nursery import Nursery, NurseryChild
from crawlers.once import CheckResult, check, config_of
from crawlers.registry import find_sources
from huiying.core import clock
from huiying.core.database import Database
from huiying.core.errors import BadInput
from huiying.core.models import Source, Visit
from huiying.core.settings import Settings

__all__ = [
    "CheckResult", "Nursery", "RoundSummary", "check", "config_of", "open_nursery", "run_due", "run_named",
]  # fmt: skip

_MOST_A_ROUND = 200
_ENOUGH_FOR_ONE_CHILD = 20
_GRACE_SECONDS = 10.0
_POLL_SECONDS = 0.2
_OVER_TIME = "采集超过时限，已被中止，未完成的部分下次重新采集"


@dataclass(slots=True)
class RoundSummary:
    """What a round did. `failures` gives the reason (Chinese) by the name of the source."""

    sources: int = 0
    items: int = 0
    new_posts: int = 0
    failures: dict[str, str] = field(default_factory=dict)
    killed: bool = False

    def as_json(self) -> dict[str, Any]:
        """The summary as `huiying crawl --json` prints it."""
        return {
            "sources": self.sources,
            "items": self.items,
            "new_posts": self.new_posts,
            "failures": self.failures,
            "killed": self.killed,
        }


def open_nursery(database: Database, settings: Settings) -> Nursery:
    """A nursery for many rounds one after another; to be used as a context."""
    return Nursery(_environment(database, settings))


def run_due(
    database: Database,
    settings: Settings,
    now: datetime,
    *,
    stop: threading.Event | None = None,
    started: Callable[[int], None] | None = None,
) -> RoundSummary:
    """Visit every source that is due at `now`, read again the posts that are, and return when all is done.

    Blocks for up to settings.crawl_limit_seconds. `stop` ends the round early without loss; `started`
    hears the process id of each child. Several rounds may run at once: leases keep them apart.
    """
    with database.read() as session:
        ids = due_sources(session, now, _MOST_A_ROUND)
        for_posts = revisits.sources_due(session, now, _MOST_A_ROUND)
    return _run(database, settings, ids, now, stop, started, for_posts=for_posts)


def run_named(
    database: Database,
    settings: Settings,
    names: Sequence[str],
    now: datetime,
    *,
    stop: threading.Event | None = None,
    nursery: Nursery | None = None,
) -> RoundSummary:
    """Visit the sources called `names` whether they are due or not.

    Raises BadInput where a name is unknown or has no address; a source that another round is visiting
    right now is left to it and named in the failures. With a `nursery` one child of it visits them all.
    """
    with database.read() as session:
        sources = find_sources(session, names)
    without = [source.name for source in sources if source.address is None]
    if without:
        raise BadInput(f"信源“{'、'.join(without)}”没有填写网址，无法采集")
    ids = [source.id for source in sources]
    return _run(database, settings, ids, now, stop, None, wanted=sources, nursery=nursery)


def _run(
    database: Database,
    settings: Settings,
    ids: list[int],
    now: datetime,
    stop: threading.Event | None,
    started: Callable[[int], None] | None,
    wanted: Sequence[Source] = (),
    for_posts: Sequence[int] = (),
    nursery: Nursery | None = None,
) -> RoundSummary:
    # `now` may be another time than the clock's (a journey, a repeat); the child keeps the distance.
    shift = (now - clock.now()).total_seconds()
    everything = [*ids, *for_posts]
    if not everything:
        return RoundSummary()
    processes = min(1 if nursery else settings.crawl_processes, -(-len(everything) // _ENOUGH_FOR_ONE_CHILD))
    with database.read() as session:
        shares = sites.shares(session, everything, processes)
    children = [
        _Child(
            database, settings, share, frozenset(for_posts), now, shift if abs(shift) > 1 else 0.0, stop,
            started, nursery,
        )
        for share in shares
    ]  # fmt: skip
    with ThreadPoolExecutor(max_workers=len(children)) as pool:
        summaries = list(pool.map(_Child.run, children))
    summary = _joined(summaries)
    taken = {visit.source_id for child in children for visit in child.visits}
    for source in wanted:
        if source.id not in taken:
            summary.failures[source.name] = "另一轮采集正在访问该信源或同一网站"
    return summary


class _Child:
    """One child process and the sources that it holds."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        ids: list[int],
        for_posts: frozenset[int],
        now: datetime,
        shift: float,
        stop: threading.Event | None,
        started: Callable[[int], None] | None,
        nursery: Nursery | None,
    ) -> None:
        self._database, self._settings = database, settings
        self._ids = [id_ for id_ in ids if id_ not in for_posts]
        self._for_posts = [id_ for id_ in ids if id_ in for_posts]
        self._started_at, self._shift = now, shift
        self._stop, self._started = stop or threading.Event(), started
        self._nursery = nursery
        self._owner = f"round-{uuid.uuid4().hex}"
        self.visits: list[Visit] = []

    def run(self) -> RoundSummary:
        with self._database.write() as session:
            self.visits = lease(session, self._ids, self._owner, self._started_at)
            for_posts = lease_only(session, self._for_posts, self._owner, self._started_at)
        if not self.visits and not for_posts:
            return RoundSummary()
        killed = False
        try:
            killed = self._wait(self._spawn())
        finally:
            self._release(_OVER_TIME if killed else INTERRUPTED)
        return self._summary(killed)

    def _spawn(self) -> "subprocess.Popen[bytes] | NurseryChild":
        settings = self._settings
        if self._nursery:
            return self._nursery.born(self._owner, self._shift, settings.crawl_limit_seconds)
        limit = str(settings.crawl_limit_seconds)
        command = [sys.executable, "-m", "crawlers.round", "--owner", self._owner]
        command += ["--shift", str(self._shift), "--limit", limit]
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=_environment(self._database, settings),
            start_new_session=True,
        )
        if self._started:
            self._started(child.pid)
        return child

    def _wait(self, child: "subprocess.Popen[bytes] | NurseryChild") -> bool:
        """Wait for the child's end; True where it had to be killed for being over time."""
        left = float(self._settings.crawl_limit_seconds)
        while left > 0 and not self._stop.is_set():
            try:
                child.wait(_POLL_SECONDS)
                return False
            except subprocess.TimeoutExpired:
                left -= _POLL_SECONDS
        over_time = not self._stop.is_set()
        self._end(child, at_once=over_time)
        return over_time

    def _end(self, child: "subprocess.Popen[bytes] | NurseryChild", *, at_once: bool) -> None:
        if not at_once:
            child.terminate()
            try:
                child.wait(_GRACE_SECONDS)
                return
            except subprocess.TimeoutExpired:
                at_once = True
        child.kill()
        child.wait()

    def _release(self, reason: str) -> None:
        ended_at = clock.now() + timedelta(seconds=self._shift)
        with self._database.write() as session:
            release(session, self._owner, reason, ended_at)

    def _summary(self, killed: bool) -> RoundSummary:
        with self._database.read() as session:
            visits = _by_name(session, [visit.id for visit in self.visits])
            failures = {name: v.failure for name, v in visits if v.failure}
            return RoundSummary(
                sources=len(visits),
                items=sum(v.items for _, v in visits),
                new_posts=sum(v.new_items for _, v in visits),
                failures=failures,
                killed=killed,
            )


def _environment(database: Database, settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "HUIYING_HOME": str(settings.home.resolve()),
        "HUIYING_DATABASE_URL": database.url,
        "HUIYING_LOG_LEVEL": settings.log_level,
        "HUIYING_CRAWL_PAGE_SECONDS": str(settings.crawl_page_seconds),
        "HUIYING_CRAWL_DAILY_REQUESTS": str(settings.crawl_daily_requests),
        "HUIYING_CRAWL_DAILY_MEGABYTES": str(settings.crawl_daily_megabytes),
    }


def _by_name(session: Session, ids: list[int]) -> list[tuple[str, Visit]]:
    query = select(Source.name, Visit).join(Visit, Visit.source_id == Source.id).where(Visit.id.in_(ids))
    return [(name, visit) for name, visit in session.execute(query)]


def _joined(parts: Sequence[RoundSummary]) -> RoundSummary:
    whole = RoundSummary()
    for part in parts:
        whole.sources += part.sources
        whole.items += part.items
        whole.new_posts += part.new_posts
        whole.failures.update(part.failures)
        whole.killed |= part.killed
    return whole
