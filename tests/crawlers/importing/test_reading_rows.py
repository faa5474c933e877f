"""Files of posts as offices export them: every kind, header and encoding; bad rows say why."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from crawlers.importing import BadRow, Row, read_rows
from huiying.core.clock import SHANGHAI
from huiying.core.errors import BadInput

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
MOMENT = datetime(2026, 11, 22, 18, 30, tzinfo=SHANGHAI)
HEADERS = ("留言编号", "留言主题", "留言详情", "留言时间", "点赞数", "留言用户")
VALUES = ("A1", "新港大道积水", "连续三天积水，\n请处理。", "2026/11/22 18:30", "1.2万", "路人")


def quoted(values: tuple[str, ...]) -> str:
    return ",".join(f'"{value}"' for value in values)


def read(path: Path, **more: object) -> list[Row | BadRow]:
    return list(read_rows(path, now=NOW, **more))  # type: ignore[arg-type]


def the_row(path: Path) -> Row:
    (row,) = read(path)
    assert isinstance(row, Row)
    return row


def check_row(row: Row) -> None:
    assert (row.id, row.item.title) == ("A1", "新港大道积水")
    assert row.item.text == "连续三天积水，\n请处理。"
    assert row.item.published_at == datetime(2026, 11, 22, 18, 30, tzinfo=SHANGHAI)
    assert (row.item.likes, row.item.author) == (12_000, "路人")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_of_any_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "留言.csv"
    path.write_bytes(f"{','.join(HEADERS)}\r\n{quoted(VALUES)}\r\n".encode(encoding))
    check_row(the_row(path))


def test_a_table_separated_by_tabs_is_read(tmp_path: Path) -> None:
    path = tmp_path / "留言.txt"
    path.write_text("\t".join(HEADERS) + "\n" + "\t".join(f'"{v}"' for v in VALUES))
    check_row(the_row(path))


def test_a_workbook_is_read_with_its_own_dates(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([])
    sheet.append(list(HEADERS))
    sheet.append([*VALUES[:3], MOMENT.replace(tzinfo=None), 12000, "路人"])
    book.save(tmp_path / "留言.xlsx")
    check_row(the_row(tmp_path / "留言.xlsx"))


def test_json_lines_may_have_keys_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    rows = [
        {"id": 1, "title": "甲"},
        {"id": 2, "text": "乙", "likes": 3, "url": "http://A.example/?utm_source=x"},
    ]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    first, *_, second = read(path)
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    assert (first.id, first.item.title) == ("1", "甲")
    assert (second.item.text, second.item.likes) == ("乙", 3)
    assert second.item.url == "http://a.example/"


def test_bad_rows_are_told_with_line_and_reason_and_the_good_ones_stay(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    lines = [
        "id,title,text,published_at,likes,url,channel",
        '1,好的,"两行\n文字",2026-11-22,3,http://a.example/1,微博',
        "2,,,2026-11-22,3,,",
        "3,题,文,昨儿个,3,,",
        "4,题,文,2026-11-22,很多,,",
        "5,题,文,2026-11-22,3,不是网址,",
        "6,题,文,2026-11-22,3,,飞鸽",
        "7,题,文,2026-11-22,3,,,多出来的",
        "8,题,文,2027-11-22,3,,",
        "9,也好,,,,,",
    ]
    path.write_text("\n".join(lines))
    rows = read(path)
    assert [row.id for row in rows if isinstance(row, Row)] == ["1", "9"]
    reasons = {row.line: row.reason for row in rows if isinstance(row, BadRow)}
    assert reasons == {
        4: "标题和正文都是空的",
        5: "发布时间“昨儿个”无法识别，或晚于现在",
        6: "点赞数“很多”不是数字",
        7: "链接“不是网址”不是有效的网址",
        8: "渠道“飞鸽”无法识别，可填：news、weibo、wechat、forum、video、message、hotline、manual",
        9: "这一行无法读取：列数多于表头，或不是有效的 JSON",
        10: "发布时间“2027-11-22”无法识别，或晚于现在",
    }
    good = rows[0]
    assert isinstance(good, Row)
    assert good.item.channel == "weibo"


def test_a_broken_json_line_loses_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "posts.jsonl"
    path.write_text('{"title": "甲"}\n{"title": \n[1]\n{"title": "乙"}\n')
    assert [type(row) for row in read(path)] == [Row, BadRow, BadRow, Row]


def test_a_mapping_names_columns_that_nobody_knows(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("事由,何时\n积水,2026-11-22\n")
    (row,) = read(path, mapping={"事由": "text", "何时": "published_at"})
    assert isinstance(row, Row)
    assert row.item.text == "积水"
    assert row.item.published_at == datetime(2026, 11, 22, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("content", "mapping", "said"),
    [
        ("事由,何时\n积水,1\n", {}, "没有找到标题或正文列（现有列：事由、何时）"),
        ("标题\n积水\n", {"标提": "title"}, "“标提”不在文件中，是否想写“标题”？"),
        ("标题\n积水\n", {"标题": "titel"}, "“titel”不存在，是否想写“title”？"),
        ("", {}, "文件是空的"),
        ("PK\x03\x04 nonsense", {}, "不是有效的 XLSX 表格"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, content: str, mapping: dict[str, str], said: str
) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(content)
    with pytest.raises(BadInput, match=said):
        read(path, mapping=mapping)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有这个文件"):
        read(tmp_path / "nowhere.csv")
