"""Delivering: claim what is due, send it outside any transaction, write down what became of it.

At least once: a notice is marked sent only after the receiver said so, so a process that dies in
between leaves a lease that runs out, and the notice goes out again under the same key.
"""

import logging
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Self

from sqlalchemy.orm import Session

from huiying.core.database import Database
from huiying.core.errors import HuiyingError
from huiying.core.keys import read_secret
from huiying.core.models import Notice
from huiying.core.settings import Settings
from responder.links.issue import Personal, issue, personal
from responder.outbox.calm import Manners, calm
from responder.outbox.claim import Claimed, claim
from responder.outbox.digest import DIGEST, served
from responder.outbox.record import record
from responder.outbox.sending import ROUND, Result, Stopwatch, lanes, run_lane

LOG = logging.getLogger(__name__)
WORKERS = 8
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class DeliverySummary:
    """What was done, in notices. `failed`: given up; `waiting`: put off by a robot's budget.

    `parts` are messages of a notice that takes more of them: each was claimed by itself, the last is `sent`.
    `retried` are to be tried again after a failure, `throttled` after the receiver asked for patience;
    `put_back` were claimed but not tried: their receiver was in trouble, or in the middle of a long notice.
    """

    claimed: int = 0
    sent: int = 0
    parts: int = 0
    retried: int = 0
    throttled: int = 0
    put_back: int = 0
    failed: int = 0
    waiting: int = 0

    def plus(self, other: Self) -> Self:
        """Both rounds together."""
        sums = {it.name: getattr(self, it.name) + getattr(other, it.name) for it in fields(self)}
        return type(self)(**sums)


def deliver(
    database: Database,
    settings: Settings,
    now: datetime,
    *,
    limit: int = 200,
    owner: str | None = None,
) -> DeliverySummary:
    """Send up to `limit` notices that are due at `now`: one claim, one round of sending, and another
    while a notice in several parts goes on.

    Several processes may deliver at once: each notice is claimed by one of them, and a robot's budget
    is shared through the database. `owner` names this process in the lease; without one a name of its
    own is made. Returns when everything claimed was sent, failed or put back, within about a minute
    and a half at the worst.
    """
    owner = owner or f"{os.getpid()}-{secrets.token_hex(4)}"
    watch = Stopwatch(now)
    total = done = _claim_and_send(database, settings, now, limit, owner, watch)
    while done.parts and watch.elapsed < ROUND:
        done = _claim_and_send(database, settings, watch.now, limit, owner, watch)
        total = total.plus(done)
    return total


def _claim_and_send(
    database: Database, settings: Settings, now: datetime, limit: int, owner: str, watch: Stopwatch
) -> DeliverySummary:
    with database.write() as session:
        calm(session, Manners.of(settings), now)
        claimed, waiting = claim(session, now, limit=limit, owner=owner)
        claimed = _with_links(session, claimed, settings, now)
    summary = DeliverySummary(claimed=len(claimed), waiting=waiting)
    return _round(database, settings, claimed, owner, watch, summary) if claimed else summary


def _with_links(
    session: Session, claimed: Sequence[Claimed], settings: Settings, now: datetime
) -> list[Claimed]:
    """Each notice with its personal link, a digest with those of the notices that it serves. Without the
    installation's key there is no link, but the notice goes out all the same."""
    bundled = {each.notice.id: served(session, each.notice) for each in claimed if each.notice.kind == DIGEST}
    carrying = [*(each.notice for each in claimed), *(one for those in bundled.values() for one in those)]
    if not any(personal(notice) for notice in carrying):
        return list(claimed)
    try:
        key, life = read_secret(settings.secret_file), timedelta(hours=settings.link_hours)
    except HuiyingError as error:
        LOG.warning("notices go out without personal links: %s", error)
        return list(claimed)
    links = issue(session, carrying, key, life=life, now=now)
    return [
        replace(each, link=links.get(each.notice.id), doors=_doors(bundled.get(each.notice.id, ()), links))
        for each in claimed
    ]


def _doors(notices: Iterable[Notice], links: Mapping[int, Personal]) -> dict[str, Personal]:
    """One link a case, by the case's number."""
    doors: dict[str, Personal] = {}
    for notice in notices:
        if notice.id in links:
            doors.setdefault(notice.detail["case_number"], links[notice.id])
    return doors


def _round(
    database: Database,
    settings: Settings,
    claimed: Sequence[Claimed],
    owner: str,
    watch: Stopwatch,
    summary: DeliverySummary,
) -> DeliverySummary:
    results: SimpleQueue[Result] = SimpleQueue()
    with ThreadPoolExecutor(WORKERS, "deliver") as pool:
        running = [pool.submit(run_lane, lane, settings, watch, results) for lane in lanes(claimed)]
        missing = len(claimed)
        while missing:
            done = _next(results)
            with database.write() as session:
                counts = record(session, done, owner)
            summary = summary.plus(DeliverySummary(**counts))
            missing -= len(done)
    for lane in running:
        lane.result()
    return summary


def _next(results: SimpleQueue[Result]) -> list[Result]:
    """What has come in by now, at least one: few and small transactions, soon after the sending."""
    done = [results.get()]
    while len(done) < MOST_AT_ONCE:
        try:
            done.append(results.get_nowait())
        except Empty:
            break
    return done
