"""Doing something again and again until Ctrl-C or SIGTERM, without losing a turn that is under way."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from huiying.cli import failures
from huiying.cli.output import say

Turn = Callable[[], str | None]


def repeat(turn: Turn, seconds: float, stop: threading.Event) -> None:
    """Call `turn` every so many seconds and say what it returns. A turn that fails is told of and
    tried again; the others go on."""
    say("持续运行，按 Ctrl-C 停止；只运行一次请加 --once")
    while not stop.is_set():
        try:
            said = turn()
        except Exception as error:
            failures.tell(error)
        else:
            if said:
                say(said)
        stop.wait(seconds)


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set, so that work ends at a good point."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
