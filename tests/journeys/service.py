"""The real `huiying` command as a child process, started and ended as an operator does."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = [sys.executable, "-m", "huiying.cli.main"]


@contextmanager
def service(home: Path) -> Iterator[None]:
    """The service, ended as an operator ends it."""
    child = start(home)
    try:
        yield
    finally:
        child.terminate()
        assert child.wait(30) == 0


def wait_until(done: Callable[[], bool], seconds: float) -> None:
    """Look again and again, until it is so; fails after `seconds`."""
    for _ in range(int(seconds * 5)):
        if done():
            return
        threading.Event().wait(0.2)
    raise AssertionError(f"not settled after {seconds} s")


def start(home: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [*COMMAND, "up", "--port", "0"], env=environment(home), stderr=(home / "up.log").open("ab")
    )


def run(home: Path, *arguments: str) -> None:
    subprocess.run([*COMMAND, *arguments], env=environment(home), check=True, capture_output=True)


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "HUIYING_HOME": str(home)}
