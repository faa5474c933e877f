"""AutoThrottle that never goes below what a site's robots.txt asks for (Crawl-delay)."""

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawlers.addresses import host_of


class SiteThrottle(AutoThrottle):
    """One delay a site, shared by all its sources: it follows the server's own speed upward from low."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._asked: dict[str, float] = {}
        crawler.signals.connect(self._robots_parsed, signal=signals.robots_parsed)

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        asked = robotparser.crawl_delay(self.crawler.settings["ROBOTSTXT_USER_AGENT"])
        if asked is None or request.meta.get("private_host"):
            return
        host = host_of(request.url)
        self._asked[host] = min(asked, self.maxdelay)
        slot = self.crawler.engine.downloader.slots.get(host)
        if slot:
            slot.delay, slot.jitter = max(slot.delay, self._asked[host]), 0.0

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        key, slot = self._get_slot(request, spider)
        if slot and key in self._asked:
            slot.delay = max(slot.delay, self._asked[key])
