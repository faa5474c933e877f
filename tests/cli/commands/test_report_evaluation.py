"""huiying report evaluation."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from huiying.core.database import Database
from huiying.core.settings import Settings
from tests.cli.conftest import Run
from tests.responder.evaluation.test_assessment import answered
from tests.support.cast import Cast


@pytest.fixture
def number(home: Path) -> str:
    """The number of a case that was answered and closed in November 2026; units are the cast's."""
    database = Database(Settings().url())
    with database.write() as session:
        for table in ("contact", "unit"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")
        case = answered(Cast(session))
        found = case.number
    database.close()
    return found


def test_a_month_as_json_sheet_and_page(run: Run, number: str, tmp_path: Path) -> None:
    done = run("report", "evaluation", "--month", "2026-11")
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    assert [case["number"] for case in found["cases"]] == [number]
    assert found["units"][1]["name"] == "执法局" and found["formula"]
    sheet = tmp_path / "考核表.xlsx"
    made = run("report", "evaluation", "--quarter", "2026-Q4", "--format", "xlsx", "-o", sheet)
    assert made.exit_code == 0, made.stderr
    assert load_workbook(sheet)["事项"]["A4"].value == number
    page = run("report", "evaluation", "--unit", "执法局", "--year", "2026", "--format", "html")
    assert "怎样算的" in page.stdout and number in page.stdout


def test_one_case_by_its_number(run: Run, number: str) -> None:
    found = json.loads(run("report", "evaluation", "--case", number).stdout)
    assert [len(part["lines"]) for part in found["cases"][0]["index"]["parts"]] == [2, 3, 3, 4]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--month", "2026-11", "--year", "2026"), "只能写一个"),
        (("--case", "2026-9999"), "没有编号为"),
        (("--quarter", "2026-4"), "2026-Q4"),
        (("--unit", "市政府"), "可选"),
    ],
)
def test_a_wrong_call_is_refused_with_the_remedy(run: Run, home: Path, asked: tuple[str], said: str) -> None:
    done = run("report", "evaluation", *asked)
    assert done.exit_code == 2 and said in done.stderr


def test_a_wrong_key_of_the_homes_file_is_named_with_the_nearest(run: Run, home: Path) -> None:
    rules = home / "evaluation.toml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("on_point = 5", "on_pont = 5"), "utf-8")
    done = run("report", "evaluation", "--year", "2026")
    assert done.exit_code == 2
    assert "evaluation.toml" in done.stderr and "是否想写“on_point”" in done.stderr
