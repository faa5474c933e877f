"""考核表: the assessment as a workbook for the yearly assessment by the office (the plan, art. 20).

Five sheets: units by parts, the cases, every line with the rows that it rests on, commendations,
the formula. What came from outside is written as text: a title that begins with "=" is no formula in a
reader's spreadsheet.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from huiying.core.clock import local
from responder.evaluation.assessment import Assessment, CaseLine, Group
from responder.evaluation.index import STATES, Index
from responder.evaluation.rows import behind
from responder.sheets import write
from responder.wording import moment, percent

NOTHING, LACKING = "—", "缺证据"
_HEAD = PatternFill("solid", fgColor="E8EDF2")
_MUTE = PatternFill("solid", fgColor="F6F1E4")
_LINE = Side(style="thin", color="C9D1D9")
_BORDER = Border(top=_LINE, bottom=_LINE, left=_LINE, right=_LINE)
_TITLE, _BOLD = Font(size=14, bold=True), Font(bold=True)

Row = Sequence[Any]


def render(found: Assessment) -> bytes:
    """The workbook's bytes."""
    book = Workbook()
    for style in _styles():
        book.add_named_style(style)
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    _units(sheet, found)
    _cases(book.create_sheet(), found)
    _lines(book.create_sheet(), found)
    _praise(book.create_sheet(), found)
    _formula(book.create_sheet(), found)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _styles() -> tuple[NamedStyle, ...]:
    """Of a plain cell, and of one that lacks evidence; made anew, since a style belongs to one book."""
    wrapped = Alignment(wrap_text=True, vertical="top")
    return (
        NamedStyle("正文", border=_BORDER, alignment=wrapped),
        NamedStyle("缺证据", border=_BORDER, alignment=wrapped, fill=_MUTE),
    )


def _units(sheet: Worksheet, found: Assessment) -> None:
    parts = [f"{part.name}（{part.weight:g}）" for part in found.all.parts]
    bands = [one.band for one in found.all.bands]
    clocks = ("时限按时", "时限全部", "按时率")
    heading = ("单位", "事项", "已评估", *bands, *parts, "平均分", "档次", *clocks, "证据不全", "事项编号")
    groups = [*found.units, found.all] if found.unit is None else found.units
    rows = [_group(group) for group in groups]
    if found.months:
        rows += [_blank(heading), *(_group(month) for month in found.months)]
    widths = (16, 7, 8, *(6 for _ in bands), *(11 for _ in parts), 9, 7, 10, 10, 9, 10, 46)
    _table(sheet, "考核表", f"{_title(found)}考核表", _note(found), heading, rows, widths)


def _blank(heading: Row) -> Row:
    return [""] * len(heading)


def _group(group: Group) -> Row:
    bands = [one.count for one in group.bands]
    parts = [_points(part.mean, counted=bool(group.cases)) for part in group.parts]
    mean = _points(group.mean, counted=bool(group.cases))
    clocks = (group.clocks.met, group.clocks.decided, percent(group.clocks.rate))
    listed = "、".join(group.numbers)
    return (
        *(group.name, group.cases, group.evaluated, *bands, *parts, mean, group.band or NOTHING, *clocks),
        *(group.lacking, listed),
    )


def _points(value: float | None, *, counted: bool = True) -> float | str:
    """A figure; 缺证据 where there is none, a dash where there was nothing to judge."""
    if value is None:
        return LACKING if counted else NOTHING
    return value


def _cases(sheet: Worksheet, found: Assessment) -> None:
    parts = [f"{part.name}（{part.weight:g}）" for part in found.all.parts]
    heading = (
        "编号",
        "事项",
        "单位",
        "办结",
        *parts,
        "得分",
        "档次",
        "计入单位",
        "证据",
        "缺少",
        "评估",
        "评估意见",
    )
    rows = [_case(case) for case in found.cases]
    widths = (12, 40, 14, 17, *(11 for _ in parts), 8, 7, 10, 8, 30, 17, 40)
    _table(
        sheet, "事项", f"{_title(found)}事项", "计入单位：不计新闻办和审查环节的时限。", heading, rows, widths
    )


