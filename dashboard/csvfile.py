"""A table as a CSV file that a spreadsheet shows as text, whatever somebody wrote into it."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from starlette.responses import Response

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """The file to be stored under `name` (ASCII), in UTF-8 with the mark by which spreadsheets know it."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return Response(
        ("\ufeff" + out.getvalue()).encode("utf-8", "replace"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _harmless(cell: object) -> object:
    """Text that a spreadsheet would calculate begins with an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
