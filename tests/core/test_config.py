"""A faulty file is answered with file, line, key and the nearest right name."""

from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from huiying.core.config import line_of, load_toml
from huiying.core.errors import BadInput


class Robot(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1)
    kind: Literal["wecom", "webhook", "email"]
    retries: int = Field(3, ge=0, le=9)


class Office(BaseModel):
    model_config = ConfigDict(extra="forbid")
    unit: str
    robots: list[Robot] = []


class Sheet(BaseModel):
    model_config = ConfigDict(extra="forbid")
    version: int
    office: Office


GOOD = """\
version = 1
[office]
unit = "办公室"

[[office.robots]]
name = "值班群"
kind = "wecom"

[[office.robots]]
name = "对接系统"
kind = "webhook"
retries = 2
"""


def fault(tmp_path: Path, text: str) -> str:
    path = tmp_path / "units.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        load_toml(path, Sheet)
    return str(caught.value)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "units.toml"
    path.write_text(GOOD, encoding="utf-8-sig")
    assert [robot.name for robot in load_toml(path, Sheet).office.robots] == ["值班群", "对接系统"]


def test_an_unknown_key_is_named_with_its_line_and_the_nearest_right_one(tmp_path: Path) -> None:
    said = fault(tmp_path, GOOD.replace("retries", "retrys"))
    assert "units.toml 第 12 行，office.robots.1.retrys：没有这一项" in said
    assert "是否想写“retries”" in said


def test_an_unknown_value_is_named_with_the_nearest_right_one(tmp_path: Path) -> None:
    said = fault(tmp_path, GOOD.replace('"webhook"', '"webhok"'))
    assert "第 11 行" in said
    assert "是否想写“webhook”" in said


def test_a_missing_key_points_at_its_table(tmp_path: Path) -> None:
    said = fault(tmp_path, GOOD.replace('name = "对接系统"\n', ""))
    assert "第 9 行" in said
    assert "缺少这一项" in said


def test_every_fault_has_a_line_of_its_own(tmp_path: Path) -> None:
    said = fault(
        tmp_path, GOOD.replace("retries = 2", "retries = 99").replace("version = 1", 'version = "x"')
    )
    assert [line.split("：")[0].split()[-1] for line in said.splitlines()] == [
        "行，version",
        "行，office.robots.1.retries",
    ]


def test_broken_toml_is_shown_where_it_breaks(tmp_path: Path) -> None:
    said = fault(tmp_path, GOOD.replace('unit = "办公室"', 'unit = "办公室'))
    assert "第 3 行" in said
    assert "引号" in said


def test_another_encoding_and_a_missing_file_are_said_plainly(tmp_path: Path) -> None:
    path = tmp_path / "units.toml"
    path.write_bytes(GOOD.encode("gbk"))
    with pytest.raises(BadInput, match="另存为 UTF-8"):
        load_toml(path, Sheet)
    with pytest.raises(BadInput, match="huiying init"):
        load_toml(tmp_path / "none.toml", Sheet)


def test_lines_are_found_in_nested_and_dotted_tables() -> None:
    text = "[a.b]\nx = 1\n[[a.c]]\ny = 1\n[[a.c]]\ny = 2\n"
    assert line_of(text, ("a", "b", "x")) == 2
    assert line_of(text, ("a", "c", 1, "y")) == 6
