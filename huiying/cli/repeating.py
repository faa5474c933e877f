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
    """An event that Ctrl-C, SIGTERM and a closed terminal set, so that work ends at a good point.

    What was started by nohup lives on when the terminal is closed.
    """
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    def hang_up(number: int, frame: FrameType | None) -> None:
        signal.raise_signal(signal.SIGTERM)  # for whoever listens to that one now, the web server too

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        before[signal.SIGHUP] = signal.signal(signal.SIGHUP, hang_up)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
