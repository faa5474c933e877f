"""The spider that fetches a single page, for `huiying extract URL`."""

from collections.abc import AsyncIterator, Callable
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.engine.failures import explain, explain_status

Told = Callable[[Response | None, str | None], None]


class SinglePageSpider(Spider):
    """Fetches `url` and tells the answer, or why there is none (Chinese)."""

    name = "single"

    def __init__(self, url: str, told: Told, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._url, self._told = url, told

    async def start(self) -> AsyncIterator[Any]:
        """The one request."""
        yield Request(self._url, callback=self.parse, errback=self.failed, meta={"visit": None})

    def parse(self, response: Response, **_: Any) -> None:
        """The answer; anything but 200 is a failure."""
        refused = None if response.status == 200 else explain_status(response.status)
        self._told(response, refused)

    def failed(self, failure: Failure) -> None:
        """No answer."""
        self._told(None, explain(failure))
