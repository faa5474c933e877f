"""The one door for outgoing HTTP.

Public addresses only, unless the target lists its own; checked at the connection, on the very
address that is used, so a name that changes its mind between check and use gains nothing. No
redirect is followed, no proxy is taken from the environment, no cookie is kept, the whole exchange
has one time limit and the answer a size limit.
"""

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_network
from urllib.parse import urljoin, urlsplit

import httpx
from httpx_secure import SSRFProtectionError, httpx_ssrf_protection

from responder.notifiers.message import one_line
from responder.notifiers.outcome import Failed, Refused, Throttled
from responder.notifiers.target import WebTarget

LARGEST_ANSWER = 64 * 1024
MOST_REDIRECTS = 3
_REDIRECTS = (301, 302, 303, 307, 308)
_PAGE_HEADERS = {"Accept": "text/html,application/xhtml+xml"}
LONGEST_EXCERPT = 300
USUAL_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
# Asking for no compression keeps a small answer from unfolding into a large one.
HEADERS = {"User-Agent": "huiying", "Accept": "application/json", "Accept-Encoding": "identity"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete HTTP answer of at most LARGEST_ANSWER bytes; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def excerpt(self) -> str:
        """The beginning of the body on one line, for the log of attempts."""
        return one_line(self.body[: 4 * LONGEST_EXCERPT].decode("utf-8", "replace"))[:LONGEST_EXCERPT]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page to be read: like a target, but plain http is allowed, and it may be larger."""

    url: str
    allow: tuple[str, ...]
    seconds: float
    largest: int
    ca_file: str = ""


class _TooLargeError(Exception):
    pass


def post(
    target: WebTarget, body: bytes, headers: Mapping[str, str] | None = None
) -> Answer | Refused | Failed:
    """POST `body` (JSON, UTF-8) to the target and read the whole answer, whatever its status.

    Refused: the address is not allowed or not usable, the certificate is not trusted.
    Failed: no connection, no complete answer in time, an answer that is too large.
    """
    # A loop of our own and not asyncio.run, which would wait for a hanging name look-up.
    with closing(asyncio.new_event_loop()) as loop:
        return loop.run_until_complete(_guarded(target, body, headers or {}))


def get(
    url: str, *, allow: tuple[str, ...] = (), largest: int = LARGEST_ANSWER, seconds: float = 20.0
) -> Answer | Refused | Failed:
    """GET a page of at most `largest` bytes, following up to MOST_REDIRECTS redirects.

    Every address on the way is judged like a target's: public ones, or only those in `allow`.
    """
    for _ in range(MOST_REDIRECTS + 1):
        if urlsplit(url).scheme not in ("http", "https"):
            return Refused("网址须以 http:// 或 https:// 开头。")
        page = _Page(url, allow, seconds=seconds, largest=largest)
        with closing(asyncio.new_event_loop()) as loop:
            seen = loop.run_until_complete(_guarded(page, None, _PAGE_HEADERS))
        if not isinstance(seen, Answer) or seen.status not in _REDIRECTS or "location" not in seen.headers:
            return seen
        url = urljoin(url, seen.headers["location"])
    return Refused("页面跳转次数过多，请填写最终网址。")


async def _guarded(
    target: "WebTarget | _Page", body: bytes | None, headers: Mapping[str, str]
) -> Answer | Refused | Failed:
    largest = target.largest if isinstance(target, _Page) else LARGEST_ANSWER
    try:
        async with asyncio.timeout(target.seconds):
            return await _exchange(target, body, headers, largest)
    except TimeoutError:
        return Failed(f"对方 {target.seconds:g} 秒内没有答复完毕。")
    except _TooLargeError:
        return Failed(f"对方的答复超过 {largest // 1024} KB，已停止读取，不能认定送达。")
    except SSRFProtectionError:
        return Refused(_not_allowed(target))
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        return Refused("网址无法使用，请检查渠道设置。")
    except httpx.TransportError as error:
        return _broken(error)
    except OSError:
        return Refused("证书文件无法读取，请检查渠道设置中的 ca_file。")


async def _exchange(
    target: "WebTarget | _Page", body: bytes | None, headers: Mapping[str, str], largest: int
) -> Answer:
    method = "GET" if body is None else "POST"
    kind = {} if body is None else {"Content-Type": "application/json; charset=utf-8"}
    async with (
        _client(target) as client,
        client.stream(method, target.url, content=body, headers={**HEADERS, **kind, **headers}) as response,
    ):
        read = bytearray()
        async for chunk in response.aiter_raw():
            read += chunk
            if len(read) > largest:
                raise _TooLargeError
        return Answer(response.status_code, dict(response.headers), bytes(read))


def _client(target: "WebTarget | _Page") -> httpx.AsyncClient:
    client = httpx.AsyncClient(
        verify=_trust(target.ca_file), trust_env=False, follow_redirects=False, timeout=None
    )
    if not target.allow:
        return httpx_ssrf_protection(client)
    networks = [ip_network(each) for each in target.allow]

    def listed(_host: str, address: IPv4Address | IPv6Address, _port: int) -> bool:
        return any(address in network for network in networks)

    return httpx_ssrf_protection(client, check_globally_reachable=False, custom_validator=listed)


@lru_cache(maxsize=32)
def _trust(ca_file: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca_file) if ca_file else httpx.create_ssl_context()


def _not_allowed(target: "WebTarget | _Page") -> str:
    if target.allow:
        return "目标地址不在该渠道允许的网段内，消息未发送；请核对网址与 allow。"
    return "目标地址属于内网或保留地址，消息未发送；确为内网机器人的，请在 allow 中写明网段。"


def _broken(error: httpx.TransportError) -> Refused | Failed:
    if _has_cause(error, ssl.SSLCertVerificationError):
        return Refused("对方的证书不可信，消息未发送；自建证书请在 ca_file 中写明。")
    if isinstance(error, httpx.ConnectError):
        return Failed("无法连接对方服务器。")
    return Failed("与对方的连接中断，不能认定送达。")


def _has_cause(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False


def not_accepted(answer: Answer, now: datetime) -> Refused | Throttled | Failed | None:
    """What a status other than 2xx means on any platform; None for 2xx, whose body then decides.

    429, and 503 with Retry-After: throttled. 408, 425, other 5xx, and redirects that call
    themselves temporary (a login page of the network, say): failed. All else: refused.
    """
    status, said = answer.status, answer.excerpt
    if 200 <= status < 300:
        return None
    if status == 429 or (status == 503 and "retry-after" in answer.headers):
        return Throttled(f"对方要求稍后再发（HTTP {status}）。", pause(answer, now), said)
    if status in (301, 308):
        return Refused(f"对方地址已迁移（HTTP {status}），不跟随跳转；请更新网址。", said)
    if 300 <= status < 400:
        return Failed(f"对方要求跳转到别处（HTTP {status}），未跟随，消息未送达。", said)
    if status in (408, 425) or status >= 500:
        return Failed(f"对方服务器暂时出错（HTTP {status}）。", said)
    return Refused(f"对方拒收（HTTP {status}），请检查网址、密钥和权限。", said)


def pause(answer: Answer, now: datetime) -> timedelta:
    """How long the receiver asks to wait: Retry-After as seconds or as a date (RFC 9110, 10.2.3).

    A minute where it says nothing readable; never more than an hour, so that a receiver cannot
    silence a duty.
    """
    asked = _asked(answer.headers.get("retry-after", "").strip(), now)
    return min(max(asked, timedelta(seconds=1)), LONGEST_PAUSE)


def _asked(text: str, now: datetime) -> timedelta:
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 86400))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return USUAL_PAUSE
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
