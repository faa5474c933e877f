"""督办问责: from an overdue clock by the real sweep to a leader's decision."""

import re

from sqlalchemy import select

from huiying.core.models import Decision, Proposal, SupervisionOrder
from responder.ladder.sweep import sweep
from tests.dashboard.conftest import Town
from tests.dashboard.test_access import assigned
from tests.support.cast import at


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
