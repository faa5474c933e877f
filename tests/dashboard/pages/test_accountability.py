"""督办问责: from an overdue clock by the real sweep to a leader's decision."""

import re

import pytest
from sqlalchemy import select

from dashboard.queries.people import Names
from dashboard.queries.proposal_evidence import evidence_view
from huiying.core.models import Contact, Decision, Fault, Proposal, SupervisionOrder, Unit
from responder.ladder.sweep import sweep
from responder.verbs.tell_public import ITEMS
from tests.dashboard.conftest import Town
from tests.dashboard.test_access import assigned
from tests.support.cast import Cast, at


def proposed(town: Town) -> int:
    """执法局 never spoke: the sweep has issued an order and proposed an interview; the proposal's id."""
    case = town.case()
    town.change(lambda cast: assigned(cast, case, at("09:30")))
    for moment in ("14:00", "15:15", "19:15"):
        sweep(town.database, at(moment))
    town.clock.now = at("19:20")
    with town.database.read() as session:
        query = select(Proposal.id).where(Proposal.summary.contains("首发权威信息"))
        return session.scalars(query).one()


def test_the_leader_sees_the_proposal_on_the_desk_and_decides_after_the_unit_was_heard(town: Town) -> None:
    proposal = proposed(town)
    here = f"/accountability/{proposal}"
    leader, handler = town.signed_in("leader"), town.signed_in("handler")
    assert f'href="{here}"' in leader.read("/") and "裁定" in leader.read("/")
    early = leader.send(f"{here}/decide", measure="interview", reason="督办后仍未发布")
    assert early.status_code == 409
    assert "须先听取该单位陈述" in early.text and "督办后仍未发布" in early.text
    assert handler.send(f"{here}/state_side", text="现场通信中断").status_code == 303
    decided = leader.send(f"{here}/decide", measure="interview", reason="督办后仍未发布")
    assert decided.status_code == 303
    page = leader.read(here)
    assert "决定：约谈" in page and "现场通信中断" in page and f"{here}/decide" not in page


def test_the_evidence_stands_beside_the_proposal(town: Town) -> None:
    page = town.signed_in("leader").read(f"/accountability/{proposed(town)}")
    assert "谁持有多久" in page and "应于2026年11月23日 14:00前完成" in page and "交办执法局" in page


def test_accountability_needs_harm_that_a_person_found(town: Town) -> None:
    here = f"/accountability/{proposed(town)}"
    office, leader = town.signed_in("officer"), town.signed_in("leader")
    assert 'value="accountability"' not in leader.read(here)
    answer = office.send(f"{here}/find_harm", text="谣言扩散，群众聚集")
    assert answer.status_code == 303
    there = answer.headers["location"].partition("?")[0]
    assert there != here
    assert 'value="accountability"' in leader.read(there)
    office.send(f"{there}/waive_side", note="18 时电话通知，未陈述")
    assert leader.send(f"{there}/decide", measure="accountability", reason="后果严重").status_code == 303
    with town.database.read() as session:
        assert session.scalars(select(Decision.measure)).one() == "accountability"


def test_a_leader_does_not_decide_in_their_own_line(town: Town) -> None:
    here = f"/accountability/{proposed(town)}"
    own = town.signed_in("own_leader")
    assert "请由其他领导决定" in own.read(here)
    assert f'href="{here}"' not in own.read("/desk/waiting")
    assert own.send(f"{here}/decide", measure="none", reason="x").status_code == 403


def test_the_unit_answers_the_order_from_its_desk(town: Town) -> None:
    proposed(town)
    with town.database.read() as session:
        query = select(SupervisionOrder).where(SupervisionOrder.text.contains("首发权威信息"))
        order = session.scalars(query).one()
    handler = town.signed_in("handler")
    assert "书面说明" in handler.read("/desk/waiting")
    path = f"/case/{order.case_id}/order/{order.id}"
    assert handler.send(path, text=" ").status_code == 409
    assert handler.send(path, text="现场核实耗时，今后先发后补").status_code == 303
    assert "先发后补" in town.signed_in("leader").read("/accountability")


def test_another_unit_knows_neither_order_nor_proposal(town: Town) -> None:
    proposal = proposed(town)
    outsider = town.signed_in("outsider")
    outsider.read(f"/accountability/{proposal}", status=404)
    assert "棋盘洲" not in outsider.read("/accountability")
    assert outsider.send(f"/accountability/{proposal}/state_side", text="x").status_code == 404


def test_the_register_keeps_decisions(town: Town) -> None:
    here = f"/accountability/{proposed(town)}"
    town.signed_in("leader").send(f"{here}/decide", measure="none", reason="情有可原")
    page = town.signed_in("officer").read("/accountability")
    assert re.search(r"不予追究</td><td>情有可原</td><td>leader", page)


