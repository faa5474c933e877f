"""The case page: the whole route from confirming to closing, through its forms."""

import re
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from huiying.core.models import Case, Clock, Draft, Event, Publication
from responder.verbs.clear import CHECKLIST
from tests.dashboard.conftest import Town, Visitor
from tests.dashboard.pages.test_desk import with_event
from tests.support.cast import Cast, at

BODY = "事故发生在九时。园区已启动预案，伤员全部送医，原因正在调查。"
TEXT = {
    "kind": "first_word",
    "title": "情况通报",
    "body": BODY,
    "fact_present": "yes",
    "policy_present": "yes",
    "result_note": "调查尚未结束",
}


def sent(visitor: Visitor, path: str, **fields: object) -> str:
    """Send a form that must succeed; the page that follows."""
    answer = visitor.send(path, **fields)
    assert answer.status_code == 303, (path, answer.status_code, alert(answer))
    return visitor.read(answer.headers["location"].partition("#")[0])


def alert(answer: httpx.Response) -> str:
    """What a refused form is told."""
    found = re.search(r'role="alert">(.*?)</p>', answer.text)
    return found.group(1) if found else answer.text


def acknowledged(town: Town) -> int:
    """A case that 执法局 has taken, all by forms; its id."""
    case = town.case()
    office = town.signed_in("officer")
    assert "已研判定级" in sent(office, f"/case/{case}/confirm", tier="2")
    lead, helper = str(town.cast.enforcement.id), str(town.cast.welfare.id)
    fields = {"lead": lead, "supporting": [helper, lead], "note": "请速核实"}
    assert "已交办" in sent(office, f"/case/{case}/assign", **fields)
    assert "已签收" in sent(town.signed_in("handler"), f"/case/{case}/acknowledge")
    return case


def cleared(town: Town, case: int) -> int:
    """A draft of the case that was cleared by forms; its id."""
    handler, clearer = town.signed_in("handler"), town.signed_in("clearer")
    sent(handler, f"/case/{case}/draft", **TEXT)
    with town.database.read() as session:
        draft = session.scalars(select(Draft.id)).one()
    sent(handler, f"/case/{case}/draft/{draft}/submit")
    for item in CHECKLIST:
        sent(clearer, f"/case/{case}/draft/{draft}/tick", item=item)
    assert "审查通过" in sent(clearer, f"/case/{case}/draft/{draft}/clear", decision="clear")
    return draft


def test_a_case_goes_from_confirming_to_closing_through_the_forms(either_town: Town) -> None:
    town = either_town
    case = acknowledged(town)
    draft = cleared(town, case)
    town.clock.now += timedelta(minutes=20)
    handler, office = town.signed_in("handler"), town.signed_in("officer")
    place = {"outlet": "press_conference", "published_at": "2026-11-23T09:45"}
    page = sent(handler, f"/case/{case}/draft/{draft}/publish", **place)
    assert "证据尚未成立" in page
    with town.database.read() as session:
        publication = session.scalars(select(Publication.id)).one()
    sent(office, f"/case/{case}/publication/{publication}", note="看过发布会录像")
    page = sent(office, f"/case/{case}/close", note="已妥善处置")
    assert "已办结" in page
    with town.database.read() as session:
        met = session.scalars(select(Clock.met_at).where(Clock.milestone == "first_word")).one()
    assert met == at("09:45")
    for entry in (
        "研判定级：二级 橙",
        "交办执法局，协办社发局",
        "签收",
        "起草首发权威信息",
        "审查通过",
        "发布证据成立",
    ):
        assert entry in page, entry


def test_a_published_page_is_fetched_from_public_addresses_only(town: Town) -> None:
    case = acknowledged(town)
    draft = cleared(town, case)
    town.clock.now += timedelta(minutes=20)
    place = {"outlet": "website", "published_at": "2026-11-23T09:45", "url": f"{town.url}/healthz"}
    page = sent(town.signed_in("handler"), f"/case/{case}/draft/{draft}/publish", **place)
    assert "证据尚未成立" in page


