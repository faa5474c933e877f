"""Which sites want to be left alone: told so by the server itself, or by one failure after another.

All sources of one site share this, for the length of a round.
"""

from datetime import datetime

from scrapy.exceptions import IgnoreRequest

MOST_FAILURES = 5
_SAID = {429: "服务器要求降低访问频率（429）", 503: "服务器暂停服务，要求稍后再来（503）"}


class LeftAlone(IgnoreRequest):
    """A request that is not made because its site wants rest; `until` where the server named a moment."""

    def __init__(self, reason: str, until: datetime | None = None) -> None:
        super().__init__(reason)
        self.reason, self.until = reason, until


class Sites:
    """The sites of a round, by host and port, and what they answered."""

    def __init__(self) -> None:
        self._rest: dict[str, LeftAlone] = {}
        self._failures: dict[str, int] = {}

    def check(self, site: str) -> None:
        """Raises LeftAlone where `site` has asked for rest or has failed too often in a row."""
        if site in self._rest:
            raise self._rest[site]

    def answered(self, site: str, status: int, until: datetime | None, *, robots: bool = False) -> None:
        """Note an answer. 429 asks for rest, and so does a 503 that names a moment (`until`)."""
        if status == 429 or (status == 503 and until is not None):
            self._rest[site] = LeftAlone(_SAID[status], until)
        elif status < 500:
            self._failures.pop(site, None)
        elif robots:
            # RFC 9309, 2.3.1.4: what a site forbids cannot be known, so all of it is left alone.
            self._rest[site] = LeftAlone(f"网站的 robots.txt 暂时无法读取（{status}），本轮不再访问")
        else:
            self.failed(site)

    def failed(self, site: str) -> None:
        """Note a page that could not be had."""
        self._failures[site] = self._failures.get(site, 0) + 1
        if self._failures[site] >= MOST_FAILURES:
            self._rest[site] = LeftAlone(f"网站连续 {MOST_FAILURES} 次出错，本轮不再访问")
