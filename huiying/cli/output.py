"""Rows on standard output or into a file: JSONL for machines, an aligned table for people."""

import io
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from huiying.core.errors import BadInput

Row = Mapping[str, Any]
STDOUT = Path("-")
# Wide enough for any row: a table in a pipe is never cut.
UNBOUNDED = 100_000


def speak_utf8() -> None:
    """Write UTF-8 into pipes and files whatever the machine's locale, and on a terminal that knows only
    ASCII; another terminal keeps its own encoding."""
    for stream in (sys.stdout, sys.stderr):
        plain = (stream.encoding or "ascii").lower() in ("ascii", "ansi_x3.4-1968", "us-ascii")
        if isinstance(stream, io.TextIOWrapper) and (plain or not stream.isatty()):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def show_rows(rows: Iterable[Row], columns: Mapping[str, str], *, as_json: bool, out: Path | None) -> int:
    """Write rows as JSONL, or as a table of `columns` (key to Chinese heading); returns how many."""
    with opened(out) as file:
        return write_lines(rows, file) if as_json else _write_table(rows, columns, file)


def show_object(found: Row, words: Mapping[str, str], *, as_json: bool, out: Path | None = None) -> None:
    """Write one result: an object, or a line a figure. `words` maps dotted keys to Chinese."""
    with opened(out) as file:
        if as_json:
            file.write(line_of(found) + "\n")
            return
        rows = [{"what": words.get(key, key), "value": value} for key, value in _flat(found)]
        _write_table(rows, {"what": "", "value": ""}, file)


def write_lines(rows: Iterable[Row], file: TextIO) -> int:
    """One object a line, each line written as soon as it is there; returns how many."""
    count = 0
    for row in rows:
        file.write(line_of(row) + "\n")
        count += 1
    return count


def line_of(row: Row) -> str:
    """A row as JSON on one line; letters that UTF-8 cannot hold are escaped."""
    text = json.dumps(row, ensure_ascii=False)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(row)
    return text


@contextmanager
def opened(out: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that takes its place only when everything is written."""
    if out is None or out == STDOUT:
        yield sys.stdout
        return
    try:
        descriptor, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    except OSError as error:
        raise BadInput(f"无法写入 {out}（{error.strerror}），请换一个位置") from error
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            yield file
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_whole(content: bytes, out: Path | None) -> None:
    """A whole file: to standard output, or in place of FILE once everything is written."""
    if out is None or out == STDOUT:
        sys.stdout.buffer.write(content)
        return
    with opened(out) as file:
        file.buffer.write(content)


def say(text: str) -> None:
    """A summary or a remark, on standard error, so that a pipe holds rows alone."""
    click.echo(text, err=True)


def _write_table(rows: Iterable[Row], columns: Mapping[str, str], file: TextIO) -> int:
    from rich import box  # slow to load, and only people read tables
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE, show_header=any(columns.values()), pad_edge=False, show_edge=False)
    for heading in columns.values():
        table.add_column(heading)
    for row in rows:
        table.add_row(*(_cell(row.get(key)) for key in columns))
    console = Console(width=None if file.isatty() else UNBOUNDED, markup=False, highlight=False)
    with console.capture() as printed:
        console.print(table)
    file.writelines(f"{line.rstrip()}\n" for line in printed.get().splitlines())
    return table.row_count


def _cell(value: object) -> Any:
    from rich.text import Text  # as above; a Text is shown as it is, whatever brackets it holds

    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return Text("、".join(str(one) for one in value))
    return Text(str(value))


def _flat(found: Row, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in found.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