def test_a_refusal_says_what_is_missing_and_keeps_what_was_written(town: Town) -> None:
    case = acknowledged(town)
    handler = town.signed_in("handler")
    answer = handler.send(f"/case/{case}/draft", **{**TEXT, "title": " "})
    assert answer.status_code == 409
    assert "标题和正文都不能为空" in alert(answer)
    assert BODY in answer.text and 'value="调查尚未结束"' in answer.text


def test_a_changed_tier_needs_a_reason(town: Town) -> None:
    case, office = town.case(), town.signed_in("officer")
    answer = office.send(f"/case/{case}/confirm", tier="1")
    assert (answer.status_code, alert(answer)) == (409, "调整响应级别须写明理由。")
    assert "一级 红" in sent(office, f"/case/{case}/confirm", tier="1", reason="死亡人数上升")


@pytest.mark.parametrize("fields", [{}, {"tier": "7"}, {"tier": "<script>"}])
def test_a_tier_that_is_none_is_refused(town: Town, fields: dict[str, str]) -> None:
    case = town.case()
    assert town.signed_in("officer").send(f"/case/{case}/confirm", **fields).status_code == 422


def test_the_drafter_is_not_offered_the_clearance_and_is_refused_it(town: Town) -> None:
    case = acknowledged(town)
    office = town.signed_in("officer")
    sent(office, f"/case/{case}/draft", **TEXT)
    with town.database.read() as session:
        draft = session.scalars(select(Draft.id)).one()
    page = sent(office, f"/case/{case}/draft/{draft}/submit")
    assert "起草人不能审查自己的稿件" in page and "/clear" not in page
    assert office.send(f"/case/{case}/draft/{draft}/clear", decision="clear").status_code == 403


def test_a_draft_of_another_case_is_not_found_under_this_one(town: Town) -> None:
    case, other = acknowledged(town), town.case(title="另一件")
    cleared(town, case)
    answer = town.signed_in("officer").send(f"/case/{other}/draft/1/submit")
    assert answer.status_code == 404


def test_a_publication_time_that_is_none_is_named(town: Town) -> None:
    case = acknowledged(town)
    draft = cleared(town, case)
    place = {"outlet": "press_conference", "published_at": "昨天"}
    answer = town.signed_in("handler").send(f"/case/{case}/draft/{draft}/publish", **place)
    assert answer.status_code == 422
    assert "“昨天”不是有效的时间" in answer.text


def test_each_clock_says_how_it_was_computed(town: Town) -> None:
    case = town.case()
    page = town.signed_in("officer").read(f"/case/{case}")
    assert "首发权威信息" in page and "从事发（2026年11月23日 09:00）起算，限5小时" in page
    assert "国办发〔2016〕80号" in page
    assert "还剩 4 小时 30 分" in page and 'data-due="2026-11-23T06:00:00+00:00"' in page


def test_an_overdue_clock_says_by_how_much(town: Town) -> None:
    case = town.case()
    town.clock.now = at("15:10")
    assert "超时 1 小时 10 分" in town.signed_in("officer").read(f"/case/{case}")


def test_the_tier_says_who_confirmed_it_and_where_the_machine_differs(town: Town) -> None:
    town.change(lambda cast: with_event(cast, []))
    office = town.signed_in("officer")
    page = office.read("/case/1")
    assert "机器研判，待确认" in page and "与确认的级别不同" not in page
    page = sent(office, "/case/1/confirm", tier="3", reason="伤亡未经核实")
    assert "为什么是三级 黄" in page and "09:30 确认为三级 黄：伤亡未经核实" in page
    town.change(lambda cast: setattr(cast.session.get_one(Event, 1), "verdict", {"tier": 2}))
    assert "机器按最新情况研判为二级 橙，与确认的级别不同" in office.read("/case/1")


