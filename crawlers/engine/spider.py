"""The spider of a round: carries asks to the network and pages to the kinds, for all its sources."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.internet.task import LoopingCall
from twisted.python.failure import Failure

from crawlers.addresses import canonical
from crawlers.engine.failures import explain, explain_status, is_for_good, is_too_large
from crawlers.engine.keeper import GONE, Keeper, Now, Taken
from crawlers.engine.resting import LeftAlone, Sites
from crawlers.engine.visiting import Visiting, wait_until
from crawlers.items import Ask, Item, Known, Page
from crawlers.kinds import find_kind
from crawlers.kinds.errors import UnreadablePage
from crawlers.pages import TOO_LARGE, Fetched, content_hash
from huiying.core.contents import post_key
from huiying.core.errors import HuiyingError
from huiying.core.revisits import STEPS

_LOG = logging.getLogger(__name__)
_FLUSH_SECONDS = 0.4
_BEAT_SECONDS = 10.0
_OUT_OF_TIME = "本轮时间已到，还没有读到任何内容"


class RoundSpider(Spider):
    """Visits the sources that it is given; a source's visit is closed when nothing of it is out."""

    name = "round"

    def __init__(self, visits: Sequence[Visiting], keeper: Keeper, now: Now, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._visits, self._keeper, self.now = visits, keeper, now
        self.sites = Sites()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.opened, signal=signals.spider_opened)
        crawler.signals.connect(spider.ended, signal=signals.spider_closed)
        return spider

    def opened(self) -> None:
        """Begin to flush and to beat."""
        self._ticks = [LoopingCall(self._flush), LoopingCall(self._beat)]
        for tick, seconds in zip(self._ticks, (_FLUSH_SECONDS, _BEAT_SECONDS), strict=True):
            tick.start(seconds, now=False)

    def ended(self) -> None:
        """Close the visits that time or a signal cut short; what they stored stays stored."""
        for tick in self._ticks:
            tick.stop()
        for visiting in self._running():
            visiting.complete = False
            if visiting.failure is None and not visiting.items:
                visiting.failure = _OUT_OF_TIME
            self._close(visiting)
        self._keeper.stop()

    async def start(self) -> AsyncIterator[Any]:
        """The first asks of every source, source by source."""
        for visiting in self._visits:
            for request in self._begin(visiting):
                yield request

    def _begin(self, visiting: Visiting) -> list[Request]:
        visiting.outstanding += 1
        try:
            lists = [] if visiting.posts_only else list(_kind(visiting).first(visiting.place))
            return list(self._requests(visiting, [*self._again(visiting), *lists]))
        except HuiyingError as error:
            visiting.failure = str(error)
        except Exception as error:
            _LOG.exception("beginning_failed", extra={"source": visiting.place.name})
            visiting.failure = f"无法开始采集：{type(error).__name__}：{error}"[:300]
        finally:
            self._one_less(visiting)
        return []

    def _again(self, visiting: Visiting) -> list[Ask]:
        """The asks for the posts that are due to be read again, as far as the kind knows how."""
        asks = []
        for known in self._keeper.due_posts(visiting):
            ask = _way(visiting, known)
            if ask:
                asks.append(replace(ask, purpose="post", known=known))
            else:
                later = range(known.step + 1, len(STEPS))
                ways = (step for step in later if _way(visiting, replace(known, step=step)))
                self._keeper.skip(known, next(ways, None))
        return asks

    def parse(self, response: Response, **_: Any) -> list[Request]:
        """A page came back: keep its items, follow its asks."""
        visiting, ask = response.meta["visit"], response.meta["ask"]
        try:
            return self._understand(visiting, ask, response)
        except UnreadablePage as error:
            visiting.fail(ask, str(error), for_now=True)
        except Exception as error:
            # A kind must not take the round down with it: the fault is this source's alone.
            _LOG.exception("reading_failed", extra={"source": visiting.place.name})
            visiting.fail(ask, f"解析出错：{type(error).__name__}：{error}"[:300], for_now=True)
        finally:
            self._one_less(visiting)
        return []

    def failed(self, failure: Failure) -> None:
        """A page could not be had."""
        request = failure.request  # type: ignore[attr-defined]
        visiting, ask = request.meta["visit"], request.meta["ask"]
        if isinstance(failure.value, LeftAlone):
            visiting.not_before = failure.value.until or visiting.not_before
        visiting.fail(ask, explain(failure), for_now=not is_for_good(failure))
        if ask.known:
            self._keeper.keep(Taken(visiting, known=ask.known, status=0))
        elif ask.purpose == "article" and is_too_large(failure):
            self._keeper.keep(Taken(visiting, page=Fetched(_name(ask), TOO_LARGE, self.now())))
        self._one_less(visiting)

    def _understand(self, visiting: Visiting, ask: Ask, response: Response) -> list[Request]:
        if response.status == 304:
            visiting.unchanged += ask.purpose == "list"
            self._read_again(visiting, ask, [], None, 304)
            return []
        fetched = _fetched(ask, response, self.now())
        if response.status != 200:
            self._refused(visiting, ask, response, fetched)
            return []
        if ask.purpose == "list":
            before = response.meta["before"]
            visiting.lists.append(fetched)
            if before and before.content_hash == fetched.content_hash:
                visiting.unchanged += 1
                return []
        page = Page(ask, response.url, response.body, _header(response, "Content-Type"), self.now())
        found = list(_kind(visiting).read(visiting.place, page))
        if ask.purpose == "list":
            visiting.count_list(sum(isinstance(f, Item) or f.purpose == "article" for f in found))
        if ask.purpose == "post":
            self._read_again(visiting, ask, [f for f in found if isinstance(f, Item)], fetched, 200)
            return []
        self._keep(visiting, ask, [f for f in found if isinstance(f, Item)], fetched)
        return list(self._requests(visiting, [f for f in found if isinstance(f, Ask)]))

    def _refused(self, visiting: Visiting, ask: Ask, response: Response, fetched: Fetched) -> None:
        gone = response.status in GONE
        visiting.fail(ask, explain_status(response.status), for_now=not gone)
        if response.status in (429, 503):
            wait = wait_until(_header(response, "Retry-After"), self.now())
            visiting.not_before = wait or visiting.not_before
        if gone and ask.purpose == "article":
            self._keeper.keep(Taken(visiting, page=fetched))
        self._read_again(visiting, ask, [], None, response.status)

    def _read_again(
        self, visiting: Visiting, ask: Ask, items: Sequence[Item], fetched: Fetched | None, status: int
    ) -> None:
        if ask.known:
            mine = [item for item in items if item.key and post_key(item.key) == ask.known.key]
            self._keeper.keep(Taken(visiting, mine, fetched, ask.known, status))

    def _keep(self, visiting: Visiting, ask: Ask, items: list[Item], fetched: Fetched) -> None:
        for item in items:
            visiting.count(item)
        is_article = ask.purpose == "article"
        visiting.articles_read += is_article
        if items or is_article:
            self._keeper.keep(Taken(visiting, items, fetched if is_article else None))

    def _requests(self, visiting: Visiting, asks: Sequence[Ask]) -> Iterator[Request]:
        articles = [canonical(ask.url) for ask in asks if ask.purpose == "article"]
        known = self._keeper.known(visiting, articles) if articles else set()
        for ask in asks:
            name = f"{ask.method} {canonical(ask.url)} {ask.body}"
            if name in visiting.seen or (ask.purpose == "article" and canonical(ask.url) in known):
                continue
            if not visiting.may_ask():
                return
            visiting.seen.add(name)
            visiting.outstanding += 1
            yield self._request(visiting, ask)

    def _request(self, visiting: Visiting, ask: Ask) -> Request:
        asks_cheaply = ask.purpose != "article" and not ask.entire
        before = self._keeper.last_fetch(visiting, _name(ask)) if asks_cheaply else None
        headers = {**ask.headers, **_conditions(before)}
        meta = {
            "visit": visiting,
            "ask": ask,
            "before": before,
            "private_host": visiting.private_host,
            "autothrottle_dont_adjust_delay": visiting.private_host is not None,
        }
        return Request(
            ask.url,
            method=ask.method,
            headers=headers,
            body=ask.body,
            callback=self.parse,
            errback=self.failed,
            meta=meta,
            dont_filter=True,
            priority={"post": 20, "list": 10, "article": 0}[ask.purpose],
        )

    def _one_less(self, visiting: Visiting) -> None:
        visiting.outstanding -= 1
        if visiting.outstanding == 0:
            self._close(visiting)

    def _close(self, visiting: Visiting) -> None:
        if not visiting.finished:
            visiting.finished = True
            self._keeper.close_visit(visiting)

    def _running(self) -> list[Visiting]:
        return [visiting for visiting in self._visits if not visiting.finished]

    def _flush(self) -> None:
        self._keeper.flush()
        if self._keeper.broken:
            self._stopping = asyncio.ensure_future(self.crawler.stop_async())

    def _beat(self) -> None:
        if running := self._running():
            self._keeper.beat(running)


def _kind(visiting: Visiting) -> Any:
    return find_kind(visiting.kind)


def _way(visiting: Visiting, known: Known) -> Ask | None:
    way = getattr(_kind(visiting), "again", None)
    return way(visiting.place, known) if way else None


def _name(ask: Ask) -> str:
    """What a list page is remembered by: its address, and for a POST also what was sent."""
    return canonical(ask.url) + (f"#{ask.body}" if ask.body else "")


def _fetched(ask: Ask, response: Response, now: datetime) -> Fetched:
    return Fetched(
        address=_name(ask),
        status=response.status,
        fetched_at=now,
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
        content_hash=content_hash(response.body),
    )


def _conditions(before: Fetched | None) -> dict[str, str]:
    conditions = {}
    if before and before.etag:
        conditions["If-None-Match"] = before.etag
    if before and before.last_modified:
        conditions["If-Modified-Since"] = before.last_modified
    return conditions


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
