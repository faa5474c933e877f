"""The reference of bench.crawl: Scrapy with plain trafilatura, items into a JSON-lines file.

`python -m bench.plain_spider ADDRESS LISTS FILE`; nothing of ours is imported.
"""

import sys
from collections.abc import Iterator
from typing import Any

import trafilatura
from scrapy import Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class PlainSpider(Spider):
    """List pages by their next link, every article through trafilatura."""

    name = "plain"
    lists = 0

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        self.lists += 1
        yield from response.follow_all(css="li a", callback=self.read)
        if self.lists < self.most:  # type: ignore[attr-defined]
            yield from response.follow_all(css="a.next", priority=10)

    def read(self, response: Response) -> Iterator[Any]:
        found = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        yield {"url": response.url, "title": found.title, "date": found.date, "text": found.text}


def main(address: str, lists: str, file: str) -> None:
    process = CrawlerProcess(
        {"FEEDS": {file: {"format": "jsonlines"}}, "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False}
    )
    process.crawl(PlainSpider, start_urls=[address], most=int(lists))
    process.start()


if __name__ == "__main__":
    main(*sys.argv[1:])
