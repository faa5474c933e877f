"""Lists as files: CSV and XLSX in which nothing from outside can be taken for a formula.

A spreadsheet runs what begins with = + - @ (or a tab or return before it) in a CSV; such text gets an
apostrophe before it, as OWASP advises ("CSV Injection"). In XLSX a cell says that it is text.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from starlette.responses import Response, StreamingResponse

from huiying.core.clock import local

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MOST_CHARACTERS = 32_000  # an XLSX cell holds 32,767
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Row = Sequence[Any]


def harmless(value: Any) -> str:
    """A value as text that no spreadsheet runs; numbers stay as they are."""
    text = _text(value)
    if isinstance(value, str) and text.lstrip(" \u00a0\u3000\ufeff").startswith(RISKY):
        return "'" + text
    return text


def csv_file(name: str, heading: Row, rows: Iterable[Row]) -> Response:
    """A CSV for download, written as it is read; UTF-8 with a mark, so that Excel reads it."""
    return StreamingResponse(_lines(heading, rows), media_type=CSV, headers=_as(f"{name}.csv"))


def xlsx_file(name: str, heading: Row, rows: Iterable[Row], widths: Sequence[int] = ()) -> Response:
    """A workbook with one sheet for download."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, one, bold=True) for one in heading])
    for row in rows:
        sheet.append([_cell(sheet, one) for one in row])
    written = io.BytesIO()
    book.save(written)
    return Response(written.getvalue(), media_type=XLSX, headers=_as(f"{name}.xlsx"))


def _lines(heading: Row, rows: Iterable[Row]) -> Iterator[str]:
    out = io.StringIO()
    out.write("\ufeff")
    table = csv.writer(out)
    for row in (heading, *rows):
        table.writerow([harmless(value) for value in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    cell = WriteOnlyCell(
        sheet, value if number else ILLEGAL_CHARACTERS_RE.sub("", _text(value))[:MOST_CHARACTERS]
    )
    if not number:
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _text(value: Any) -> str:
    if value is None:
        return ""
    return local(value).strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else str(value)


def _as(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
