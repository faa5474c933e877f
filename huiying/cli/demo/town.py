"""The made-up town: a threaded HTTP server on loopback that serves what stood at its own moment.

Nothing from after the town's moment is served. During the replay of the week the demo sets `now` hour
by hour; left at None, the town follows the real clock.
"""

import hashlib
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from time import monotonic
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from huiying.cli.demo.items import Item, load_items
from huiying.cli.demo.moments import Calendar
from huiying.cli.demo.publications import Publications
from huiying.cli.demo.receivers import Receivers
from huiying.cli.demo.scene import Answer, Published, Scene, page
from huiying.cli.demo.sites import feed, forum, hotline, mailbox, microblog, news, park
from huiying.cli.demo.sources import known_keys, town_sources
from huiying.core import clock
from huiying.core.errors import BadInput

HOST = "127.0.0.1"
EXPORT_SECONDS = 5.0
LARGEST_BODY = 1024 * 1024
ROBOTS = "User-agent: *\nDisallow: /robot/\nDisallow: /webhook\nAllow: /\n"
SITES = {
    "news": news,
    "feed": feed,
    "mblog": microblog,
    "bbs": forum,
    "mailbox": mailbox,
    "hotline": hotline,
    "park": park,
}


class Town:
    """`with Town(t0, home) as town:` serves until the block ends. `now` may be set from any thread.

    `port` 0 takes any free one. `home` keeps what the park's website published, and the folder into which
    the hotline puts its files. Raises BadInput where the port is taken.
    """

    def __init__(self, t0: datetime, home: Path, *, port: int = 0) -> None:
        self.t0 = t0
        self.calls = (home / "hotline").absolute()
        self._now: datetime | None = None
        self._exporting, self._exported = False, 0.0
        self.items = load_items(Calendar(t0))
        self.receivers = Receivers()
        self._publications = Publications(home / "published.jsonl")
        self._http = _listen(self, port)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def now(self) -> datetime | None:
        """The town's moment; None where it follows the real clock."""
        return self._now

    @now.setter
    def now(self, moment: datetime | None) -> None:
        self._exporting = moment is None
        self._now = moment
        self.write_hotline(self.calls)

    def live(self) -> None:
        """What goes on by itself once the town was set to follow the real clock: the hotline's files."""
        if self._exporting and monotonic() - self._exported >= EXPORT_SECONDS:
            self._exported = monotonic()
            self.write_hotline(self.calls)

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    @property
    def base(self) -> str:
        """The town's address without a slash at its end."""
        return f"http://{HOST}:{self.port}"

    def sources(self) -> list[dict[str, Any]]:
        """[[source]] entries for every site."""
        return town_sources(self.base, self.calls)

    def posts(self) -> dict[tuple[str, str], str]:
        """(source name, post key) as the crawl stores them, with the id of the item that it is."""
        return known_keys(self.items, self.base)

    def item(self, name: str) -> Item:
        """The item with an id of the content files. Raises KeyError where there is none."""
        return next((it for it in self.items if it.id == name), None) or _missing(name)

    def publish(self, path: str, title: str, body: str, at: datetime, unit: str = "") -> str:
        """Put an answer on the park's website at `at`; the same path again corrects it. Gives its URL."""
        self._publications.add(Published(path, title, body, at, unit))
        return f"{self.base}/park/answers/{path}"

    def write_hotline(self, folder: Path) -> list[Path]:
        """The hotline's files as of the town's moment; those that changed."""
        return hotline.write(self.scene(), folder)

    def scene(self, query: Mapping[str, str] | None = None) -> Scene:
        """What a visitor may see at this moment."""
        now = self.now or clock.now()
        items = [it for it in self.items if it.at <= now]
        return Scene(now, self.t0, self.base, items, self._publications.until(now), query or {})

    def get(self, target: str) -> Answer:
        """The answer to a GET of a path with its query."""
        parts = urlsplit(target)
        scene = self.scene(dict(parse_qsl(parts.query)))
        site, _, rest = unquote(parts.path).removeprefix("/").partition("/")
        if parts.path == "/robots.txt":
            return Answer(ROBOTS.encode(), "text/plain; charset=utf-8")
        if parts.path == "/":
            return page("town.html", scene)
        found = SITES[site].answer(scene, rest) if site in SITES else None
        return found or Answer("没有这个页面。".encode(), "text/plain; charset=utf-8", 404)


def _missing(name: str) -> Item:
    raise KeyError(name)


class _Server(ThreadingHTTPServer):
    """`between` is called again and again between two requests."""

    daemon_threads = True
    request_queue_size = 64
    between: Callable[[], None] = staticmethod(lambda: None)

    def server_bind(self) -> None:
        # HTTPServer's own asks the name service who 127.0.0.1 is, which may take long when offline.
        TCPServer.server_bind(self)

    def service_actions(self) -> None:
        super().service_actions()
        self.between()


def _listen(town: Town, port: int) -> _Server:
    try:
        server = _Server((HOST, port), _handler(town))
    except OSError as error:
        raise BadInput(
            f"演示小镇要用的端口 {port} 被别的程序占用了：请先关闭那个程序，或用 HUIYING_HOME 换一个演示目录"
        ) from error
    server.between = town.live
    return server


def _handler(town: Town) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60

        def do_GET(self) -> None:
            self._send(town.get(self.path))

        do_HEAD = do_GET  # noqa: N815

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "0")
            if not length.isdigit() or int(length) > LARGEST_BODY:
                self.close_connection = True
                self._send(Answer(b"", status=413))
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(length))
            path = urlsplit(self.path).path
            self._send(town.receivers.answer(path, headers, body) or Answer(b"", status=405))

        def _send(self, answer: Answer) -> None:
            etag = f'"{hashlib.sha256(answer.body).hexdigest()[:20]}"'
            known = answer.status == 200 and self.command != "POST" and self._knows(answer, etag)
            self.send_response(304 if known else answer.status)
            self.send_header("ETag", etag)
            if answer.modified:
                self.send_header("Last-Modified", format_datetime(_utc(answer.modified), usegmt=True))
            if not known:
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if not known and self.command != "HEAD":
                self.wfile.write(answer.body)

        def _knows(self, answer: Answer, etag: str) -> bool:
            """Whether the visitor already has this answer; an ETag wins over a moment (RFC 9110)."""
            if (named := self.headers.get("If-None-Match")) is not None:
                return etag in (it.strip().removeprefix("W/") for it in named.split(","))
            since = self.headers.get("If-Modified-Since")
            if since is None or answer.modified is None:
                return False
            try:
                return _utc(answer.modified) <= parsedate_to_datetime(since)
            except (ValueError, TypeError):  # not a date, or one without a zone: as if not sent
                return False

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """The demo shows what it does itself; a line for every request would bury it."""

    return Handler


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
