"""Tables that leave the house: CSV and XLSX in which nothing that came from outside is a formula."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from starlette.responses import Response, StreamingResponse

from huiying.core.clock import local
from huiying.core.contents import in_reading_order
from responder.sheets import MOST_CHARACTERS, printable

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BOM = "\ufeff"
# As OWASP lists them under CSV injection, in either width; a spreadsheet that meets one first calculates.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠|%")
_CHUNK = 64 * 1024

Rows = Iterable[Sequence[Any]]


def csv_answer(name: str, heading: Sequence[str], rows: Rows) -> Response:
    """The table as CSV, sent while it is read; UTF-8 with a mark, so that Excel reads it."""
    return StreamingResponse(csv_lines(heading, rows), media_type=CSV, headers=_as_file(f"{name}.csv"))


def xlsx_answer(name: str, heading: Sequence[str], rows: Rows, widths: Sequence[int] = ()) -> Response:
    """The table as a workbook, written row by row into a file of its own; `widths` in letters."""
    return StreamingResponse(_xlsx(heading, rows, widths), media_type=XLSX, headers=_as_file(f"{name}.xlsx"))


def csv_lines(heading: Sequence[str], rows: Rows) -> Iterator[str]:
    """The CSV in pieces of some lines."""
    written = io.StringIO()
    table = csv.writer(written)
    written.write(_BOM)
    table.writerow(heading)
    for row in rows:
        table.writerow([harmless(value) for value in row])
        if written.tell() > _CHUNK:
            yield _taken(written)
    yield _taken(written)


def harmless(value: Any) -> Any:
    """A value for a cell: a text that a spreadsheet would take for a formula is marked as text."""
    value = _shown(value)
    if not isinstance(value, str):
        return "" if value is None else value
    text = in_reading_order(value)[:MOST_CHARACTERS]
    return f"'{text}" if text.lstrip(" \u00a0\u3000\ufeff").startswith(_FORMULA) else text


def _xlsx(heading: Sequence[str], rows: Rows, widths: Sequence[int] = ()) -> Iterator[bytes]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, one, Font(bold=True)) for one in heading])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _cell(sheet: Any, value: Any, font: Font | None = None) -> Any:
    value = _shown(value)
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, printable(value)[:MOST_CHARACTERS])
    cell.data_type = "s"  # a text, whatever it begins with
    if font:
        cell.font = font
    return cell


def _shown(value: Any) -> Any:
    """A moment as people read it, in Asia/Shanghai."""
    return f"{local(value):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value


def _taken(written: io.StringIO) -> str:
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text


def _as_file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
