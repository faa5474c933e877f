"""What every page, workbook and document that leaves the house observes: text is text, as it is read."""

from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from huiying.core.contents import in_reading_order

MOST_CHARACTERS = 32_000  # a cell holds 32,767


def printable(text: str) -> str:
    """The text in reading order, without the characters that no office document may hold."""
    kept: str = ILLEGAL_CHARACTERS_RE.sub("", in_reading_order(text))
    return kept.encode("utf-8", "replace").decode()


def readable(value: Any) -> Any:
    """What a template puts out: a text in reading order, markup still marked as such; all else as it is."""
    return type(value)(in_reading_order(value)) if isinstance(value, str) else value


def write(cell: Any, value: Any) -> Any:
    """A number as a number; everything else as text that no spreadsheet takes for a formula."""
    if isinstance(value, int | float):
        cell.value = value
        return cell
    cell.value = printable(str(value))[:MOST_CHARACTERS]
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell
