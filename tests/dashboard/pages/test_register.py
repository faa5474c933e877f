"""台账: filtered by the address, read by key, exported without anything that a spreadsheet would run."""

import csv
import io
import re

import pytest
from openpyxl import load_workbook

from dashboard.tables import harmless
from responder.ladder.sweep import sweep
from tests.dashboard.conftest import Town
from tests.dashboard.pages.test_accountability import proposed
from tests.dashboard.test_access import assigned
from tests.support.cast import at

REGISTER = "/accountability/register"
HOSTILE = '=HYPERLINK("http://x","点")'


def test_orders_faults_and_proposals_stand_in_one_list_newest_first(either_town: Town) -> None:
    proposed(either_town)
    page = either_town.signed_in("leader").read(REGISTER)
    kinds = re.findall(r'<td class="whole">(提请约谈|督办单|过错)', page)
    assert kinds.index("提请约谈") < kinds.index("督办单") and "过错" in kinds
    assert "督2026-0001" in page and "问2026-0001" in page and "不及时" in page


@pytest.mark.parametrize(
    ("asked", "there", "gone"),
    [
        ("kind=order", "督2026-", "问2026-"),
        ("kind=interview", "问2026-", "督2026-"),
        ("kind=fault&fault=late", "不及时", "督2026-"),
        ("fault=wrong", "没有符合条件的记录", "督2026-"),
        ("state=owed", "督2026-", "问2026-"),
        ("state=unheard", "问2026-", "督2026-"),
        ("state=decided", "没有符合条件的记录", "问2026-"),
        ("from=2026-11-24", "没有符合条件的记录", "督2026-"),
        ("from=2026-11-23&to=2026-11-23", "督2026-", "没有符合"),
        ("kind=x&unit=y&from=z&before=1.2", "督2026-", "没有符合"),
    ],
)
def test_the_address_filters(town: Town, asked: str, there: str, gone: str) -> None:
    proposed(town)
    page = town.signed_in("leader").read(f"{REGISTER}?{asked}")
    page = page.partition('<section class="card">')[2]
    assert there in page and gone not in page


def test_a_unit_reads_its_own_entries_and_exports_no_others(town: Town) -> None:
    proposed(town)
    assert "督2026-" in town.signed_in("handler").read(REGISTER)
    outsider = town.signed_in("outsider")
    for path in (REGISTER, f"{REGISTER}.csv"):
        assert "督2026-" not in outsider.read(path) and "棋盘洲" not in outsider.read(path)


def test_pages_follow_each_other_by_key_without_gap_or_overlap(either_town: Town) -> None:
    town = either_town
    for _ in range(14):
        case = town.case()
        town.change(lambda cast, case=case: assigned(cast, case, at("09:30")))
    for moment in ("14:00", "15:15", "19:15"):
        sweep(town.database, at(moment))
    town.clock.now = at("19:20")
    leader, seen, path = town.signed_in("leader"), [], REGISTER
    while path:
        page = leader.read(path)
        seen += re.findall(r'href="(/accountability/(?:order/|fault/)?\d+)"', page)
        further = re.search(r'href="([^"]+before=[^"]+)"', page)
        path = further.group(1).replace("&amp;", "&") if further else ""
    assert len(seen) == len(set(seen)) > 50
    rows = list(csv.reader(io.StringIO(leader.read(f"{REGISTER}.csv").lstrip("\ufeff"))))
    assert len(rows) == len(seen) + 1


def test_an_export_holds_nothing_that_a_spreadsheet_runs(town: Town) -> None:
    case = town.case(title=HOSTILE)
    town.change(lambda cast: assigned(cast, case, at("09:30")))
    sweep(town.database, at("19:15"))
    town.clock.now = at("19:20")
    leader = town.signed_in("leader")
    rows = list(csv.DictReader(io.StringIO(leader.read(f"{REGISTER}.csv").lstrip("\ufeff"))))
    assert {row["事项"] for row in rows} == {"'" + HOSTILE}
    answer = leader.http.get(f"{REGISTER}.xlsx")
    cells = [cell for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows() for cell in row]
    hostile = [cell for cell in cells if cell.value == HOSTILE]
    assert hostile and all(cell.data_type == "s" for cell in hostile)
    assert "%E5%8F%B0%E8%B4%A6" in answer.headers["content-disposition"]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u3000=1", "＝1"])
def test_text_that_would_run_is_marked(text: str) -> None:
    assert harmless(text) == "'" + text


def test_other_text_and_numbers_stay() -> None:
    assert [harmless(one) for one in ("执法局", "3人=3", -5, None)] == ["执法局", "3人=3", -5, ""]