def test_forms_are_shown_only_to_those_who_may_act(town: Town) -> None:
    case = acknowledged(town)
    forms = {
        name: set(re.findall(rf'action="/case/{case}/(\w+)"', town.signed_in(name).read(f"/case/{case}")))
        for name in ("officer", "handler", "outsider", "leader")
    }
    course = {"transfer", "report_up", "refer_out", "split", "instruct", "add_progress"}
    more = {"fault", "commend"}
    assert forms["officer"] == {"confirm", "assign", "draft", "call", "dismiss"} | course | more
    assert forms["handler"] == {"draft", "object", "add_progress"}
    assert forms["leader"] == {"instruct", "fault"}
    assert forms["outsider"] == set()


def test_a_held_case_starts_when_a_person_says_so(town: Town) -> None:
    case = town.case(held_reason="发布于 41 天前")
    office = town.signed_in("officer")
    assert "等待核实" in office.read(f"/case/{case}")
    assert "研判" in sent(office, f"/case/{case}/start-held")


def test_hostile_text_shows_as_text(town: Town) -> None:
    title = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    case = town.case(title=title, why="<b>粗</b>")
    for path in ("/", "/cases", f"/case/{case}"):
        page = town.signed_in("officer").read(path)
        assert "<script>alert" not in page and "<img" not in page and "<b>" not in page, path
        assert "&lt;script&gt;alert(1)" in page, path


def test_characters_that_no_database_takes_and_numbers_that_fit_none_do_no_harm(either_town: Town) -> None:
    case = acknowledged(either_town)
    handler = either_town.signed_in("handler")
    page = sent(handler, f"/case/{case}/draft", **{**TEXT, "title": "情况\u0000通报"})
    assert "情况通报" in page
    handler.read(f"/case/{10**40}", status=404)
    handler.read(f"/cases?before={10**40}")
    office = either_town.signed_in("officer")
    assert office.send(f"/case/{case}/assign", lead=str(10**40)).status_code == 422


def test_a_doubtful_unit_is_asked_for_and_not_preset(town: Town) -> None:
    sure, doubtful = town.case(), town.case(ask_unit=True)
    office, lead = town.signed_in("officer"), town.cast.enforcement.id
    assert "把握不足，请确认" in office.read(f"/case/{doubtful}")
    assert "待确认" in office.read("/")
    for case in (sure, doubtful):
        sent(office, f"/case/{case}/confirm", tier="2")
    chosen = rf'(?s)name="lead"(?:(?!</select>).)*<option value="{lead}" selected>'
    assert re.search(chosen, office.read(f"/case/{sure}"))
    page = office.read(f"/case/{doubtful}")
    assert "建议交办执法局，把握不足，请值班员确认" in page and "（建议，待确认）" in page
    assert not re.search(chosen, page)
    assert "已交办" in sent(office, f"/case/{doubtful}/assign", lead=str(lead))
    assert "请值班员确认" not in office.read(f"/case/{doubtful}")


ADVICE = "建议交办执法局，把握不足（41%，低于 52%），请值班员确认"


def _advise(cast: Cast) -> None:
    """A case of an event, whose lead unit the machine doubts in both records."""
    with_event(cast, [{"factor": "责任单位", "evidence": ADVICE}])
    case = cast.session.scalars(select(Case)).one()
    case.ask_unit = True
    case.opened_why = "响应级别 2 级，按规则自动立项；建议交办执法局，把握不足，请值班员确认"


def test_advice_on_the_lead_unit_turns_into_what_was_decided(town: Town) -> None:
    town.change(_advise)
    office, cast, case = town.signed_in("officer"), town.cast, 1
    assert ADVICE in office.read(f"/case/{case}")
    sent(office, f"/case/{case}/confirm", tier="2")
    page = sent(office, f"/case/{case}/assign", lead=str(cast.enforcement.id))
    assert "交办执法局，与机器建议一致" in page and ADVICE not in page
    assert "<dd>响应级别 2 级，按规则自动立项</dd>" in page
    sent(office, f"/case/{case}/transfer", lead=str(cast.welfare.id), reason="职责在社发局")
    assert "（机器曾建议执法局）" in office.read(f"/case/{case}")
    event = office.read("/event/1")
    assert "<dt>牵头单位</dt>" in event and ADVICE not in event