def test_a_leader_named_in_a_unit_or_above_it_does_not_decide_there(town: Town) -> None:
    proposal = proposed(town)

    def name_the_leader(cast: Cast) -> None:
        parent = Unit(name="综合执法中心")
        cast.session.add(parent)
        cast.session.flush()
        cast.session.get_one(Unit, cast.enforcement.id).parent_id = parent.id
        contact = Contact(unit_id=parent.id, duty="leader", name="分管领导", user_id=cast.leader.id)
        cast.session.add(contact)

    town.change(name_the_leader)
    leader, here = town.signed_in("leader"), f"/accountability/{proposal}"
    assert "请由其他领导决定" in leader.read(here)
    assert f'href="{here}"' not in leader.read("/desk/waiting")
    assert leader.send(f"{here}/decide", measure="none", reason="x").status_code == 403


def test_after_the_term_for_the_statement_the_leader_decides_without_it(town: Town) -> None:
    here = f"/accountability/{proposed(town)}"
    leader = town.signed_in("leader")
    assert "陈述期到 11月26日 17:30" in leader.read(here)
    town.clock.now = at("17:31", days=3)
    leader = town.signed_in("leader")
    assert "陈述期已于 11月26日 17:30 届满" in leader.read(here)
    assert leader.send(f"{here}/decide", measure="criticism", reason="逾期未陈述").status_code == 303


def test_a_person_reads_the_evidence_beside_a_fault_and_finds_harm_there(town: Town) -> None:
    proposed(town)
    with town.database.read() as session:
        fault = session.scalars(select(Fault.id)).one()
    office, here = town.signed_in("officer"), f"/accountability/fault/{fault}"
    page = office.read(here)
    assert "证据：此后发生了什么" in page and "时限怎样算的" in page and "届时未完成" in page
    assert office.send(f"{here}/harm", text=" ").status_code == 409
    assert office.send(f"{here}/harm", text="两个村群众聚集").status_code == 303
    assert "已据此提请问责" in office.read(here)
    town.signed_in("outsider").read(here, status=404)


def test_the_order_and_the_proposal_are_papers_to_sign(town: Town) -> None:
    proposal = proposed(town)
    with town.database.read() as session:
        order = session.scalars(select(SupervisionOrder).order_by(SupervisionOrder.id.desc())).first()
    handler = town.signed_in("handler")
    paper = handler.read(f"/accountability/order/{order.id}")
    for part in (order.number, "督办回复单", "主送", "依据：国办发〔2016〕80号", "主要负责人签字"):
        assert part in paper, part
    paper = town.signed_in("leader").read(f"/accountability/{proposal}/print")
    for part in ("约谈建议书", "问2026-0001", "被提请单位", "园区政务公开方案", "□ 通报批评", "决定人签字"):
        assert part in paper, part
    assert "□ 问责" not in paper
    outsider = town.signed_in("outsider")
    outsider.read(f"/accountability/order/{order.id}", status=404)
    outsider.read(f"/accountability/{proposal}/print", status=404)


def test_a_notice_is_drafted_on_decision_checked_by_one_and_cleared_by_another(town: Town) -> None:
    here = f"/accountability/{proposed(town)}"
    town.signed_in("handler").send(f"{here}/state_side", text="通信中断")
    town.signed_in("leader").send(f"{here}/decide", measure="criticism", reason="督办后仍未发布")
    office = town.signed_in("officer")
    text = re.search(r'href="(/accountability/text/\d+)">处理通报', office.read(here)).group(1)
    assert "草稿，待核对" in office.read(text)
    assert office.send(f"{text}/submit", title="处理通报", body="对执法局予以通报批评。").status_code == 303
    assert "起草人不能审查自己的文稿" in office.read(text)
    assert office.send(f"{text}/clear", decision="clear").status_code == 403
    clearer = town.signed_in("clearer")
    assert clearer.send(f"{text}/clear", decision="clear").status_code == 409
    assert clearer.send(f"{text}/clear", decision="clear", item=list(ITEMS)).status_code == 303
    assert office.send(f"{text}/publish", url="https://park.example/n").status_code == 303
    assert "已公开" in office.read(text)
    handler = town.signed_in("handler")
    handler.read(text, status=403)
    assert "予以通报批评" not in handler.send(f"{text}/submit", title="x", body="x").text


def test_a_commendation_goes_from_the_office_over_a_leader_to_the_unit_and_the_evaluation(town: Town) -> None:
    case = town.case()
    town.change(lambda cast: assigned(cast, case, at("09:30")))
    town.clock.now = at("10:00")
    office, leader = town.signed_in("officer"), town.signed_in("leader")
    unit = str(town.cast.enforcement.id)
    assert office.send(f"/case/{case}/commend", unit=unit, grounds="连夜入户说明").status_code == 303
    here = re.search(r'href="(/accountability/commendation/\d+)"', leader.read("/accountability")).group(1)
    assert leader.send(f"{here}/decide", granted="yes", reason=" ").status_code == 409
    assert leader.send(f"{here}/decide", granted="yes", reason="值得推广").status_code == 303
    assert "连夜入户说明" in town.signed_in("handler").read("/unit")
    assert "连夜入户说明" in leader.read("/evaluation?period=2026-11")
    assert "表2026-0001" in leader.read("/accountability/register?kind=commendation&state=decided")
    town.signed_in("outsider").read(here, status=404)
    answer = office.send(f"{here}/text", kind="model_case")
    assert answer.status_code == 303
    assert "典型案例：执法局办理" in office.read(answer.headers["location"])


