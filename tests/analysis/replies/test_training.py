"""The two lines are learned from labelled rows; the first labeller's strictness is what counts."""

import csv
from pathlib import Path

import pytest

from analysis.replies.lines import Line
from analysis.replies.rubric import default_reply_rubric
from analysis.replies.signs import SignReader
from analysis.training import train

FULL = (
    "经核实，情况属实。由于管道老化，根据《供水条例》第十条，水厂已更换阀门，预计月底完工，届时恢复供水。" * 3
)
SHORT = "已转有关部门办理。"
MIDDLE = "该处路灯已经修好，夜班公交自下月起加开一班，请您放心出行。" * 2


def labelled(path: Path, rows: list[tuple[str, int, int, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["reply", "complete", "explained", "labeller"])
        table.writerows(rows)
    return path


def rows_of(labeller: str, *, middle: int) -> list[tuple[str, int, int, str]]:
    return [
        row
        for _ in range(10)
        for row in ((FULL, 1, 1, labeller), (SHORT, 0, 0, labeller), (MIDDLE, middle, middle, labeller))
    ]


def test_the_first_labellers_strictness_counts(tmp_path: Path) -> None:
    strict, mild = rows_of("strict", middle=0), rows_of("mild", middle=1)
    chances = []
    for name, rows in (("a", strict + mild), ("b", mild + strict)):
        card = train("replies", labelled(tmp_path / f"{name}.csv", rows), tmp_path)
        assert card["rows_by_labeller"] == {"strict": 30, "mild": 30}
        line = Line(**card["lines"]["complete"])
        chances.append(line.chance(SignReader(default_reply_rubric().words).read(MIDDLE)))
    assert chances[0] < 0.5 < chances[1]
    assert (tmp_path / "replies.json").exists()


@pytest.mark.parametrize(
    ("rows", "said"),
    [(rows_of("x", middle=1)[:9], "至少要有 20 行"), ([(FULL, 1, 1, "x")] * 30, "既有 0 又有 1")],
)
def test_unusable_rows_are_refused(tmp_path: Path, rows: list[tuple[str, int, int, str]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        train("replies", labelled(tmp_path / "few.csv", rows), tmp_path)
