"""/evaluation and the index on a case's page."""

import io

import pytest
from openpyxl import load_workbook

from huiying.core.models import Case, CaseNote
from tests.dashboard.conftest import Town
from tests.responder.evaluation.test_assessment import answered
from tests.support.cast import at


@pytest.fixture
def judged(town: Town) -> Town:
    town.change(lambda cast: answered(cast))
    town.clock.now = at("09:00", 5)
    return town


def test_the_page_shows_units_cases_the_formula_and_what_is_missing(judged: Town) -> None:
    leader = judged.signed_in("leader")
    page = leader.read("/evaluation?period=2026-11")
    for said in ("执法局", "棋盘洲一化工厂爆炸", "怎样算的", "缺什么证据", "下载考核表", "暂计", "不作排名"):
        assert said in page, said
    assert "<style" not in page and " style=" not in page
    assert "没有办结的事项" in leader.read("/evaluation?period=2025")
    assert "2026年第四季度" in leader.read("/evaluation")


def test_a_unit_is_chosen_in_the_address(judged: Town) -> None:
    leader = judged.signed_in("leader")
    welfare, enforcement = judged.cast.welfare.id, judged.cast.enforcement.id
    assert "棋盘洲" not in leader.read(f"/evaluation?period=2026-11&unit={welfare}")
    assert "棋盘洲" in leader.read(f"/evaluation?period=2026-11&unit={enforcement}&page=99999")


@pytest.mark.parametrize(
    "asked", ["period=2026-13", "period=2099", "period=x", "unit=99", "unit=-1", "unit=" + "9" * 40]
)
def test_what_is_no_period_or_unit_is_not_found(judged: Town, asked: str) -> None:
    judged.signed_in("leader").read(f"/evaluation?{asked}", status=404)


def test_the_sheet_is_a_workbook(judged: Town) -> None:
    answer = judged.signed_in("officer").http.get("/evaluation/sheet?period=2026")
    assert "2026.xlsx" in answer.headers["content-disposition"]
    assert load_workbook(io.BytesIO(answer.content)).sheetnames[0] == "考核表"


def test_a_unit_sees_the_index_of_its_case_but_not_the_overview(judged: Town) -> None:
    handler = judged.signed_in("handler")
    handler.read("/evaluation", status=403)
    handler.read("/evaluation/sheet", status=403)
    with judged.database.read() as session:
        case = session.query(Case.id).scalar()
    page = handler.read(f"/case/{case}")
    assert "效果评估指数" in page and "怎样算的" not in page


def test_the_office_records_an_evaluation_with_the_call_back(judged: Town) -> None:
    officer = judged.signed_in("officer")
    with judged.database.read() as session:
        case = session.query(Case.id).scalar()
    refused = officer.send(f"/case/{case}/evaluate", text="及时", satisfaction="9")
    assert refused.status_code == 409 and "重新选择" in refused.text
    assert officer.send(f"/case/{case}/evaluate", text="及时", satisfaction="4").status_code == 303
    with judged.database.read() as session:
        note = session.query(CaseNote).filter(CaseNote.kind == "evaluation").one()
    assert note.detail["satisfaction"] == 4 and note.detail["index"]["score"] is not None
    assert "· 暂计" not in officer.read("/evaluation?period=2026-11")
