"""Real local receivers: an HTTP server that answers as told, mail servers, a certificate."""

import json
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.message import Message as HeaderMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

LONGEST_WAIT = 10


@dataclass
class Request:
    path: str
    headers: HeaderMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """Keeps what it is sent; answers with `answer`, which a test sets."""

    requests: list[Request] = field(default_factory=list)
    errors: list[BaseException | None] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    answer: Callable[[BaseHTTPRequestHandler], None] = lambda handler: None
    server: ThreadingHTTPServer | None = None

    @property
    def port(self) -> int:
        assert self.server is not None
        return int(self.server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/robot?key=geheim-7d1f"

    def says(self, body: object, *, status: int = 200, **headers: str) -> None:
        """From now on: this status, these headers (a_b is A-B), this body (JSON unless bytes)."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            if status != 204:
                handler.send_header("Content-Length", str(len(raw)))
            handler.end_headers()
            if status != 204:
                handler.wfile.write(raw)

        self.answer = answer

    def wrap(self, context: ssl.SSLContext) -> None:
        """From the next connection on by TLS."""
        assert self.server is not None
        self.server.socket = context.wrap_socket(
            self.server.socket, server_side=True, do_handshake_on_connect=False
        )

    def hangs(self, *, after: bytes = b"") -> None:
        """Says nothing more after `after`, until the test is over."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(after)
            handler.wfile.flush()
            self.released.wait(LONGEST_WAIT)

        self.answer = answer


@contextmanager
def running_receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    receiver.says({"ok": True})

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            receiver.requests.append(Request(self.path, self.headers, self.rfile.read(length)))
            try:
                receiver.answer(self)
            except OSError:  # the sender hung up, which is what some tests are about
                self.close_connection = True

        do_GET = do_POST  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            return

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            receiver.errors.append(sys.exception())

    server = receiver.server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield receiver
    finally:
        receiver.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


@pytest.fixture
def elsewhere() -> Iterator[Receiver]:
    """A second receiver, that nobody may be led to."""
    with running_receiver() as running:
        yield running


@pytest.fixture
def closed_port() -> int:
    """A port on which nobody listens."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass(frozen=True)
class Certificate:
    certificate: str
    key: str


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Signed by itself, for the name localhost and no other."""
    folder = tmp_path_factory.mktemp("certificate")
    made = Certificate(str(folder / "server.pem"), str(folder / "server.key"))
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-out", made.certificate, "-keyout", made.key]
    subprocess.run([*command, *names, *files], check=True, capture_output=True)
    assert Path(made.key).stat().st_size > 0
    return made
