"""The child process of one crawl round: `python -m crawlers.round`, started by crawlers.rounds only.

A Twisted reactor cannot be started twice, and a page may crash or stall whatever reads it: each round
has a process of its own, which the parent may kill at any moment without losing anything.
"""

import argparse
import json
import logging
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from sqlalchemy.orm import Session

from crawlers.addresses import host_of
from crawlers.budgets import REQUESTS_A_VISIT, Allowance, allowances
from crawlers.config import SourceConfig
from crawlers.engine.collecting import Collecting
from crawlers.engine.keeper import DatabaseKeeper, Keeper
from crawlers.engine.settings import scrapy_settings
from crawlers.engine.showing import ShowingKeeper
from crawlers.engine.spider import RoundSpider
from crawlers.engine.visiting import Visiting
from crawlers.entries import waiting_links
from crawlers.items import Item, Place
from crawlers.kinds import collects, read_options
from crawlers.leases import finish, give_back, held_for_posts, open_visits
from crawlers.registry import place_of
from huiying.core import clock
from huiying.core.database import Database
from huiying.core.errors import HuiyingError
from huiying.core.keys import read_secret
from huiying.core.models import Source
from huiying.core.settings import Settings

_DONE, _FAILED, _ORPHANED = 0, 1, 3
_MARGIN_SECONDS = 15
"""What a round keeps of its time to close its visits."""


def main(arguments: list[str] | None = None) -> int:
    """Run one round for the leases of --owner, or show one source (--check); the exit status."""
    options = _parser().parse_args(arguments)
    if options.check:
        return _check(options.limit)
    return born(options.owner, timedelta(seconds=options.shift), options.limit)


def born(owner: str, shift: timedelta, limit: int, *, in_turn: bool = False) -> int:
    """Run one round in a process made for it, which ends with the process that holds its standard input.

    `in_turn`: one request after another, so that the same pages are stored in the same order.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    return _round(owner, shift, limit, in_turn)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="crawlers.round")
    parser.add_argument("--owner", default="")
    parser.add_argument("--shift", type=float, default=0.0, help="seconds to add to the clock")
    parser.add_argument("--limit", type=int, default=900, help="seconds the round may take")
    parser.add_argument("--check", action="store_true")
    return parser


def _end_with_parent() -> None:
    """The parent holds our standard input: when it dies, however it dies, the pipe closes."""
    # Unbuffered: a thread inside a buffered read would hinder the interpreter's own end.
    while os.read(sys.stdin.fileno(), 1024):
        continue
    os._exit(_ORPHANED)


def _round(owner: str, shift: timedelta, limit: int, in_turn: bool) -> int:
    settings = Settings()
    database = Database(settings.url())

    def now() -> datetime:
        return clock.now() + shift

    visits = _visits(database, settings, owner, now)
    if not visits:
        return _DONE
    beside = [visiting for visiting in visits if collects(visiting.kind) and not visiting.posts_only]
    web = [visiting for visiting in visits if visiting not in beside]
    secret = read_secret(settings.secret_file)
    keepers = [DatabaseKeeper(database, owner, secret, now) for _ in range(2)]
    collecting = Collecting(beside, keepers[0], now, limit - _MARGIN_SECONDS)
    collecting.start()
    if in_turn:
        collecting.join()
    if web:
        _crawl(web, keepers[1], now, limit, settings, in_turn=in_turn)
    collecting.join()
    database.close()
    return _FAILED if any(keeper.broken for keeper in keepers) else _DONE


def _visits(
    database: Database, settings: Settings, owner: str, now: Callable[[], datetime]
) -> list[Visiting]:
    """What this round is to do; a source whose options are wrong is closed at once."""
    visits = []
    with database.write() as session:
        opened = open_visits(session, owner)
        for_posts = held_for_posts(session, owner)
        allowed = allowances(session, [*(source for source, _ in opened), *for_posts], settings, now())
        for source, visit in opened:
            try:
                visits.append(_visiting(session, source, allowed[source.id]))
            except HuiyingError as error:
                finish(session, source, visit, now(), failure=str(error))
        for source in for_posts:
            try:
                visits.append(_visiting(session, source, allowed[source.id], posts_only=True))
            except HuiyingError:
                give_back(session, source.id, owner, None)  # its next visit says what is wrong
    return visits


def _visiting(
    session: Session, source: Source, allowance: Allowance, *, posts_only: bool = False
) -> Visiting:
    host = host_of(source.address)
    return Visiting(
        source_id=source.id,
        place=replace(place_of(source), links=waiting_links(session, source)),
        kind=source.kind,
        channel=source.channel,
        private_host=host if source.allow_private else None,
        unverified_host=None if source.verify_certificate else host,
        allowance=allowance,
        posts_only=posts_only,
    )


def _crawl(
    visits: list[Visiting],
    keeper: Keeper,
    now: Callable[[], datetime],
    limit: int,
    settings: Settings,
    *,
    in_turn: bool = False,
) -> None:
    private = sorted({v.private_host for v in visits if v.private_host})
    unverified = sorted({v.unverified_host for v in visits if v.unverified_host})
    at_once = {"CONCURRENT_REQUESTS": 1} if in_turn else {}
    process = AsyncCrawlerProcess({**scrapy_settings(private, unverified, limit, settings), **at_once})
    # What cannot be had is told by the visit; Scrapy would add a traceback for each. The process resets
    # the levels when it is made, so this comes after it.
    for chatty in ("scrapy.downloadermiddlewares", "scrapy.core.scraper", "scrapy.core.downloader"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)
    process.crawl(RoundSpider, visits=visits, keeper=keeper, now=now)
    process.start()


def _check(limit: int) -> int:
    """Visit the source that stands as JSON on standard input; items and the outcome go out as JSONL."""
    config = SourceConfig.model_validate_json(sys.stdin.buffer.read())
    options = read_options(config.kind, config.options)
    address, is_allowed = config.address or "", config.allow_private
    host = host_of(config.address)
    visiting = Visiting(
        source_id=0,
        place=Place(config.name, config.channel, address, options, allow_private=is_allowed),
        kind=config.kind,
        channel=config.channel,
        private_host=host if is_allowed else None,
        unverified_host=None if config.verify_certificate else host,
        allowance=Allowance(REQUESTS_A_VISIT),
    )
    keeper = ShowingKeeper(lambda item: _say("item", _shown(item)), _told)
    if collects(config.kind):
        Collecting([visiting], keeper, clock.now, limit - _MARGIN_SECONDS, only_looks=True).run()
    else:
        _crawl([visiting], keeper, clock.now, limit, Settings())
    return _DONE


def _told(visiting: Visiting) -> None:
    names = ("requests", "errors", "links", "items", "with_title", "with_date", "with_text", "last_error")
    outcome = {name: getattr(visiting, name) for name in names}
    _say("outcome", {**outcome, "failure": visiting.outcome()})


def _shown(item: Item) -> dict[str, Any]:
    moment = item.published_at
    return {
        "title": item.title,
        "url": item.url,
        "published_at": moment.isoformat() if moment else None,
        "outlet": item.outlet,
        "text": (item.text or "")[:200],
        **item.counters(),
    }


def _say(kind: str, value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps({kind: value}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    logging.captureWarnings(True)
    sys.exit(main())
