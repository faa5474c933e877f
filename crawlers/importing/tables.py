"""CSV, JSONL and XLSX -> records of raw values, each with its line number."""

import csv
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from crawlers.article.charset import decode
from huiying.core.errors import BadInput

Record = tuple[int, dict[str, Any] | None]
"""Line number and values by header; None where the line could not be read at all."""

_LONGEST_FIELD = 10_000_000
_MOST_UNPACKED = 1024 * 1024 * 1024
_JSON_SUFFIXES = (".jsonl", ".ndjson", ".json")


def read_file(path: Path | None) -> bytes:
    """The bytes of a file, or of standard input. Raises BadInput naming the file."""
    if path is None:
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BadInput(f"{path}：没有这个文件") from error
    except OSError as error:
        raise BadInput(f"{path}：无法读取（{error.strerror}）") from error


def read_records(content: bytes, name: str) -> Iterator[Record]:
    """The records of a table; its kind is told by the content first, then by `name`.

    Raises BadInput where the content is no table at all.
    """
    if content[:4] == b"PK\x03\x04":
        return _xlsx(content, name)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise BadInput(f"{name}：这是旧版 Excel（.xls）文件，请另存为 .xlsx 或 CSV 后再导入")
    text, _ = decode(content)
    if not text.strip():
        raise BadInput(f"{name}：文件是空的")
    if name.lower().endswith(_JSON_SUFFIXES) or text.lstrip()[:1] in ("{", "["):
        return _json(text, name)
    return _csv(text, name)


def _csv(text: str, name: str) -> Iterator[Record]:
    csv.field_size_limit(_LONGEST_FIELD)
    lines = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=_delimiter(text))
    headers: list[str] | None = None
    start = 1
    try:
        for values in lines:
            if headers is None:
                headers = [value.strip() for value in values]
            elif any(value.strip() for value in values):
                yield start, _record(headers, values)
            start = lines.line_num + 1
    except csv.Error as error:
        raise BadInput(f"{name} 第 {start} 行：CSV 写法有误（{error}）") from error


def _record(headers: list[str], values: list[str]) -> dict[str, Any] | None:
    if len(values) > len(headers) and any(v.strip() for v in values[len(headers) :]):
        return None
    return dict(zip(headers, values, strict=False))


def _delimiter(text: str) -> str:
    first = text.lstrip("\n").partition("\n")[0]
    return max(",\t;", key=first.count)


def _json(text: str, name: str) -> Iterator[Record]:
    if text.lstrip().startswith("["):
        yield from _json_array(text, name)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _object(line)


def _json_array(text: str, name: str) -> Iterator[Record]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{name}：不是有效的 JSON（{error}）") from error
    for number, value in enumerate(values, 1):
        yield number, value if isinstance(value, dict) else None


def _object(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _xlsx(content: bytes, name: str) -> Iterator[Record]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MOST_UNPACKED:
                raise BadInput(f"{name}：表格解压后过大，请拆分后再导入")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise BadInput(f"{name}：不是有效的 XLSX 表格，请重新另存后再导入") from error
    headers: list[str] | None = None
    for number, values in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
        if not any(value not in (None, "") for value in values):
            continue
        if headers is None:
            headers = [str(value or "").strip() for value in values]
        else:
            yield number, {h: _cell(v) for h, v in zip(headers, values, strict=False) if h}
    book.close()


def _cell(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
