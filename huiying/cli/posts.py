"""A file of posts as a command reads it: good rows pass, bad ones are counted and written down."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

import click

from analysis.replies.exchange import Exchange
from analysis.texts import Text
from crawlers.importing import BadRow, ExchangeRow, Row, read_exchanges, read_rows
from crawlers.importing.importer import write_rejected
from huiying.cli.output import STDOUT, say
from huiying.core.errors import BadInput

F = TypeVar("F", bound=Callable[..., Any])
Good = TypeVar("Good")
Made = TypeVar("Made")
MOST_REASONS = 10
BATCH = 512


class RowFile(Generic[Good, Made]):
    """The rows of FILE (CSV, JSONL, XLSX, or `-`), in their order: good ones as what `make` makes of them.

    Iterating fills `good` and `rejected`.
    """

    def __init__(self, path: Path, rows: Iterator[Good | BadRow], make: Callable[[Good], Made]) -> None:
        self._path, self._rows, self._make = path, rows, make
        self.good = 0
        self.rejected: list[BadRow] = []

    def batches(self) -> Iterator[list[Made]]:
        """The good rows, so many at a time."""
        batch: list[Made] = []
        for row in self._rows:
            if isinstance(row, BadRow):
                self.rejected.append(row)
                continue
            self.good += 1
            batch.append(self._make(row))
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch

    def finish(self) -> None:
        """Write the rejected rows down and say how it went, on standard error."""
        say(f"读取 {self.good + len(self.rejected)} 行，有效 {self.good} 行，退回 {len(self.rejected)} 行")
        if self.rejected:
            place = rejected_beside(self._path)
            write_rejected(place, self.rejected)
            tell_rejected(Counter(row.reason for row in self.rejected), place)


class PostFile(RowFile[Row, Text]):
    """A file of posts as texts for the analysis. A row without an id is called by its line number."""

    def __init__(self, path: Path, now: datetime, mapping: Mapping[str, str]) -> None:
        super().__init__(path, read_rows(_given(path), now=now, mapping=mapping), text_of)


class ExchangeFile(RowFile[ExchangeRow, Exchange]):
    """A file of messages with their replies. A row without an id is called by its line number."""

    def __init__(self, path: Path, now: datetime, mapping: Mapping[str, str]) -> None:
        super().__init__(path, read_exchanges(_given(path), now=now, mapping=mapping), exchange_of)


def _given(path: Path) -> Path | None:
    return None if path == STDOUT else path


def exchange_of(row: ExchangeRow) -> Exchange:
    """A row as the analysis takes it."""
    name = row.id or str(row.line)
    return Exchange(name, row.title, row.text, row.reply, row.written_at, row.replied_at)


def text_of(row: Row) -> Text:
    """A row as the analysis takes it."""
    item = row.item
    return Text(
        id=row.id or str(row.line),
        title=item.title or "",
        text=item.text or "",
        channel=item.channel or "news",
        source=row.source or "",
        published_at=item.published_at,
        url=item.url or "",
        reposts=item.reposts,
        comments=item.comments,
        likes=item.likes,
        dislikes=item.dislikes,
        views=item.views,
    )


def rejected_beside(path: Path) -> Path:
    """FILE.rejected.csv; for standard input, in the current folder."""
    if path == STDOUT:
        return Path("stdin.rejected.csv")
    return path.with_name(path.name + ".rejected.csv")


def tell_rejected(reasons: Counter[str], place: Path) -> None:
    """Say why rows were rejected, the most frequent reasons first, and where they are."""
    for reason, count in reasons.most_common(MOST_REASONS):
        say(f"  退回 {count} 行：{reason}")
    if len(reasons) > MOST_REASONS:
        say(f"  其余 {len(reasons) - MOST_REASONS} 种原因见文件")
    say(f"退回的行及其行号、原因在 {place}")


def map_option(function: F) -> F:
    """--map their=our."""
    said = "指明列名：他们的列名=我们的字段，可多次给出"
    return click.option(
        "--map", "mapping", multiple=True, metavar="THEIRS=OURS", callback=_mapping, help=said
    )(function)


def _mapping(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = [value.rpartition("=") for value in values]
    wrong = [theirs or ours for theirs, _, ours in pairs if not theirs.strip() or not ours.strip()]
    if wrong:
        raise BadInput(f"--map {wrong[0]}：请写成 他们的列名=我们的字段，如 --map 留言主题=title")
    return {theirs.strip(): ours.strip() for theirs, _, ours in pairs}
