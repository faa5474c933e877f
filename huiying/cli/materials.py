"""Saved files and pages that commands without a database read."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from huiying.cli.output import say
from huiying.core import clock
from huiying.core.errors import BadInput

LARGEST = 64 * 1024 * 1024
LARGEST_PAGE = 8 * 1024 * 1024
STDIN = "-"
ADDRESSES = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Material:
    """One file or page: its name as it was given, its bytes, and when it was fetched (aware).

    `url` and `content_type` are known only of what was fetched just now.
    """

    name: str
    content: bytes
    fetched_at: datetime
    url: str = ""
    content_type: str | None = None


class Materials:
    """The files and addresses that a command was given. One that cannot be read is told of on standard
    error and left out; `finish` then ends the command as wrong input."""

    def __init__(self, names: tuple[str, ...], now: datetime | None, *, allow_private: bool = False) -> None:
        self._names, self._now, self._allow_private = names, now, allow_private
        self.unread = 0

    def __iter__(self) -> Iterator[Material]:
        for name in self._names:
            try:
                found = self._read(name)
            except BadInput as error:
                say(f"错误：{error}")
                self.unread += 1
            else:
                yield found

    def finish(self) -> None:
        """Raise BadInput where something could not be read."""
        if self.unread:
            raise BadInput(f"{self.unread} 个文件或网址无法读取，其余已完成")

    def _read(self, name: str) -> Material:
        if name == STDIN:
            return Material(name, sys.stdin.buffer.read(LARGEST), self._now or clock.now())
        if name.startswith(ADDRESSES):
            return _fetched(name, self._now or clock.now(), self._allow_private)
        return _saved(Path(name), self._now)


def _saved(path: Path, now: datetime | None) -> Material:
    """A saved page was fetched when its file was written."""
    try:
        state = path.stat()
        if state.st_size > LARGEST:
            raise BadInput(f"{path}：文件过大，最多 {LARGEST // 1024 // 1024} MB")
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}：无法读取（{_why(error)}）") from error
    return Material(str(path), content, now or datetime.fromtimestamp(state.st_mtime, UTC))


def _fetched(url: str, now: datetime, allow_private: bool) -> Material:
    from responder.notifiers import http  # the door of outgoing HTTP; slow to load and seldom needed
    from responder.notifiers.outcome import Failed, Refused
    from responder.outbox.targets import PRIVATE_NETWORKS

    answer = http.get(url, allow=PRIVATE_NETWORKS if allow_private else (), largest=LARGEST_PAGE)
    if isinstance(answer, Refused):
        raise BadInput(f"{url}：地址不能访问；确为内网网页的，请加 --allow-private")
    if isinstance(answer, Failed):
        raise BadInput(f"{url}：网页未能打开，请检查网址与网络后再试")
    if answer.status != 200:
        raise BadInput(f"{url}：网页未能打开（状态码 {answer.status}）")
    return Material(url, answer.body, now, url, answer.headers.get("content-type"))


def _why(error: OSError) -> str:
    known = {FileNotFoundError: "没有这个文件", PermissionError: "没有权限", IsADirectoryError: "这是目录"}
    return known.get(type(error), error.strerror or "原因不明")
