"""What every workbook and document that leaves the house observes: text is text, never a formula."""

from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

MOST_CHARACTERS = 32_000  # a cell holds 32,767


def printable(text: str) -> str:
    """The text without the characters that no office document may hold."""
    kept: str = ILLEGAL_CHARACTERS_RE.sub("", text)
    return kept.encode("utf-8", "replace").decode()


def write(cell: Any, value: Any) -> Any:
    """A number as a number; everything else as text that no spreadsheet takes for a formula."""
    if isinstance(value, int | float):
        cell.value = value
        return cell
    cell.value = printable(str(value))[:MOST_CHARACTERS]
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
