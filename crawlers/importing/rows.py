"""The rows of a file of posts, checked; needs no database."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

from crawlers.addresses import canonical, is_address
from crawlers.article import dates
from crawlers.importing.headers import (
    BY_COMMAND,
    CHANNEL_CODES,
    Naming,
    channel_of,
    fields_of,
    with_late_columns,
)
from crawlers.importing.tables import read_file, read_records
from crawlers.items import Item
from huiying.core.contents import COUNTERS, one_line, paragraphs

_HEADERS_FROM = 50
_STDIN = "标准输入"
_Fields = tuple[int, dict[str, Any], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One good row: its line, its id as given (None without one), the outlet, and the post itself."""

    line: int
    id: str | None
    source: str | None
    item: Item


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that cannot be taken: its line, why (Chinese), and what stood there."""

    line: int
    reason: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """One good row of messages with their replies: what was written, what was answered, when."""

    line: int
    id: str | None
    title: str
    text: str
    reply: str
    written_at: datetime | None
    replied_at: datetime | None


Taken = TypeVar("Taken", Row, ExchangeRow)


class _Fault(Exception):
    """Why a row cannot be taken, in Chinese."""


def read_rows(
    path: Path | None, *, now: datetime, mapping: Mapping[str, str] | None = None
) -> Iterator[Row | BadRow]:
    """The rows of a CSV, JSONL or XLSX file (None: standard input) in their order, good and bad.

    Columns are known by our names, common Chinese ones, or `mapping` (theirs -> ours). Dates are ISO or
    Chinese, without an offset Asia/Shanghai; relative ones count from `now`. Raises BadInput where the
    file as a whole cannot be read.
    """
    yield from rows_of(read_file(path), str(path or _STDIN), now=now, mapping=mapping)


def rows_of(
    content: bytes,
    name: str,
    *,
    now: datetime,
    mapping: Mapping[str, str] | None = None,
    naming: Naming = BY_COMMAND,
) -> Iterator[Row | BadRow]:
    """The same of a file's bytes; `name` tells its kind where the bytes do not, and stands in errors;
    `naming` is how `mapping` was given."""
    for line, values, found in _fields_in(content, name, mapping, naming):
        yield _taken(line, values, found, lambda line, found: _checked(line, found, now))


def read_exchanges(
    path: Path | None, *, now: datetime, mapping: Mapping[str, str] | None = None
) -> Iterator[ExchangeRow | BadRow]:
    """The messages with their replies in a file, good and bad, in their order; as `read_rows` otherwise.

    A row needs a title or a text, and a reply column, which may be empty.
    """
    for line, values, found in read_fields(path, mapping):
        yield _taken(line, values, found, lambda line, found: _exchange(line, found, now))


def read_fields(path: Path | None, mapping: Mapping[str, str] | None = None) -> Iterator[_Fields]:
    """Line, what stood there, and the values by our fields; None where the line could not be read."""
    yield from _fields_in(read_file(path), str(path or _STDIN), mapping)


def _fields_in(
    content: bytes, name: str, mapping: Mapping[str, str] | None, naming: Naming = BY_COMMAND
) -> Iterator[_Fields]:
    records = read_records(content, name)
    first = list(islice(records, _HEADERS_FROM))
    headers = list(dict.fromkeys(h for _, values in first if values for h in values))
    fields: Mapping[str, str] = fields_of(headers, mapping, naming) if headers else {}
    for line, values in chain(first, records):
        if values is None or not headers:
            yield line, values or {}, None
            continue
        known = fields if values.keys() <= fields.keys() else with_late_columns(fields, values)
        yield line, values, {ours: values[theirs] for theirs, ours in known.items() if theirs in values}


_UNREADABLE = "这一行无法读取：列数多于表头，或不是有效的 JSON"


def _taken(
    line: int,
    values: dict[str, Any],
    found: dict[str, Any] | None,
    check: Callable[[int, dict[str, str]], Taken],
) -> Taken | BadRow:
    if found is None:
        return BadRow(line, _UNREADABLE, values)
    try:
        return check(line, {name: _plain(name, value) for name, value in found.items()})
    except _Fault as fault:
        return BadRow(line, str(fault), values)


def _exchange(line: int, found: dict[str, str], now: datetime) -> ExchangeRow:
    title, text = one_line(found.get("title")), paragraphs(found.get("text"))
    if not title and not text:
        raise _Fault("留言的标题和正文都是空的")
    if "reply" not in found:
        raise _Fault("没有答复一列，可用 --map 他们的列名=reply 指明")
    return ExchangeRow(
        line,
        one_line(found.get("id")) or None,
        title,
        text,
        paragraphs(found["reply"]),
        _moment(found.get("published_at"), now),
        _moment(found.get("replied_at"), now, "答复时间"),
    )


def _checked(line: int, found: dict[str, str], now: datetime) -> Row:
    title, text = one_line(found.get("title")), paragraphs(found.get("text"))
    if not title and not text:
        raise _Fault("标题和正文都是空的")
    given, url = one_line(found.get("id")) or None, _url(found.get("url"))
    item = Item(
        key=given or url,
        url=url,
        title=title or None,
        text=text or None,
        author=one_line(found.get("author")) or None,
        published_at=_moment(found.get("published_at"), now),
        channel=_channel(found.get("channel")),
        outlet=one_line(found.get("source")) or None,
    )
    counters: dict[str, Any] = {name: _counter(name, found.get(name)) for name in COUNTERS}
    return Row(line, given, item.outlet, replace(item, **counters))


def _plain(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        raise _Fault(f"{name} 应为文字或数字，而不是嵌套的结构")
    return str(value).strip()


def _url(text: str | None) -> str | None:
    if not text:
        return None
    if not is_address(text):
        raise _Fault(f"链接“{text[:100]}”不是有效的网址")
    return canonical(text)


def _channel(text: str | None) -> str | None:
    if not text:
        return None
    channel = channel_of(text)
    if channel is None:
        raise _Fault(f"渠道“{text[:40]}”无法识别，可填：{'、'.join(CHANNEL_CODES)}")
    return channel


def _moment(text: str | None, now: datetime, what: str = "发布时间") -> datetime | None:
    if not text:
        return None
    moment = dates.parse(text, now)
    if moment is None:
        raise _Fault(f"{what}“{text[:40]}”无法识别，或晚于现在")
    return moment


def _counter(name: str, text: str | None) -> int | None:
    if not text or text in ("-", "—", "无", "null", "None", "nan", "NaN"):
        return None
    number = _number(text)
    if number is None:
        raise _Fault(f"{_COUNTER_NAMES[name]}“{text[:20]}”不是数字")
    return number


_COUNTER_NAMES = {
    "reposts": "转发数",
    "comments": "评论数",
    "likes": "点赞数",
    "dislikes": "反对数",
    "views": "阅读数",
}


def _number(text: str) -> int | None:
    text = text.replace(",", "").replace("，", "").rstrip("+")
    times = {"万": 10_000, "w": 10_000, "W": 10_000, "亿": 100_000_000}.get(text[-1:], 1)
    try:
        value = float(text[:-1] if times > 1 else text) * times
    except ValueError:
        return None
    return int(value) if 0 <= value < 2**53 else None
