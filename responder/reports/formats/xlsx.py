"""The report as a workbook: one sheet a chapter, figures as figures, so that somebody can reckon on."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import DataBarRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from responder.reports.archive import Filed
from responder.reports.chapters import outline
from responder.reports.outline import Cell, Chapter, Column, Note, Outline, Table
from responder.sheets import write

WIDTHS = {"text": 44, "short": 18, "number": 14}
_HEAD = PatternFill("solid", fgColor="E8EDF2")
_LINE = Side(style="thin", color="C9D1D9")
_BORDER = Border(top=_LINE, bottom=_LINE, left=_LINE, right=_LINE)
_TITLE, _BOLD, _SOFT = Font(size=14, bold=True), Font(bold=True), Font(color="52606D", size=9)
_LATE = Font(color="B42318", bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_RIGHT = Alignment(horizontal="right", vertical="top")


def render(filed: Filed) -> bytes:
    """The workbook's bytes."""
    told = outline(filed)
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    _summary(first, told)
    for chapter in told.chapters:
        _chapter(book.create_sheet(chapter.title), chapter)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _summary(sheet: Worksheet, told: Outline) -> None:
    sheet.title = "本周要点"
    write(sheet.cell(1, 1), told.title).font = _TITLE
    write(sheet.cell(2, 1), told.subtitle).font = _SOFT
    for at, sentence in enumerate(told.summary, 4):
        write(sheet.cell(at, 1), sentence).alignment = _WRAPPED
    for at, line in enumerate(told.foot, len(told.summary) + 5):
        write(sheet.cell(at, 1), line).font = _SOFT
    sheet.column_dimensions["A"].width = 110
    _for_paper(sheet)


def _chapter(sheet: Worksheet, chapter: Chapter) -> None:
    """The chapter's tables one below the other; a column is as wide as the widest kind in it."""
    row, widths = 1, list[int]()
    for block in chapter.blocks:
        if isinstance(block, Note):
            write(sheet.cell(row, 1), block.text).font = _SOFT
            row += 2
        else:
            row = _table(sheet, block, row) + 1
            widths = _wider(widths, block.columns)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _for_paper(sheet)


def _wider(widths: list[int], columns: tuple[Column, ...]) -> list[int]:
    asked = [WIDTHS[column.kind] for column in columns]
    length = max(len(widths), len(asked))
    known = widths + [0] * (length - len(widths))
    return [max(pair) for pair in zip(known, asked + [0] * (length - len(asked)), strict=True)]


def _table(sheet: Worksheet, block: Table, top: int) -> int:
    """Heading and rows from row `top` on; returns the first row below."""
    for at, column in enumerate(block.columns, 1):
        cell = write(sheet.cell(top, at), column.name)
        cell.font, cell.fill, cell.border, cell.alignment = _BOLD, _HEAD, _BORDER, _WRAPPED
    for down, row in enumerate(block.rows, top + 1):
        for at, said in enumerate(row, 1):
            _fill(sheet.cell(down, at), said, block.columns[at - 1])
    below = top + 1 + len(block.rows)
    if block.bars:
        bar = DataBarRule(start_type="num", start_value=0, end_type="max", color="7FA3C7")
        sheet.conditional_formatting.add(f"B{top + 1}:B{below - 1}", bar)
    return below


def _fill(cell: Any, said: Cell, column: Column) -> None:
    write(cell, said.text if said.value is None else said.value)
    if said.value is not None and said.text.endswith("%"):
        cell.number_format = "0.0%"
    cell.border, cell.alignment = _BORDER, _RIGHT if column.kind == "number" else _WRAPPED
    if said.mark == "late":
        cell.font = _LATE


def _for_paper(sheet: Worksheet) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
