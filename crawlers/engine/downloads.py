"""The one door to the network: what is asked of a site here was allowed, and what comes back is bounded."""

from time import monotonic
from typing import Any, Protocol, cast

from OpenSSL import SSL
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from crawlers.engine.keeper import Now
from crawlers.engine.resting import Sites
from crawlers.engine.visiting import Visiting, wait_until

UNVERIFIED_HOSTS = "HUIYING_UNVERIFIED_HOSTS"
"""Setting: the hosts of this round's sources whose certificates are taken as they are."""
SECONDS_LEFT = "seconds_left"
WIRE_BYTES = "wire_bytes"
_MOST_RATIO = 200
_MOST_ENCODINGS = 2
_ALWAYS_FINE = 1024 * 1024


class Round(Protocol):
    """What the door must know of the round: the sites that want rest, and the moment."""

    sites: Sites
    now: Now


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's handler with a time limit on a page as a whole and the budgets of its source.

    Scrapy limits each request; redirects and retries of one page share what this gives them.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._seconds = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        hosts = frozenset(crawler.settings.getlist(UNVERIFIED_HOSTS))
        self._contextFactory: Any = SourceCertificates(self._contextFactory, hosts)

    @property
    def _round(self) -> Round:
        return cast(Round, self._crawler.spider)

    async def download_request(self, request: Request) -> Response:
        """Raises LeftAlone, UsedUp or DownloadTimeoutError for what may not be asked any more."""
        site, visiting = _site(request), request.meta.get("visit")
        self._round.sites.check(site)
        if visiting is not None:
            visiting.check_budget()
        left = request.meta.get(SECONDS_LEFT, self._seconds)
        if left <= 0:
            raise DownloadTimeoutError(f"{request.url}: no time left after redirects and retries")
        request.meta["download_timeout"] = left
        started = monotonic()
        try:
            response = await super().download_request(request)
        except DownloadCancelledError:
            raise  # too large: the page's fault, not the site's
        except Exception:
            self._round.sites.failed(site)
            raise
        finally:
            request.meta[SECONDS_LEFT] = left - (monotonic() - started)
        self._note(request, response, visiting)
        return response

    def _note(self, request: Request, response: Response, visiting: Visiting | None) -> None:
        if visiting is not None:
            visiting.spend(len(response.body))
        request.meta[WIRE_BYTES] = len(response.body)
        until = wait_until(_text(response.headers.get("Retry-After")), self._round.now())
        self._round.sites.answered(_site(request), response.status, until, robots=visiting is None)
        if len(b",".join(response.headers.getlist("Content-Encoding")).split(b",")) > _MOST_ENCODINGS:
            raise IgnoreRequest("compressed in too many layers")


class CompressionLimit:
    """Refuses a page that unpacks to many times its size; stands behind Scrapy's unpacking, which itself
    stops at the page limit."""

    def process_response(self, request: Request, response: Response) -> Response:
        """The response, or IgnoreRequest."""
        packed = request.meta.get(WIRE_BYTES, 0)
        if len(response.body) > max(_ALWAYS_FINE, _MOST_RATIO * packed):
            raise IgnoreRequest(f"decompressed size is over {_MOST_RATIO} times the received size")
        return response


@implementer(IPolicyForHTTPS)
class SourceCertificates:
    """Certificates are verified, but for the hosts whose source says otherwise."""

    def __init__(self, verifying: Any, unverified: frozenset[str]) -> None:
        self._verifying, self._unverified = verifying, unverified

    def creatorForNetloc(self, hostname: bytes, port: int) -> object:  # noqa: N802 - Twisted's name
        """What makes the TLS connection to a host."""
        if hostname.decode("ascii", "replace").lower() in self._unverified:
            return _AnyCertificate(hostname)
        verified: object = self._verifying.creatorForNetloc(hostname, port)
        return verified


@implementer(IOpenSSLClientConnectionCreator)
class _AnyCertificate:
    def __init__(self, hostname: bytes) -> None:
        self._hostname = hostname

    def clientConnectionForTLS(self, protocol: TLSMemoryBIOProtocol) -> SSL.Connection:  # noqa: N802
        connection = SSL.Connection(SSL.Context(SSL.TLS_CLIENT_METHOD), None)
        connection.set_tlsext_host_name(self._hostname)
        return connection


def _site(request: Request) -> str:
    return urlparse_cached(request).netloc.lower()


def _text(value: bytes | None) -> str | None:
    return value.decode("latin-1") if value else None
