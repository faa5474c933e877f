"""A watched folder: what is taken, when, once, and what becomes of it."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from crawlers.config import SourceConfig
from crawlers.hauls import Haul
from crawlers.items import Item, Place
from crawlers.kinds import read_options
from crawlers.kinds.file import collect
from huiying.core.clock import SHANGHAI
from huiying.core.errors import HuiyingError
from tests.support.memories import Remembering

CALLS = """工单编号,标题,内容,发布时间,来电人
GD1,路灯不亮,海口大道北段路灯连续三晚不亮。,2026-11-22 18:30,张先生
GD2,噪声,夜里施工噪声很大。,2026-11-22 23:10,李女士
"""


def visit(folder: Path, memory: Remembering, **options: object) -> list[Item]:
    """The items of one visit, with everything in it remembered as a round does."""
    items: list[Item] = []
    for haul in hauls(folder, memory, **options):
        items += haul.items
        memory.read |= {one.address: one for one in haul.read}
    return items


def hauls(folder: Path, memory: Remembering, **options: object) -> Iterator[Haul]:
    given = {"quiet_seconds": 0, **options}
    return collect(Place("热线", "hotline", str(folder), read_options("file", given)), memory)


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_gives_its_rows_once_and_is_kept_among_the_done(tmp_path: Path) -> None:
    (tmp_path / "工单.csv").write_text(CALLS, encoding="gbk")
    memory = Remembering()
    first, second = visit(tmp_path, memory)
    assert (first.key, first.title, first.author) == ("GD1", "路灯不亮", "张先生")
    assert first.published_at == datetime(2026, 11, 22, 18, 30, tzinfo=SHANGHAI)
    assert second.text == "夜里施工噪声很大。"
    assert names(tmp_path) == ["done/工单.csv"]
    assert visit(tmp_path, memory) == []
    assert memory.troubles == []


def test_a_file_that_is_left_in_place_is_not_opened_again_until_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "工单.csv"
    path.write_text(CALLS)
    memory = Remembering()
    assert len(visit(tmp_path, memory, after="leave")) == 2
    path.chmod(0)  # reading it would now be refused, and told (unless root reads)
    assert visit(tmp_path, memory, after="leave") == []
    path.chmod(0o600)
    path.write_text(CALLS + "GD3,积水,低洼路段积水。,2026-11-23 08:00,\n")
    assert [item.key for item in visit(tmp_path, memory, after="leave")] == ["GD1", "GD2", "GD3"]
    assert memory.troubles == []
    assert names(tmp_path) == ["工单.csv"]


def test_a_copy_under_another_name_gives_nothing_and_both_are_kept(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CALLS)
    shutil.copy(tmp_path / "a.csv", tmp_path / "b.csv")
    memory = Remembering()
    assert len(visit(tmp_path, memory)) == 2
    (tmp_path / "a.csv").write_text(CALLS + "GD3,积水,低洼路段积水。,2026-11-23 08:00,\n")
    assert len(visit(tmp_path, memory)) == 3
    assert len(names(tmp_path)) == 3
    assert all(name.startswith("done/") for name in names(tmp_path))


def test_a_file_that_grows_between_two_looks_waits_for_the_next_visit(tmp_path: Path) -> None:
    path = tmp_path / "工单.csv"
    path.write_text(CALLS[:60])
    memory = Remembering(meanwhile=lambda: path.write_text(CALLS))
    assert visit(tmp_path, memory, quiet_seconds=5) == []
    assert memory.waited == [5]
    memory.meanwhile = lambda: None
    assert len(visit(tmp_path, memory, quiet_seconds=5)) == 2
    assert visit(tmp_path, memory, quiet_seconds=5) == []
    assert memory.waited == [5, 5], "where nothing is new there is nothing to wait for"


@pytest.mark.parametrize(
    "name",
    [
        "工单.csv.part",
        "工单.csv.tmp",
        "工单.csv.crdownload",
        ".工单.csv",
        "~$工单.xlsx",
        "x.csv.rejected.csv",
        "a.exe",
    ],
)
def test_what_is_half_written_locked_or_no_table_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(CALLS)
    assert visit(tmp_path, Remembering()) == []
    assert names(tmp_path) == [name]


@pytest.mark.parametrize("lock", ["~$工单日报表.csv", "~$日报表.csv", ".~lock.工单日报表.csv#"])
def test_a_file_that_an_office_program_has_open_waits_until_it_is_closed(tmp_path: Path, lock: str) -> None:
    (tmp_path / "工单日报表.csv").write_text(CALLS)
    (tmp_path / lock).write_text("")
    memory = Remembering()
    assert visit(tmp_path, memory) == []
    (tmp_path / lock).unlink()
    assert len(visit(tmp_path, memory)) == 2


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(CALLS)
    folder = tmp_path / "drop"
    folder.mkdir()
    (folder / "a.csv").symlink_to(tmp_path / "secret.csv")
    os.mkfifo(folder / "b.csv")
    assert visit(folder, Remembering()) == []


def test_a_bad_row_is_set_aside_with_line_and_reason_and_the_others_are_taken(tmp_path: Path) -> None:
    (tmp_path / "工单.csv").write_text(CALLS + "GD3,,,2026-11-22,\nGD4,标题,内容,后天,\n")
    memory = Remembering()
    assert [item.key for item in visit(tmp_path, memory)] == ["GD1", "GD2"]
    rejected = (tmp_path / "工单.csv.rejected.csv").read_text(encoding="utf-8-sig")
    assert "4,标题和正文都是空的" in rejected
    assert "5,发布时间“后天”无法识别" in rejected
    assert memory.troubles == [
        "工单.csv 退回 2 行，第 4 行：标题和正文都是空的；全部见 工单.csv.rejected.csv"
    ]
    assert visit(tmp_path, memory) == []
    assert names(tmp_path) == ["done/工单.csv", "工单.csv.rejected.csv"]


def test_a_file_that_cannot_be_read_is_told_every_time_and_holds_up_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "b.csv").write_text("甲,乙\n1,2\n")
    (tmp_path / "c.csv").write_text(CALLS)
    memory = Remembering()
    assert len(visit(tmp_path, memory)) == 2
    assert "a.xlsx 无法读取：不是有效的 XLSX 表格" in memory.troubles[0]
    assert "b.csv 无法读取：没有找到标题或正文列" in memory.troubles[1]
    assert "可用 选项 columns = {" in memory.troubles[1]
    assert visit(tmp_path, memory) == []
    assert len(memory.troubles) == 4
    assert [item.title for item in visit(tmp_path, memory, columns={"甲": "title"})] == ["1"]
    assert "done/b.csv" in names(tmp_path)


def test_a_table_of_excel_and_lines_of_json_are_read_too(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["工单编号", "诉求标题", "诉求内容", "受理时间"])
    book.active.append([7, "停水", "新港三路停水两天。", "2026-11-22 08:00"])
    book.save(tmp_path / "a.xlsx")
    (tmp_path / "b.jsonl").write_text('{"id": "8", "title": "停电"}\n')
    assert [(item.key, item.title) for item in visit(tmp_path, Remembering())] == [
        ("7", "停水"),
        ("8", "停电"),
    ]


def test_a_look_moves_nothing_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "工单.csv").write_text(CALLS + "GD3,,,,\n")
    memory = Remembering(only_looks=True)
    assert len(visit(tmp_path, memory)) == 2
    assert "退回 1 行" in memory.troubles[0]
    assert names(tmp_path) == ["工单.csv"]


def test_a_kill_between_storing_and_moving_is_made_good_at_the_next_visit(tmp_path: Path) -> None:
    (tmp_path / "工单.csv").write_text(CALLS)
    memory = Remembering()
    running = hauls(tmp_path, memory)
    next(running)
    last = next(running)
    running.close()  # killed here: stored, not moved
    memory.read |= {one.address: one for one in last.read}
    assert names(tmp_path) == ["工单.csv"]
    assert visit(tmp_path, memory) == []
    assert names(tmp_path) == ["done/工单.csv"]


def test_a_file_too_large_is_told_and_left(tmp_path: Path) -> None:
    with (tmp_path / "大.csv").open("wb") as file:
        file.truncate(2 * 1024 * 1024)
    memory = Remembering()
    assert visit(tmp_path, memory, most_megabytes=1) == []
    assert "超过 1 MB" in memory.troubles[0]


def test_a_name_that_is_no_text_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xb9\xa4.csv")).write_text(CALLS)
    memory = Remembering()
    assert len(visit(tmp_path, memory)) == 2
    assert all(name.encode() for name in memory.read)


def test_a_folder_that_is_not_there_says_what_to_look_at(tmp_path: Path) -> None:
    with pytest.raises(HuiyingError, match="不存在：请检查路径，或网络盘是否已挂载"):
        visit(tmp_path / "nowhere", Remembering())


@pytest.mark.parametrize("address", ["/srv/hotline", "file:///srv/12345%20%E7%83%AD%E7%BA%BF"])
def test_a_folder_is_named_by_its_whole_path(address: str) -> None:
    assert SourceConfig(name="热线", kind="file", address=address).address == address


@pytest.mark.parametrize("address", ["hotline", "http://host/x", "file://nas/share", "file:hotline"])
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="不是文件夹的完整路径"):
        SourceConfig(name="热线", kind="file", address=address)
