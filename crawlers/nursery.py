"""Rounds without the start-up: one process has everything imported and forks a child for each round.

A child of its own start costs a second and more of imports before the first request. Whoever makes many
rounds one after another (a replay of days) keeps a nursery; each child is still a process of its own,
with a fresh reactor, that may be killed at any moment. One round at a time, and in it one request at a time:
the same pages are stored in the same order.
"""

import importlib
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from types import TracebackType
from typing import IO, Any, Self

from huiying.core.errors import HuiyingError

_GONE = "采集进程意外结束，请重新运行"
_FAILED = 1
# What Scrapy loads by name once it runs, as far as it asks for no reactor: each child has one of its own.
_WANTED_LATER = (
    "crawlers.engine.downloads",
    "crawlers.engine.guard",
    "crawlers.engine.throttle",
    "scrapy.downloadermiddlewares.cookies",
    "scrapy.downloadermiddlewares.httpcompression",
    "scrapy.downloadermiddlewares.redirect",
    "scrapy.downloadermiddlewares.retry",
    "scrapy.downloadermiddlewares.robotstxt",
    "scrapy.extensions.closespider",
    "scrapy.squeues",
)


class Nursery:
    """`with Nursery(environment) as nursery:`; ends with the block, and with the process that keeps it."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "crawlers.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=dict(environment),
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(BrokenPipeError):
            self._orders.close()
        self._answers.close()
        self._process.wait()

    @property
    def pid(self) -> int:
        """The nursery's own process."""
        return self._process.pid

    def born(self, owner: str, shift: float, limit: int) -> "NurseryChild":
        """A child that makes the round of `owner`'s leases, as crawlers.round does."""
        try:
            order = json.dumps({"owner": owner, "shift": shift, "limit": limit})
            self._orders.write(order.encode() + b"\n")
            self._orders.flush()
        except OSError as error:
            raise HuiyingError(_GONE) from error
        return NurseryChild(int(self.answer()), self)

    def answer(self, timeout: float | None = None) -> bytes:
        """The nursery's next line. Raises subprocess.TimeoutExpired, HuiyingError where it is gone."""
        # One line an answer and one answer at a time: nothing waits in the buffer when select is asked.
        if not select.select([self._answers], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("crawlers.nursery", timeout or 0)
        line = self._answers.readline()
        if not line:
            raise HuiyingError(_GONE)
        return line

    @property
    def _orders(self) -> IO[bytes]:
        assert self._process.stdin
        return self._process.stdin

    @property
    def _answers(self) -> IO[bytes]:
        assert self._process.stdout
        return self._process.stdout


class NurseryChild:
    """What the keeper of a round needs of a child process: wait for it, or end it."""

    def __init__(self, pid: int, nursery: Nursery) -> None:
        self.pid, self._nursery = pid, nursery
        self._status: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status. Raises subprocess.TimeoutExpired."""
        if self._status is None:
            self._status = int(self._nursery.answer(timeout))
        return self._status

    def terminate(self) -> None:
        """Ask it to end early."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return  # it has ended meanwhile, which is what was wanted


def main() -> int:
    """Fork a child for each order (a line of JSON); answer with its process id, then with its status."""
    # Here and not above: the keeper talks to the nursery and needs nothing of what a round needs.
    from crawlers import round as one_round
    from crawlers.kinds import find_kind, kind_names

    for name in kind_names():
        find_kind(name)
    for name in _WANTED_LATER:
        importlib.import_module(name)
    out = os.dup(sys.stdout.fileno())
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    try:
        return _keep(out, one_round.born)
    except BrokenPipeError:  # the keeper has gone without a word
        return 0


def _keep(out: int, born: Callable[..., int]) -> int:
    while line := _line():
        child = os.fork()
        if child == 0:
            os.close(out)
            os._exit(_live(born, json.loads(line)))
        os.write(out, b"%d\n" % child)
        _, status = os.waitpid(child, 0)
        os.write(out, b"%d\n" % os.waitstatus_to_exitcode(status))
    return 0


def _line() -> bytes:
    """The next order; empty where the keeper has gone. Read byte by byte: a child reads there too, and
    a buffer of ours would be copied into it."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(sys.stdin.fileno(), 1)
        if not byte:
            return b""
        line += byte
    return line


def _live(born: Callable[..., int], order: dict[str, Any]) -> int:
    try:
        return born(order["owner"], timedelta(seconds=order["shift"]), order["limit"], in_turn=True)
    except Exception:
        # A fork must end here, whatever went wrong: above this frame stands the nursery's own loop.
        sys.excepthook(*sys.exc_info())
        return _FAILED


if __name__ == "__main__":
    sys.exit(main())
