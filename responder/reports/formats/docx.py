"""The report as a Word document, for whoever works it into a letter of their own."""

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as WordTable

from huiying.core.clock import local
from responder.reports.archive import Filed
from responder.reports.chapters import outline
from responder.reports.outline import Cell, Column, Note, Outline, Table
from responder.sheets import printable

FONT = "微软雅黑"
SOFT = RGBColor(0x52, 0x60, 0x6D)
MARKS = {
    "late": RGBColor(0xB4, 0x23, 0x18),
    "tier-1": RGBColor(0xC8, 0x1E, 0x1E),
    "tier-2": RGBColor(0xB4, 0x53, 0x09),
    "tier-3": RGBColor(0x8A, 0x6D, 0x00),
    "tier-4": RGBColor(0x1D, 0x4E, 0xD8),
}


def render(filed: Filed) -> bytes:
    """The document's bytes."""
    told = outline(filed)
    document = Document()
    _dress(document)
    document.core_properties.title = f"{told.title} {filed.report.title}"
    document.core_properties.author = ""
    document.core_properties.created = local(filed.report.made_at).replace(tzinfo=None)
    _write(document, told)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _dress(document: Any) -> None:
    """A4, and a font that also holds for Chinese letters: Word asks for that one apart."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(18)
    for name, size in (("Normal", 10.5), ("Title", 18), ("Heading 1", 13)):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for which in ("w:eastAsia", "w:ascii", "w:hAnsi"):
            fonts.set(qn(which), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
    document.styles["Title"].font.color.rgb = document.styles["Heading 1"].font.color.rgb = RGBColor(0, 0, 0)


def _write(document: Any, told: Outline) -> None:
    document.add_paragraph(told.title, style="Title")
    _quiet(document, told.subtitle)
    for sentence in told.summary:
        document.add_paragraph(printable(sentence))
    for chapter in told.chapters:
        document.add_paragraph(chapter.title, style="Heading 1")
        for block in chapter.blocks:
            _block(document, block)
    for line in told.foot:
        _quiet(document, line)


def _block(document: Any, block: Table | Note) -> None:
    if isinstance(block, Table):
        _table(document, block)
    elif block.quiet:
        _quiet(document, block.text)
    else:
        document.add_paragraph(printable(block.text))


def _quiet(document: Any, text: str) -> None:
    run = document.add_paragraph().add_run(printable(text))
    run.font.size, run.font.color.rgb = Pt(9), SOFT


def _table(document: Any, block: Table) -> None:
    table = document.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
        _fill(cell, Cell(column.name), column, bold=True)
    _repeat_heading(table)
    for row in block.rows:
        cells = table.add_row().cells
        for cell, said, column in zip(cells, row, block.columns, strict=True):
            _fill(cell, said, column)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _fill(cell: Any, said: Cell, column: Column, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if column.kind == "number":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(printable(said.text))
    run.font.size, run.bold = Pt(9), bold or said.mark in MARKS
    if said.mark in MARKS:
        run.font.color.rgb = MARKS[said.mark]


def _repeat_heading(table: WordTable) -> None:
    """The first row again at the top of every page that the table reaches."""
    heading = OxmlElement("w:tblHeader")
    heading.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(heading)
