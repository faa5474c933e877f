"""Private addresses are refused where the connection is made: after DNS, and at every redirect.

A source with `allow_private` may reach private addresses under its own host name only, so that a page
of it cannot lead the crawler elsewhere in the house.
"""

from collections.abc import Sequence
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawlers.addresses import host_of, is_public
from crawlers.engine.failures import PrivateAddress

PRIVATE_HOSTS = "HUIYING_PRIVATE_HOSTS"
"""Setting: the hosts of this round's sources that may lie in private ranges."""


# Names that led into the house. Twisted tells a refusal by the resolver and a name that does not exist
# apart no longer; the guard does, when the request is tried again.
_refused: set[str] = set()


class PublicResolver(CachingThreadedResolver):
    """Resolves names, and fails where one leads to a private address without leave."""

    private_hosts: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        resolver.private_hosts = frozenset(crawler.settings.getlist(PRIVATE_HOSTS))
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":  # noqa: N802
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found.addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        if name.lower() in self.private_hosts or is_public(address):
            return address
        _refused.add(name.lower().rstrip("."))
        raise DNSLookupError(f"{name} leads to a private address")


class SourceGuard:
    """Keeps the leave of one source from serving another that runs in the same round."""

    def __init__(self, private_hosts: frozenset[str]) -> None:
        self._private_hosts = private_hosts

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(frozenset(crawler.settings.getlist(PRIVATE_HOSTS)))

    def process_request(self, request: Request) -> None:
        """Refuse what is known to be private, unless it is the own host of the asking source.

        A robots.txt is asked for by nobody's request: it may be read on a private host, but a site outside
        cannot lead there by sending its own robots.txt elsewhere.
        """
        host = host_of(request.url)
        if host == request.meta.get("private_host"):
            return
        is_own_robots = "visit" not in request.meta and _never_left(request, host)
        if host.rstrip(".") in _refused or (host in self._private_hosts and not is_own_robots):
            raise PrivateAddress(host)


def _never_left(request: Request, host: str) -> bool:
    return all(host_of(url) == host for url in request.meta.get("redirect_urls", ()))
