"""Tables that leave the house hold no formula."""

import csv
import io

import pytest
from openpyxl import load_workbook

from dashboard.tables import _xlsx, csv_lines, harmless

HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "%0A=1", "|cmd", '=HYPERLINK("x")')


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_would_be_calculated_is_marked_as_text(text: str) -> None:
    assert harmless(text) == "'" + text


def test_a_formula_behind_a_mark_that_turns_the_reading_is_seen() -> None:
    assert harmless("\u202e=1+1\u2066") == "'=1+1"


@pytest.mark.parametrize("value", ["路灯", "1=1", "", 3, -3, 1.5])
def test_everything_else_is_left_as_it_is(value: object) -> None:
    assert harmless(value) == value


def test_a_csv_is_read_back_with_commas_quotes_and_line_breaks() -> None:
    written = "".join(csv_lines(["甲", "乙"], [['a,"b"\nc', None], [1, "x" * 40_000]] * 3))
    assert written.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"))))
    assert rows[:2] == [["甲", "乙"], ['a,"b"\nc', ""]]
    assert (len(rows), len(rows[2][1])) == (7, 32_000)


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers() -> None:
    book = load_workbook(io.BytesIO(b"".join(_xlsx(["题"], [[one] for one in (*HOSTILE, 7, "a\x0bb")]))))
    cells = [row[0] for row in book.active.iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(HOSTILE) + ["n", "s"]
    assert [cells[0].value, cells[-2].value, cells[-1].value] == ["=1+1", 7, "ab"]
