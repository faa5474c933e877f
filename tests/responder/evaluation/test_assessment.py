"""A case lived through by the verbs: its facts, the stored index, the period's assessment and its formats."""

import io
import json
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from huiying.core.database import Database
from huiying.core.errors import BadInput, Refused
from huiying.core.models import Case, CaseNote, Clock
from responder.evaluation.assessment import Assessment, assess, assess_case
from responder.evaluation.formats import html, xlsx
from responder.evaluation.formats import json as as_json
from responder.evaluation.gather import gather, judged
from responder.evaluation.index import Index
from responder.evaluation.period import Span
from responder.evaluation.record import INDEX, OF_UNIT, scored
from responder.evaluation.rules import Rules, default_rules
from responder.evidence import Evidence
from responder.verbs.clear import CHECKLIST, clear, tick
from responder.verbs.close import close, dismiss, evaluate
from responder.verbs.correct import correct
from responder.verbs.draft import draft, submit
from responder.verbs.publish import publish
from tests.support.cast import TOLD, Cast, at

MONTH, RULES, NOW = Span.month("2026-11"), default_rules(), at("09:00", 5)
HOSTILE = '=HYPERLINK("http://x.example/","点我")'


def answered(cast: Cast, title: str = "棋盘洲一化工厂爆炸", *, wrong: bool = False) -> Case:
    """A case answered at 12:00 by 执法局 and closed at 20:00; with a correction that others asked for."""
    case = cast.assigned(title=title)
    planned = {"policy": cast.policy}
    for kind in ("first_word", "explanation"):
        written = draft(
            *(cast.session, case),
            kind=kind,
            title="通报",
            body="火已扑灭。",
            elements=TOLD,
            by=cast.handler,
            now=at("11:00"),
        )
        submit(cast.session, written, by=cast.handler, now=at("11:00"), **planned)
        for item in CHECKLIST:
            tick(cast.session, written, item, by=cast.clearer, now=at("11:10"))
        clear(cast.session, written, cleared=True, by=cast.clearer, now=at("11:10"), **planned)
        seen = Evidence("https://x.example/", at("12:00"), "火已扑灭。", True, "页面与审查稿一致")
        record = publish(
            *(cast.session, written),
            outlet="media",
            published_at=at("12:00"),
            url=seen.url,
            evidence=seen,
            by=cast.handler,
            now=at("12:00"),
            **planned,
        )
    if wrong:
        told = {"title": "更正", "body": "时间有误。", "error": "时间有误", "noticed_by": "others"}
        correct(cast.session, record, **told, by=cast.officer, now=at("15:00"))
    close(cast.session, case, note="已处置", by=cast.officer, now=at("20:00"), **planned)
    return case


def month(cast: Cast, *, unit: str | None = None, rules: Rules = RULES) -> Assessment:
    cast.session.flush()
    return assess(cast.session, MONTH, rules, NOW, unit=unit)


@pytest.fixture
def cast(database: Database) -> Cast:
    with database.write() as session:
        yield Cast(session)  # type: ignore[misc]


def test_facts_are_the_rows_of_the_case(cast: Cast) -> None:
    case = answered(cast, wrong=True)
    (facts,) = gather(cast.session, Case.id == case.id, NOW)
    stored = cast.session.query(Clock.id).filter(Clock.case_id == case.id, Clock.superseded_at.is_(None))
    assert {clock.id for clock in facts.clocks} == {row.id for row in stored}
    assert [(one.kind, one.fault) for one in facts.publications] == [
        ("first_word", None),
        ("explanation", "others"),
    ]
    assert (facts.first_publication.published_at, facts.unit_id) == (at("12:00"), cast.enforcement.id)


def test_an_evaluation_stores_the_index_beside_the_remark_and_meets_its_clock(cast: Cast) -> None:
    case = answered(cast)
    note = evaluate(cast.session, case, text="回应及时。", by=cast.officer, now=NOW, satisfaction=5)
    (now,) = scored(cast.session, Case.id == case.id, RULES, at("09:00", 90))
    assert Index.from_json(json.dumps(note.detail[INDEX])) == now.index
    assert Index.from_json(json.dumps(note.detail[OF_UNIT])) == now.of_unit
    assert now.index.part("effect").line("satisfaction").rests_on[0].ids == (note.id,)
    clock = cast.session.query(Clock).filter(Clock.case_id == case.id, Clock.milestone == "evaluation").one()
    assert clock.met_at == NOW


def test_what_was_stored_stays_when_the_rules_change(cast: Cast) -> None:
    case = answered(cast)
    before = month(cast).cases[0].index.score
    evaluate(cast.session, case, text="回应及时。", by=cast.officer, now=NOW)
    strict = RULES.model_copy(update={"bands": RULES.bands.model_copy(update={"excellent": 100.0})})
    found = month(cast, rules=strict).cases[0]
    assert (found.index.score, found.remark, found.evaluated_at) == (before, "回应及时。", NOW)