def test_a_leader_instructs_a_unit_and_hears_what_was_done(town: Town) -> None:
    case = town.case()
    town.change(lambda cast: assigned(cast, case, at("09:30")))
    town.clock.now = at("10:00")
    leader, unit = town.signed_in("leader"), str(town.cast.welfare.id)
    here = f"/case/{case}"
    bad = leader.send(f"{here}/instruct", text="妥善安置", unit=unit, term="尽快")
    assert bad.status_code == 409 and "看不懂时长" in bad.text and "妥善安置" in bad.text
    assert leader.send(f"{here}/instruct", text="妥善安置", unit="", term="").status_code == 422
    assert leader.send(f"{here}/instruct", text="妥善安置群众", unit=unit, term="12小时").status_code == 303
    assert "11月23日 22:00" in leader.read(here)
    outsider = town.signed_in("outsider")  # the handler of 社发局, which has no other part in the case
    assert outsider.send(f"{here}/report_back", instruction="1", report="已安置 42 人").status_code == 303
    assert "已安置 42 人" in leader.read(here)
    assert (
        town.signed_in("handler").send(f"{here}/report_back", instruction="1", report="x").status_code == 403
    )


def test_a_corrected_decision_stands_beside_the_former_one_everywhere(either_town: Town) -> None:
    town = either_town
    here = f"/accountability/{proposed(town)}"
    town.signed_in("handler").send(f"{here}/state_side", text="通信中断")
    leader = town.signed_in("leader")
    assert leader.send(f"{here}/correct_decision", measure="none", reason="x").status_code == 409
    leader.send(f"{here}/decide", measure="criticism", reason="督办后仍未发布")
    town.clock.now = at("19:40")
    leader = town.signed_in("leader")
    refused = leader.send(f"{here}/correct_decision", measure="criticism", reason="复核属实")
    assert refused.status_code == 409 and "复核属实" in refused.text
    sent = leader.send(f"{here}/correct_decision", measure="none", reason="确系通信中断")
    assert sent.status_code == 303
    page = leader.read(here)
    assert "更正后的决定：不予追究" in page and "已更正的决定" in page and "督办后仍未发布" in page
    paper = leader.read(f"{here}/print")
    assert "<strong>不予追究</strong>" in paper and "已更正的原决定：通报批评" in paper
    assert "不予追究（更正后）" in leader.read("/accountability/register?state=decided")
    with town.database.read() as session:
        case = session.scalars(select(Proposal.case_id)).first()
    history = leader.read(f"/case/{case}")
    assert "决定：通报批评" in history and "更正决定：不予追究" in history
    own = town.signed_in("own_leader")
    assert "更正决定 <small>" not in own.read(here)
    assert own.send(f"{here}/correct_decision", measure="interview", reason="x").status_code == 403


def test_a_corrected_commendation_counts_no_more(town: Town) -> None:
    case = town.case()
    town.change(lambda cast: assigned(cast, case, at("09:30")))
    town.clock.now = at("10:00")
    office, leader = town.signed_in("officer"), town.signed_in("leader")
    office.send(f"/case/{case}/commend", unit=str(town.cast.enforcement.id), grounds="连夜入户说明")
    here = re.search(r'href="(/accountability/commendation/\d+)"', leader.read("/accountability")).group(1)
    leader.send(f"{here}/decide", granted="yes", reason="值得推广")
    assert leader.send(f"{here}/correct", granted="no", reason=" ").status_code == 409
    assert leader.send(f"{here}/correct", granted="no", reason="登记有误").status_code == 303
    page = leader.read(here)
    assert "更正后的决定：不予表彰" in page and "值得推广" in page
    assert "连夜入户说明" not in leader.read("/evaluation?period=2026-11")
    assert "更正决定：不予表彰" in leader.read(f"/case/{case}")
    assert "不予表彰（更正后）" in leader.read("/accountability/register?kind=commendation")


@pytest.mark.parametrize(
    ("proof", "said"),
    [
        ('{"errcode": 0, "errmsg": "ok"}', "已送达，对方平台已确认收到"),
        ('{"StatusCode": 0}', "已送达，对方平台已确认收到"),
        ('{"errcode": 93000}', '已送达，对方回执：{"errcode": 93000}'),
        ("250 2.0.0 Ok", "已送达，对方回执：250 2.0.0 Ok"),
    ],
)
def test_the_receipt_of_a_robot_is_said_in_words(town: Town, proof: str, said: str) -> None:
    to = {"channel": "wecom", "recipient": "执法局工作群", "rung": "due"}
    notice = {**to, "sent_at": at("10:00").isoformat(), "proof": proof}
    with town.database.read() as session:
        view = evidence_view({"notices": [notice]}, Names(session))
    assert [one.note for one in view.notices] == [said]
