"""file: a watched folder of tables (CSV, XLSX, JSONL), e.g. the hotline's daily export."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field

from crawlers.folders import DONE, REJECTED, Found, is_still, look, move_to_done
from crawlers.hauls import Haul, Memory
from crawlers.importing.headers import Naming
from crawlers.importing.importer import write_rejected
from crawlers.importing.rows import BadRow, Row, rows_of
from crawlers.items import Place
from crawlers.pages import Fetched, content_hash
from huiying.core.errors import BadInput

_READ = 200
_ROWS_A_HAUL = 200
_BY_OPTION = Naming("选项 columns", '选项 columns = { "他们的列名" = "title" }')


class Options(BaseModel):
    """`pattern`: which names; `columns`: their column -> our field, where the header is not understood.

    `quiet_seconds`: a file that nobody wrote to for so long is whole; 0 where the other side renames
    whole files into the folder. `after`: what becomes of a file that was read. `most`: files a visit.
    """

    model_config = ConfigDict(extra="forbid")

    pattern: str = Field("*", min_length=1)
    columns: dict[str, str] = Field(default_factory=dict)
    quiet_seconds: float = Field(5, ge=0, le=60)
    after: Literal["move", "leave"] = "move"
    most: int = Field(50, ge=1, le=1000)
    most_megabytes: int = Field(32, ge=1, le=512)


def address_fault(address: str) -> str | None:
    """The folder must be named by its whole path: what else it were relative to, nobody could see."""
    folder = _folder(address)
    if folder is not None and folder.is_absolute():
        return None
    return f"“{address}”不是文件夹的完整路径，请写成 /srv/hotline 或 file:///srv/hotline"


def collect(place: Place, memory: Memory) -> Iterator[Haul]:
    """The rows of every whole file that was not read before, then the file as read.

    A file that cannot be read is told of at every visit and holds up no other.
    """
    options: Options = place.options
    folder = _folder(place.address) or Path(place.address)
    found = [one for one in look(folder, options.pattern) if not _is_known(one, memory)]
    if found and options.quiet_seconds:
        memory.wait(options.quiet_seconds)
        still_there = set(look(folder, options.pattern))
        found = [one for one in found if one in still_there]
    done = 0
    for one in found:
        reading = _Reading(one, options, memory)
        yield from reading.hauls()
        done += reading.is_done
        if done == options.most:
            break
    if options.after == "move" and not memory.only_looks:
        _clear_away(look(folder, options.pattern), memory)


@dataclass(slots=True)
class _Reading:
    """One file while it is read."""

    found: Found
    options: Options
    memory: Memory
    hash: str = ""
    rejected: list[BadRow] = field(default_factory=list)
    is_done: bool = False

    def hauls(self) -> Iterator[Haul]:
        """The good rows, some hundred at a time; last the file, unless it has to be read again."""
        content = self._content()
        if content is None:
            return
        readable = True
        try:
            if not self.memory.known(f"sha256:{self.hash}"):
                yield from self._good_rows(content)
        except BadInput as error:
            readable = False
            self.rejected.insert(0, BadRow(0, str(error).removeprefix(f"{self.found.name}："), {}))
        self.is_done = self._tell_rejected() and readable
        if self.is_done:
            yield Haul(read=self._read())

    def _content(self) -> bytes | None:
        """The file's bytes; None where they cannot be had now or are just being written."""
        if self.found.size > self.options.most_megabytes * 1024 * 1024:
            most = self.options.most_megabytes
            self.memory.trouble(f"{self.found.name} 超过 {most} MB：请拆分，或调大选项 most_megabytes")
            return None
        try:
            content = self.found.path.read_bytes()
        except OSError as error:
            self.memory.trouble(f"{self.found.name} 无法读取（{error.strerror}）：请检查文件权限")
            return None
        self.hash = content_hash(content)
        return content if is_still(self.found) else None

    def _good_rows(self, content: bytes) -> Iterator[Haul]:
        rows = self._rows(content)
        while batch := list(islice(rows, _ROWS_A_HAUL)):
            self.rejected += [row for row in batch if isinstance(row, BadRow)]
            yield Haul([row.item for row in batch if isinstance(row, Row)])

    def _rows(self, content: bytes) -> Iterator[Row | BadRow]:
        name, now, mapping = self.found.name, self.memory.now(), self.options.columns
        try:
            yield from rows_of(content, name, now=now, mapping=mapping, naming=_BY_OPTION)
        except BadInput:
            raise
        except Exception as error:  # the parser of tables may raise anything on a broken file
            raise BadInput(f"文件损坏（{type(error).__name__}），请重新导出") from error

    def _tell_rejected(self) -> bool:
        """Write FILE.rejected.csv beside the file, whole or not at all; whether that could be done."""
        if not self.rejected:
            return True
        place = self.found.path.with_name(self.found.path.name + REJECTED)
        self.memory.trouble(_said(self.found.name, self.rejected, place))
        if self.memory.only_looks:
            return True
        half = place.with_name(f".{place.name}.part")
        try:
            write_rejected(half, self.rejected)
            half.replace(place)
        except OSError as error:
            self.memory.trouble(f"无法写入 {place}（{error.strerror}）：请给采集程序该文件夹的写权限")
            return False
        return True

    def _read(self) -> list[Fetched]:
        """By its content, so that a copy is known; and by its name, so that it is not opened again."""
        now, name, mark = self.memory.now(), self.found.name, self.found.mark
        return [
            Fetched(f"sha256:{self.hash}", _READ, now, content_hash=self.hash),
            Fetched(f"file:{name}", _READ, now, etag=mark, content_hash=self.hash),
        ]


def _said(name: str, rejected: list[BadRow], place: Path) -> str:
    first = rejected[0]
    if first.line == 0:
        return f"{name} 无法读取：{first.reason}"
    return f"{name} 退回 {len(rejected)} 行，第 {first.line} 行：{first.reason}；全部见 {place.name}"


def _is_known(found: Found, memory: Memory) -> bool:
    before = memory.recall(f"file:{found.name}")
    return before is not None and before.etag == found.mark


def _clear_away(files: list[Found], memory: Memory) -> None:
    """Move what was read, now or before a kill; what could not be read stays where people see it."""
    for one in files:
        before = memory.recall(f"file:{one.name}")
        if before is None or before.etag != one.mark or before.content_hash is None:
            continue
        try:
            move_to_done(one, before.content_hash)
        except OSError as error:
            memory.trouble(
                f"{one.name} 已读取，但无法移入 {DONE} 子文件夹（{error.strerror}）："
                '请给采集程序写权限，或把选项 after 设为 "leave"'
            )
            return


def _folder(address: str) -> Path | None:
    if not address.startswith("file:"):
        return None if "://" in address else Path(address)
    parts = urlsplit(address)
    if parts.netloc not in ("", "localhost"):
        return None
    return Path(os.fsdecode(unquote(parts.path)))
