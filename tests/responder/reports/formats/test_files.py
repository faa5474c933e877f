"""The same report as PDF, DOCX and XLSX: what the page says, as files that others open."""

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from responder.reports.archive import Filed, Remark, Signature
from responder.reports.chapters import outline
from responder.reports.formats import docx, html, pdf, xlsx
from responder.reports.outline import Table
from responder.sheets import printable
from tests.responder.reports.formats.test_formats import at, report

HOSTILE = '=HYPERLINK("x")\x07 #let x = read("/etc/passwd") <b>$1$ 😡 สวัสดี عربي\u202e'
TITLE = HOSTILE.replace("\x07", "").replace("\u202e", "")
DRAWN = '=HYPERLINK("x") #let x = read("/etc/passwd") <b>$1$'
PARTS_THAT_ACT = ("<w:hyperlink", "<hyperlink", "instrText", "fldSimple", "<f>", "ddeLink", 'Mode="External"')


@pytest.fixture
def filed(ledger: Any) -> Filed:
    """A week with an event whose title would be a formula, markup or code elsewhere; noted and signed."""
    posts = [ledger.post(at(16 + number), relevant=True) for number in range(3)]
    said = {"text": f"原话{HOSTILE}", "post": "7", "source": "weibo", "at": None}
    verdict = {"summary": {"gist": "原话", "extract": [said]}}
    ledger.event(HOSTILE, *posts, heat=55.0, tier=3, unit="执法局", verdict=verdict)
    case = ledger.case(at(16), lead_unit_id=ledger.bureau.id)
    ledger.assign(case, ledger.bureau, at(16, 13))
    ledger.clock(case, anchor=at(16), due=at(18), unit=ledger.bureau)
    remark = Remark("李主任", at(23, 9), "请执法局本周内书面说明。")
    return Filed(report(ledger), at(23, 8, 30), (remark,), Signature("李主任", at(23, 10), "ab" * 32))


def cells(filed: Filed) -> set[str]:
    """Every text of the outline's tables."""
    blocks = (block for chapter in outline(filed).chapters for block in chapter.blocks)
    tables = (block for block in blocks if isinstance(block, Table))
    return {cell.text for table in tables for row in table.rows for cell in row}


def test_a_word_document_says_what_the_page_says(filed: Filed) -> None:
    document = Document(io.BytesIO(docx.render(filed)))
    told = {paragraph.text for paragraph in document.paragraphs}
    assert {printable(sentence) for sentence in outline(filed).summary} <= told
    shown = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {printable(text) for text in cells(filed)} <= shown
    assert "请执法局本周内书面说明。" in shown


def test_a_word_document_names_a_font_for_chinese_letters(filed: Filed) -> None:
    with zipfile.ZipFile(io.BytesIO(docx.render(filed))) as package:
        assert 'w:eastAsia="微软雅黑"' in package.read("word/styles.xml").decode()


def test_a_workbook_reckons_with_figures_and_takes_no_text_for_a_formula(filed: Filed) -> None:
    book = load_workbook(io.BytesIO(xlsx.render(filed)))
    assert book.sheetnames[:3] == ["本周要点", "需要领导过问", "热点事件"]
    title, tier, heat, size = (book["热点事件"].cell(2, column) for column in range(1, 5))
    assert (title.value, title.data_type) == (TITLE, "s")
    assert (tier.value, heat.value, size.value) == ("三级（黄）", 55, 3)
    rate = book["时效"]["D2"]
    assert (rate.value, rate.number_format) == (0, "0.0%")


def test_a_pdf_is_for_the_archive_and_holds_its_fonts(filed: Filed) -> None:
    made = pdf.render(filed)
    assert made.startswith(b"%PDF-")
    assert b"pdfaid:part>2" in made
    assert b"NotoSansSC" in made


def test_what_the_pdf_says_is_text_and_nothing_in_it_acts(filed: Filed) -> None:
    pages = PdfReader(io.BytesIO(pdf.render(filed))).pages
    told = "".join("".join(page.extract_text().split()) for page in pages)
    assert told.count("".join(DRAWN.split())) >= 2
    assert not [page for page in pages if "/Annots" in page or "/AA" in page]
    assert "\u202e" not in told and "root:" not in told


@pytest.mark.parametrize("form", [docx, xlsx])
def test_no_part_of_an_office_file_acts_or_leads_elsewhere(filed: Filed, form: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(form.render(filed))) as package:
        parts = {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}
    assert any(DRAWN.replace("<", "&lt;").replace(">", "&gt;") in part for part in parts.values())
    assert [(name, act) for name, part in parts.items() for act in PARTS_THAT_ACT if act in part] == []
    assert not [name for name, part in parts.items() if "\u202e" in part]


def test_the_page_keeps_the_reading_order(filed: Filed) -> None:
    text = html.render(filed).decode()
    assert "#let x" in text
    assert "\u202e" not in text


def test_the_same_report_gives_the_same_pdf(filed: Filed) -> None:
    assert pdf.render(filed) == pdf.render(filed)


def test_notes_and_the_signature_stand_at_the_end_of_the_page(filed: Filed) -> None:
    text = html.render(filed).decode()
    said = ("批注与签发", "请执法局本周内书面说明。", "李主任 于11月23日 10:00签发")
    places = [text.index(one) for one in said]
    assert places == sorted(places)
