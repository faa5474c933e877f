"""A real HTTP server on this machine: the websites that are crawled, the robots that are told."""

import json
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Request:
    """What the server was asked. `path` has no query; header names are lower case."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """With a `stream` the body has no announced length: piece after piece, until the visitor hangs up."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    stream: Iterable[bytes] | None = None


class HangUp(Exception):
    """Raised by an answering function: the connection is closed without a word."""


Answering = Callable[[Request], Answer]


class LocalServer:
    """Serves what a test sets and keeps every request; unknown paths answer 404.

    Use the `local_server` fixture, or `with LocalServer() as robot:` where a test needs a second
    one. Answering functions run in the server's threads, one a connection. With `tls` it speaks HTTPS.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._routes: dict[str, Answering] = {}
        self._requests: list[Request] = []
        self._arrived = threading.Condition()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._scheme = "https" if tls else "http"
        if tls:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)

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
    def port(self) -> int:
        return int(self._http.server_address[1])

    def url(self, path: str = "") -> str:
        return f"{self._scheme}://127.0.0.1:{self.port}{path}"

    def page(
        self,
        path: str,
        body: str | bytes,
        *,
        status: int = 200,
        content_type: str = "text/html; charset=utf-8",
        etag: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Serve `body` at `path`; with an `etag`, a visitor who names it hears 304."""
        raw = body.encode() if isinstance(body, str) else body
        sent = {"Content-Type": content_type, **(headers or {})}
        if etag is not None:
            sent["ETag"] = etag

        def serve(request: Request) -> Answer:
            if etag is not None and request.headers.get("if-none-match") == etag:
                return Answer(304, headers={"ETag": etag})
            return Answer(status, raw, sent)

        self.answer(path, serve)

    def json(self, path: str, value: object, *, status: int = 200) -> None:
        body = json.dumps(value, ensure_ascii=False)
        self.page(path, body, status=status, content_type="application/json")

    def answer(self, path: str, function: Answering) -> None:
        """Let a function answer every request at `path`; it may raise HangUp."""
        self._routes[path] = function

    def remove(self, path: str) -> None:
        del self._routes[path]

    def requests(self, path: str | None = None) -> list[Request]:
        """What has been asked so far, oldest first."""
        with self._arrived:
            return [it for it in self._requests if path is None or it.path == path]

    def wait_for(self, path: str, count: int = 1, seconds: float = 10) -> list[Request]:
        """The requests at `path` once there are `count`; fails the test after `seconds`."""
        with self._arrived:
            done = self._arrived.wait_for(lambda: len(self.requests(path)) >= count, seconds)
        found = self.requests(path)
        assert done, f"{len(found)} of {count} requests at {path} after {seconds} s"
        return found

    def respond(self, request: Request) -> Answer:
        with self._arrived:
            self._requests.append(request)
            self._arrived.notify_all()
        answering = self._routes.get(request.path)
        return answering(request) if answering else Answer(404, b"not found")


def _handler(server: LocalServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            try:
                answer = server.respond(self._request())
            except HangUp:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.stream is not None:
                self.send_header("Connection", "close")
            elif answer.status != 304:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if self.command != "HEAD" and answer.status != 304:
                self._send(answer)

        def _send(self, answer: Answer) -> None:
            try:
                for piece in (answer.body,) if answer.stream is None else answer.stream:
                    self.wfile.write(piece)
            except ConnectionError:
                self.close_connection = True  # the visitor had enough

        def _request(self) -> Request:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            length = int(headers.get("content-length", 0))
            body = self.rfile.read(length)
            if len(body) < length:
                raise HangUp  # the visitor died while it spoke: nobody acts on half a request
            return Request(self.command, parts.path, parse_qs(parts.query), headers, body)

        # the names http.server calls
        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Requests are kept, not printed."""

    return Handler
