"""A thousand notices through the outbox to a local receiver, against a plain loop that posts the same bodies.

The receiver is a real HTTP server in a process of its own; it answers each notice with {"ok": true}.
"""

import multiprocessing
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

import httpx

from bench.rows import Row, best_of
from huiying.core.database import Database
from huiying.core.models import Robot, Unit
from huiying.core.settings import Settings
from responder.outbox import queue
from responder.outbox.deliver import deliver

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
NOTICES = 1000


def measure() -> list[Row]:
    """Notices a second, everything that is written to the database included."""
    with tempfile.TemporaryDirectory() as folder, _receiver() as url:
        database = Database(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        database.upgrade()
        _fill(database, url)
        seconds = best_of(1, lambda: _deliver_all(database))
        plain = best_of(1, lambda: _post_all(url))
        database.close()
    return [Row(f"送出 {NOTICES} 条通知", NOTICES / seconds, "条/秒", "逐条直接 POST", NOTICES / plain)]


def _deliver_all(database: Database) -> None:
    sent, now = 0, NOW
    while sent < NOTICES:
        done = deliver(database, Settings(), now)
        sent += done.sent
        now += timedelta(seconds=1)
        if not done.claimed:
            raise RuntimeError(f"only {sent} of {NOTICES} notices went out")


def _post_all(url: str) -> None:
    for number in range(NOTICES):
        httpx.post(url, json={"key": number, "lines": ["测量"]}, trust_env=False).raise_for_status()


def _fill(database: Database, url: str) -> None:
    with database.write() as session:
        session.add(Unit(id=1, name="办公室", is_office=True))
        secret = "measure-measure-measure"
        session.add(Robot(name="测量", kind="webhook", address=url, secret=secret, allow_private=True))
        session.flush()
        for number in range(NOTICES):
            queue(
                session,
                kind="measure",
                duty="office",
                unit_id=None,
                subject="测量",
                lines=["测量"],
                now=NOW,
                occasion=f"measure-{number}",
            )


@contextmanager
def _receiver() -> Iterator[str]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}/"
    finally:
        process.terminate()
        process.join()


def _serve(told: Connection) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    told.send(server.server_address[1])
    server.serve_forever()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"ok": true}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        return