def _case(case: CaseLine) -> Row:
    parts = [_points(part.score) for part in case.index.parts]
    return (
        case.number,
        case.title,
        case.unit,
        _moment(case.closed_at),
        *parts,
        _points(case.index.score),
        case.index.band or NOTHING,
        _points(case.of_unit.score),
        percent(case.index.covered),
        "、".join(case.index.missing) or "不缺",
        _moment(case.evaluated_at) if case.evaluated_at else "暂计，未评估",
        case.remark,
    )


def _lines(sheet: Worksheet, found: Assessment) -> None:
    heading = ("编号", "部分", "项目", "分值", "得分", "情况", "说明", "依据的记录")
    rows = [row for case in found.cases for row in _lines_of(case.number, case.index)]
    widths = (12, 8, 12, 8, 10, 10, 60, 60)
    _table(sheet, "明细", f"{_title(found)}明细", "得分为折算补足之前的分数。", heading, rows, widths)


def _lines_of(number: str, index: Index) -> Iterable[Row]:
    for part in index.parts:
        for line in part.lines:
            earned = round(line.earned, 2) if line.share is not None else NOTHING
            yield (
                *(number, part.name, line.name, line.points, earned, STATES[line.state]),
                *(line.said, behind(line, most=200)),
            )


def _praise(sheet: Worksheet, found: Assessment) -> None:
    heading = ("编号", "单位", "事项编号", "事项", "因何表彰", "决定", "决定时间")
    rows = [
        (
            *(one.number, one.unit, one.case_number, one.case_title, one.grounds),
            *("表彰" if one.granted else "不予表彰", _moment(one.decided_at)),
        )
        for one in found.praise
    ]
    note = "已由领导决定的表彰建议，以现行决定为准。" if rows else "期间没有已决定的表彰建议。"
    _table(sheet, "表彰", f"{_title(found)}表彰", note, heading, rows, (12, 14, 12, 40, 50, 10, 17))


def _formula(sheet: Worksheet, found: Assessment) -> None:
    _table(sheet, "算法", "怎样算的", "", ("说明",), [(one,) for one in found.formula], (110,))


def _table(
    sheet: Worksheet, name: str, title: str, note: str, heading: Row, rows: Iterable[Row], widths: Row
) -> None:
    """Title, note, heading in row 3 that stays in sight and is printed on every page, then the rows."""
    sheet.title = name
    write(sheet.cell(1, 1), title).font = _TITLE
    write(sheet.cell(2, 1), note)
    for column, text in enumerate(heading, 1):
        cell = write(sheet.cell(3, column), text)
        cell.font, cell.fill, cell.border = _BOLD, _HEAD, _BORDER
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for at, row in enumerate(rows, 4):
        for column, value in enumerate(row, 1):
            _dress(write(sheet.cell(at, column), value))
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _for_paper(sheet)


def _dress(cell: Any) -> None:
    """One of two named styles: a style of its own for each cell takes ten times as long."""
    prefix = cell.quotePrefix
    cell.style = "缺证据" if cell.value in (LACKING, STATES["missing"]) else "正文"
    cell.quotePrefix = prefix


def _for_paper(sheet: Worksheet) -> None:
    sheet.freeze_panes = "B4" if sheet.max_column > 1 else "A4"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "3:3"


def _title(found: Assessment) -> str:
    return f"{found.title}{found.unit or ''}政务舆情回应"


def _note(found: Assessment) -> str:
    running = "" if found.complete else "，期间尚未结束"
    return (
        f"统计至 {moment(found.as_of)}{running}。按名单排列，不作排名；另有期间立项、至今未办结的 "
        f"{found.open_cases} 件不计。“{LACKING}”表示没有可用的证据，不扣分。"
    )


def _moment(at: datetime | None) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}" if at else NOTHING