def test_an_evaluation_without_a_stored_index_is_computed_again(cast: Cast) -> None:
    case = answered(cast)
    cast.session.add(CaseNote(case_id=case.id, kind="evaluation", text="好", by="officer", at=NOW))
    assert month(cast).cases[0].evaluated_at is None


def test_a_mark_that_there_is_not_is_refused(cast: Cast) -> None:
    case = answered(cast)
    with pytest.raises(Refused, match="1 至 5"):
        evaluate(cast.session, case, text="好", by=cast.officer, now=NOW, satisfaction=6)


def test_false_alarms_history_and_open_cases_are_not_judged(cast: Cast) -> None:
    answered(cast)
    false = cast.case(title="误报")
    dismiss(cast.session, false, note="不是本地", by=cast.officer, policy=cast.policy, now=at("10:00"))
    cast.case(title="还在办")
    old = cast.case(title="历史", archive=True)
    found = month(cast)
    assert [case.title for case in found.cases] == ["棋盘洲一化工厂爆炸"]
    assert (found.all.cases, found.open_cases) == (1, 1)
    assert cast.session.query(Case).filter(judged(), Case.id.in_([false.id, old.id])).count() == 0


def test_units_stand_in_the_order_of_their_list_and_answer_for_their_own_clocks(cast: Cast) -> None:
    answered(cast)
    found = month(cast)
    assert [group.name for group in found.units] == ["办公室", "执法局", "社发局"]
    unit = found.units[1]
    assert unit.clocks.decided < found.all.clocks.decided
    assert sum(one.count for one in unit.bands) == unit.cases == 1
    assert [part.code for part in unit.parts] == ["timeliness", "initiative", "accuracy", "effect"]
    assert [case.number for case in month(cast, unit="执法局").cases] == list(unit.numbers)
    assert month(cast, unit="社发局").all.cases == 0


def test_a_year_says_its_months(cast: Cast) -> None:
    answered(cast)
    cast.session.flush()
    found = assess(cast.session, Span.year("2026"), RULES, NOW)
    assert [(group.name, group.cases) for group in found.months][-2:] == [
        ("2026年10月", 0),
        ("2026年11月", 1),
    ]
    assert not found.complete


def test_unknown_units_cases_and_coming_periods_are_refused(cast: Cast) -> None:
    with pytest.raises(BadInput, match="可选：办公室、执法局、社发局"):
        month(cast, unit="市政府")
    with pytest.raises(BadInput, match="尚未开始"):
        assess(cast.session, Span.month("2027-01"), RULES, NOW)
    with pytest.raises(BadInput, match="没有编号"):
        assess_case(cast.session, "2026-9999", RULES, NOW)
    assert assess_case(cast.session, cast.assigned().number, RULES, NOW).complete is False


def test_the_sheet_holds_units_cases_lines_and_the_formula_as_text(cast: Cast) -> None:
    case = answered(cast, HOSTILE)
    evaluate(cast.session, case, text="+1+1\x0b", by=cast.officer, now=NOW)
    found = month(cast)
    book = load_workbook(io.BytesIO(xlsx.render(found)))
    assert book.sheetnames == ["考核表", "事项", "明细", "表彰", "算法"]
    units = [[cell.value for cell in row] for row in book["考核表"].iter_rows(min_row=3)]
    assert units[0][:3] == ["单位", "事项", "已评估"] and [row[0] for row in units[1:5]] == [
        *("办公室", "执法局", "社发局", "合计")
    ]
    assert units[2][-1] == case.number
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    titles = [row[1].value for row in book["事项"].iter_rows(min_row=4)]
    assert titles == [HOSTILE]
    lines = [[cell.value for cell in row] for row in book["明细"].iter_rows(min_row=4)]
    assert len(lines) == 12 and any("缺少证据" in row for row in lines)
    assert any(str(row[-1]).startswith("时限 ") for row in lines)


def test_html_and_json_say_the_same_and_escape_what_came_from_outside(cast: Cast) -> None:
    answered(cast, "<script>alert(1)</script>")
    found = month(cast)
    page = html.render(found).decode()
    assert "<script>" not in page and "&lt;script&gt;" in page and "怎样算的" in page
    data = json.loads(as_json.render(found))
    assert data["cases"][0]["index"]["score"] == found.cases[0].index.score
    assert data["units"][1]["name"] == "执法局" and data["formula"]
    empty = replace(found, cases=(), units=())
    assert "没有办结的事项" in html.render(empty).decode()
