"""The case page's other deeds: each by its form, refused to the wrong role and unknown to a foreign unit."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from dashboard.queries import timeliness
from dashboard.queries.deeds import ON_CARDS
from dashboard.templating import FOLDER
from huiying.core.models import Case, Clock, Instruction, Referral, User
from responder.procedure.words import VERBS
from responder.reports.week import Period
from responder.reports.weekly import weekly
from responder.status import status
from responder.verbs.assign import assign
from responder.verbs.open_by_hand import open_by_hand
from tests.dashboard.conftest import Town, Visitor
from tests.dashboard.pages.test_case import acknowledged, alert, sent
from tests.dashboard.pages.test_correcting import published
from tests.dashboard.pages.test_desk import with_event
from tests.dashboard.test_access import handed_to_enforcement
from tests.support.cast import Cast, at

OF_OFFICE = ("transfer", "report_up", "refer_out", "hand_over", "join", "split", "extend", "pause", "resume")
OF_UNIT = ("search", "determine", "fulfil")


def by_hand(town: Town, kind: str) -> int:
    """A case that the office opened and gave to 执法局; its id."""

    def deed(cast: Cast) -> None:
        said = {"title": "某项", "text": "征地补偿标准", "at": at("09:00"), "now": at("09:10")}
        case = open_by_hand(cast.session, kind, by=cast.officer, policy=cast.policy, **said)
        given = {"by": cast.officer, "policy": cast.policy, "now": at("09:20")}
        assign(cast.session, case, lead=cast.enforcement, **given)

    town.change(deed)
    with town.database.read() as session:
        return session.scalars(select(Case.id).order_by(Case.id.desc())).first() or 0


def letters(town: Town, *numbers: int) -> list[int]:
    """Message cases that 执法局 leads; their ids."""

    def deed(cast: Cast) -> None:
        for number in numbers:
            case = cast.letter(number, at("09:00"))
            given = {"by": cast.officer, "policy": cast.policy, "now": at("09:20")}
            assign(cast.session, case, lead=cast.enforcement, **given)

    town.change(deed)
    with town.database.read() as session:
        return list(session.scalars(select(Case.id).order_by(Case.id)))


def offered(visitor: Visitor, case: int) -> set[str]:
    """The forms that a case page offers."""
    return set(re.findall(rf'action="/case/{case}/(\w+)"', visitor.read(f"/case/{case}")))


def first(page: str) -> list[str]:
    """The forms that stand open."""
    return re.findall(r'<details class="form" id="(\w+)" open>', page)


def test_every_step_of_the_procedure_has_its_form() -> None:
    known = {path.stem for path in (FOLDER / "parts" / "verbs").iterdir()}
    assert known == set(VERBS) - set(ON_CARDS)


def test_each_deed_is_refused_to_the_wrong_role_and_unknown_to_a_foreign_unit(town: Town) -> None:
    case = handed_to_enforcement(town)
    outsider, handler, officer = (town.signed_in(name) for name in ("outsider", "handler", "officer"))
    token = outsider.token()
    for verb in (*OF_UNIT, "add_progress", "report_back", "examine", "complete"):
        answer = outsider.http.post(f"/case/{case}/{verb}", data={"csrf": token, "decision": "complete"})
        assert answer.status_code in (404, 422), verb
    token = handler.token()
    for verb in (*OF_OFFICE, "reopen", "mute", "instruct"):
        assert handler.http.post(f"/case/{case}/{verb}", data={"csrf": token}).status_code == 403, verb
    token = officer.token()
    for verb in OF_UNIT:
        assert officer.http.post(f"/case/{case}/{verb}", data={"csrf": token}).status_code == 403, verb


def test_pausing_stops_the_clock_and_resuming_moves_it_by_exactly_that(either_town: Town) -> None:
    town = either_town
    (case,) = letters(town, 1)
    office = town.signed_in("officer")
    page = sent(office, f"/case/{case}/pause", ground="applicant", reason="等来信人补充地址")
    assert "已暂停计时" in page and "撤销或改动：恢复计时" in page and "起不计时" in page
    assert "暂停计时：等待来信人或申请人补充材料" in page and "resume" in offered(office, case)
    assert "pause" not in offered(office, case)
    town.clock.now += timedelta(hours=2)
    page = sent(office, f"/case/{case}/resume", why="已补充")
    assert "因暂停顺延2小时办公时间：原定" in page and "恢复计时" in page
    answer = office.send(f"/case/{case}/resume", why="再来")
    assert answer.status_code == 409 and "没有暂停" in alert(answer)


def test_a_clock_that_stands_still_is_late_nowhere(town: Town) -> None:
    (case,) = letters(town, 1)
    town.signed_in("handler").send(f"/case/{case}/acknowledge")
    office = town.signed_in("officer")
    sent(office, f"/case/{case}/pause", ground="third_party", reason="征求业主意见")
    town.clock.now = at("09:00", days=30)
    office = town.signed_in("officer")
    assert "没有超时的时限" in office.read("/")
    assert f"/case/{case}" not in office.read("/cases?show=overdue")
    assert "（已暂停）" in office.read("/cases") and "超时" not in office.read(f"/case/{case}")
    with town.database.read() as session:
        found, reader = status(session, town.clock.now), session.scalars(select(User).limit(1)).one()
        assert (found["cases"]["overdue"], found["clocks"]["missed"]) == (0, 0)
        (rate,) = timeliness.overall(session, reader, [Period(at("00:00"), at("23:00", 30))])
        assert rate.all.decided == rate.all.met
        report = weekly(session, "2026-W50", town.clock.now)
        assert (report.cases.overdue, report.timeliness.all.decided) == (0, 0)


def test_a_clock_is_extended_within_its_rule_and_says_from_when_to_when(town: Town) -> None:
    case = by_hand(town, "disclosure")
    office = town.signed_in("officer")
    with town.database.read() as session:
        clock = session.scalars(select(Clock.id).where(Clock.milestone == "disclosure")).one()
    answer = office.send(f"/case/{case}/extend", clock=str(clock), term="30个工作日", reason="量大")
    assert answer.status_code == 409 and "最多20个工作日" in alert(answer)
    assert 'value="30个工作日"' in answer.text and 'id="extend" open' in answer.text
    page = sent(office, f"/case/{case}/extend", clock=str(clock), term="5个工作日", reason="量大")
    assert "因延期顺延5个工作日：原定" in page and "extend" not in offered(office, case)
    assert office.send(f"/case/{case}/extend", clock="999", term="1个工作日", reason="x").status_code == 404


def test_a_case_is_transferred_with_a_reason_and_its_clocks(town: Town) -> None:
    case, office = acknowledged(town), town.signed_in("officer")
    answer = office.send(f"/case/{case}/transfer", lead=str(town.cast.welfare.id), reason=" ")
    assert answer.status_code == 409 and "改派须写明理由" in alert(answer)
    page = sent(office, f"/case/{case}/transfer", lead=str(town.cast.welfare.id), reason="职责调整")
    assert "已改派，时限不变" in page and "交办社发局" in page
    assert first(town.signed_in("outsider").read(f"/case/{case}")) == []
    assert "/acknowledge" in town.signed_in("outsider").read(f"/case/{case}")


def test_a_case_leaves_the_park_with_proof(town: Town) -> None:
    case, office = acknowledged(town), town.signed_in("officer")
    assert "hand_over" not in offered(office, case)
    page = sent(office, f"/case/{case}/refer_out", receiver="开发区管委会", reason="发生地在园区外")
    assert "决定转办园区外：开发区管委会" in page and first(page) == ["hand_over"]
    assert "尚有上报或转办没有移交凭证" in page and "dismiss" not in offered(office, case)
    with town.database.read() as session:
        referral = str(session.scalars(select(Referral.id)).one())
    said = {"referral": referral, "received_as": "收字12号", "evidence": "机要交换"}
    page = sent(office, f"/case/{case}/hand_over", **said)
    assert "已移交开发区管委会" in page and "收字12号" in page
    page = sent(office, f"/case/{case}/report_up", receiver="县委宣传部", reason="影响较大")
    assert "决定上报：县委宣传部" in page


def test_joined_letters_stand_together_and_are_split_again(either_town: Town) -> None:
    town = either_town
    one, two = letters(town, 1, 2)
    office = town.signed_in("officer")
    assert "split" not in offered(office, one)
    page = sent(office, f"/case/{two}/join", into=str(one), reason="同一盏路灯")
    assert "已并案" in page and "撤销或改动：拆分" in page and "并入（来信 1 件）" in page
    gone = office.read(f"/case/{two}")
    assert "已并入事项" in gone and "reopen" not in offered(office, two)
    assert 'value="来信2"' in page and "由 2026-0002 并入" in page
    answer = office.send(f"/case/{one}/split", title="来信2", reason="并错了")
    assert answer.status_code == 409 and "至少选一件" in alert(answer)
    page = sent(office, f"/case/{one}/split", title="来信2", reason="并错了", posts="2")
    assert "已拆分，这是新立的事项" in page and "从事项 2026-0001 拆分：并错了" in page


def test_a_closed_case_is_opened_again_and_a_muted_event_with_it(town: Town) -> None:
    case, _ = published(town)
    office = town.signed_in("officer")
    page = sent(office, f"/case/{case}/close", note="已妥善处置")
    assert "撤销或改动：重新办理" in page and "reopen" in offered(office, case)
    page = sent(office, f"/case/{case}/reopen", reason="群众仍有疑问")
    assert "已重新办理" in page and "再次回应" in page and "群众仍有疑问" in page


def test_a_leader_instructs_and_the_unit_reports_back(either_town: Town) -> None:
    town = either_town
    case, leader = handed_to_enforcement(town), town.signed_in("leader")
    assert offered(leader, case) == {"instruct", "fault"}
    unit = str(town.cast.welfare.id)
    answer = leader.send(f"/case/{case}/instruct", text="请查明原因", term="24小时")
    assert answer.status_code == 422 and "请选择承办单位" in alert(answer) and "请查明原因" in answer.text
    page = sent(leader, f"/case/{case}/instruct", text="请查明原因", unit=unit, term="24小时")
    assert "批示已发出" in page and "批示：由社发局办理" in page
    outsider = town.signed_in("outsider")
    assert "报告批示" in outsider.read("/unit")
    assert first(outsider.read(f"/case/{case}")) == ["report_back"]
    with town.database.read() as session:
        given = str(session.scalars(select(Instruction.id)).one())
    handler = town.signed_in("handler")
    assert handler.send(f"/case/{case}/report_back", instruction=given, report="x").status_code == 403
    page = sent(outsider, f"/case/{case}/report_back", instruction=given, report="已查明")
    assert (
        "社发局报告批示办理情况" in page and "已查明" in page and "report_back" not in offered(outsider, case)
    )
    answer = town.signed_in("officer").send(f"/case/{case}/instruct", text="代记", unit=unit)
    assert answer.status_code == 409 and "由哪位领导作出" in alert(answer)
    leader_id = str(town.cast.leader.id)
    recorded = {"text": "代记", "unit": unit, "leader": leader_id}
    assert "（officer登记）" in sent(town.signed_in("officer"), f"/case/{case}/instruct", **recorded)


def test_a_withdrawn_publication_stays_on_the_page_and_its_clocks_run_again(town: Town) -> None:
    case, publication = published(town)
    office, form = town.signed_in("officer"), f"/case/{case}/publication/{publication}/withdraw"
    assert town.signed_in("handler").send(form, reason="x", noticed_by="self").status_code == 403
    assert town.signed_in("outsider").send(form, reason="x", noticed_by="self").status_code in (403, 404)
    refused = office.send(form, reason="数字有误", noticed_by="others")
    assert refused.status_code == 409 and "请写明撤回的缘由" in refused.text
    page = sent(office, form, reason="含未公开的号码", noticed_by="others", ground="improper")
    assert "不应公开，含未公开的号码" in page
    assert "已撤回发布" in page and "撤回首发权威信息“情况通报”（他人指出）" in page
    assert "这次发布不再计入回应" in page and form not in page


def test_a_disclosure_request_goes_its_way_step_by_step(town: Town) -> None:
    case, handler = by_hand(town, "disclosure"), town.signed_in("handler")
    sent(handler, f"/case/{case}/acknowledge")
    assert first(handler.read(f"/case/{case}")) == ["examine"]
    asked = {"decision": "ask", "missing": "请写明年份"}
    assert handler.send(f"/case/{case}/examine", decision="ask").status_code == 422
    page = sent(handler, f"/case/{case}/examine", **asked)
    assert "一次性告知补正" in page and first(page) == ["complete"]
    town.clock.now += timedelta(hours=1)
    page = sent(handler, f"/case/{case}/complete", received_at="2026-11-23T10:00")
    assert "已登记补正" in page and first(page) == ["search"]
    said = {"places": "档案室", "terms": "补偿 2024", "found": "一件"}
    page = sent(handler, f"/case/{case}/search", **said)
    assert "检索档案室" in page and first(page) == ["determine"]
    answer = handler.send(f"/case/{case}/determine", outcome="refused", grounds="")
    assert answer.status_code == 409 and "须写明法定依据" in alert(answer)
    page = sent(handler, f"/case/{case}/determine", outcome="granted", grounds="")
    assert "答复结论：予以公开" in page and first(page) == ["draft"]
    page = sent(handler, f"/case/{case}/draft", kind="disclosure", title="答复书", body="予以公开。")
    assert "起草依申请公开答复" in page


def test_a_duty_is_done_with_proof_and_then_closed(town: Town) -> None:
    case, handler = by_hand(town, "duty"), town.signed_in("handler")
    sent(handler, f"/case/{case}/acknowledge")
    page = handler.read(f"/case/{case}")
    assert first(page) == ["fulfil"] and "请先登记履职，再办结" in page
    proof = {"text": "已召开", "evidence": "纪要3号", "done_at": "2026-11-23T09:30"}
    assert "已登记履职" in sent(handler, f"/case/{case}/fulfil", **proof)
    office = town.signed_in("officer")
    assert first(office.read(f"/case/{case}")) == ["close"]


def test_an_interpretation_asks_for_its_six_points(town: Town) -> None:
    case, handler = by_hand(town, "interpretation"), town.signed_in("handler")
    sent(handler, f"/case/{case}/acknowledge")
    page = handler.read(f"/case/{case}")
    assert first(page) == ["draft"] and "六项内容" in page and "background_present" in page
    points = {f"{name}_note": "不涉及" for name in ("goals", "content", "scope", "standards", "changes")}
    said = {"kind": "interpretation", "title": "解读", "body": "背景如下", "background_present": "yes"}
    page = sent(handler, f"/case/{case}/draft", **said, **points)
    draft = re.findall(rf"/case/{case}/draft/(\d+)/submit", page)[0]
    assert "稿件已送审" in sent(handler, f"/case/{case}/draft/{draft}/submit")


def test_progress_is_noted_by_the_unit(town: Town) -> None:
    case, handler = acknowledged(town), town.signed_in("handler")
    page = sent(handler, f"/case/{case}/add_progress", text="已到现场")
    assert "办理进展" in page and "已到现场" in page


def test_a_false_alarm_is_muted_and_opened_again(town: Town) -> None:
    town.change(lambda cast: with_event(cast, []))
    office = town.signed_in("officer")
    page = sent(office, "/case/1/mute", reason="演习")
    assert "误报并静默" in page and "同时解除静默" in page
    assert "已重新办理" in sent(office, "/case/1/reopen", reason="不是演习")


@pytest.mark.parametrize("name", ["handler", "officer"])
def test_what_is_missing_for_closing_can_be_read(town: Town, name: str) -> None:
    case = handed_to_enforcement(town)
    page = town.signed_in(name).read(f"/case/{case}")
    assert "离办结还差什么（1）" in page and "事项尚无已核对的发布，不能办结" in page
    assert 'aria-current="step"' in page and "办理答复" in page
