"""Sweepers in processes of their own that are killed at random while they sweep and deliver.

They are forked from a server that has imported everything, so that a life begins within milliseconds. The
time is passed in: the test moves it on, and with it more rungs fall due and the leases of the dead run out.
"""

import logging
import multiprocessing
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import c_double
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import RawValue
from pathlib import Path

from huiying.core.database import Database
from huiying.core.keys import make_secret
from huiying.core.settings import Settings
from responder.ladder.sweep import sweep
from responder.outbox.deliver import deliver

FORKING = multiprocessing.get_context("forkserver")
REST = 0.2
PATIENCE = 120.0


class Sweepers:
    """So many processes, each of which sweeps and delivers until it is killed; the dead are replaced."""

    def __init__(self, url: str, count: int, start: datetime, complaints: Path, dice: random.Random) -> None:
        # Without a lock: whoever is killed while holding one would stop the others for ever.
        self._moment = RawValue(c_double, start.timestamp())
        self._url, self._complaints, self._dice = url, complaints, dice
        self._alive = [self._start() for _ in range(count)]

    @property
    def now(self) -> datetime:
        """The moment that all of them pass in."""
        return datetime.fromtimestamp(self._moment.value, UTC)

    def move_on(self, step: timedelta) -> None:
        """Time goes by, for all of them at once."""
        self._moment.value += step.total_seconds()

    def kill_one(self) -> None:
        """SIGKILL to any of them, whatever it is doing; another one takes its place."""
        place = self._dice.randrange(len(self._alive))
        _end(self._alive[place])
        self._alive[place] = self._start()

    def end(self) -> None:
        """The last kills."""
        for process in self._alive:
            _end(process)

    def _start(self) -> BaseProcess:
        arguments = (self._url, self._moment, str(self._complaints))
        process = FORKING.Process(target=live, args=arguments, daemon=True)
        process.start()
        return process


@contextmanager
def sweepers(
    url: str, count: int, start: datetime, complaints: Path, dice: random.Random
) -> Iterator[Sweepers]:
    """The processes, none of which outlives the block."""
    FORKING.set_forkserver_preload([__name__])
    make_secret(_settings(complaints).secret_file)
    running = Sweepers(url, count, start, complaints, dice)
    try:
        yield running
    finally:
        running.end()


def live(url: str, moment: "c_double", complaints: str) -> None:
    """What one process does: sweep and deliver, again and again. What it complains of goes to a file."""
    logging.basicConfig(filename=complaints, level=logging.WARNING, force=True)
    database, settings = Database(url), _settings(Path(complaints))
    while True:
        now = datetime.fromtimestamp(moment.value, UTC)
        if not sweep(database, now).total + deliver(database, settings, now).claimed:
            threading.Event().wait(REST)


def _settings(complaints: Path) -> Settings:
    """Their home is beside the file of complaints."""
    return Settings(home=complaints.parent / "home")


def until_none(left: Callable[[], int], each_time: Callable[[], None]) -> None:
    """Look again and again until nothing is left. A slow machine may take its time: the test fails when
    nothing more was done for as long as patience lasts."""
    least, since = left(), time.monotonic()
    while least:
        if time.monotonic() - since > PATIENCE:
            raise AssertionError(f"{least} still to be done, and no fewer for {PATIENCE:g} s")
        each_time()
        threading.Event().wait(0.1)
        if (now_left := left()) < least:
            least, since = now_left, time.monotonic()


def _end(process: BaseProcess) -> None:
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL, "a sweeper ended by itself"
