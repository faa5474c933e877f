"""Good work that the machine finds when a case closes, and who decides on it."""

import pytest
from sqlalchemy import select

from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Case, Clock, Commendation
from responder.accountability.merits import commend_on_facts
from responder.verbs.close import close
from responder.verbs.commend import commend, decide_commendation
from responder.verbs.correct import correct
from tests.responder.accountability.test_faults import FIXED, spoken
from tests.support.cast import Cast, at


def ended_well(cast: Cast, case: Case) -> None:
    """Whatever of the unit still ran was met with half of its time left."""
    for clock in cast.session.scalars(select(Clock).where(Clock.case_id == case.id, Clock.holder == "unit")):
        clock.missed_at, clock.met_at = None, clock.anchor_at + (clock.due_at - clock.anchor_at) / 2


def proposed(cast: Cast) -> list[str]:
    return [one.grounds for one in cast.session.scalars(select(Commendation).order_by(Commendation.id))]


def test_a_unit_that_met_every_clock_early_is_proposed_once(cast: Cast) -> None:
    case = cast.assigned()
    spoken(cast, case, "10:00")
    close(cast.session, case, note="已答复", by=cast.officer, policy=cast.policy, now=at("12:00"))
    assert proposed(cast) == []  # the explanation was never given
    ended_well(cast, case)
    (one,) = commend_on_facts(cast.session, case, at("12:00"))
    assert one.number == "表2026-0001" and "时限全部提前完成" in one.grounds
    assert "还剩 50% 的时间" in one.facts[0]
    assert commend_on_facts(cast.session, case, at("12:10")) == []


def test_a_unit_with_a_fault_on_the_case_is_not_proposed(cast: Cast) -> None:
    case = cast.assigned()
    record = spoken(cast, case, "10:00")
    ended_well(cast, case)
    correct(cast.session, record, **FIXED, noticed_by="others", by=cast.handler, now=at("11:00"))
    assert commend_on_facts(cast.session, case, at("12:00")) == []


@pytest.mark.parametrize(("clock", "many"), [("12:00", 1), ("12:01", 0)])
def test_ones_own_correction_is_prompt_within_two_hours(cast: Cast, clock: str, many: int) -> None:
    case = cast.assigned()
    record = spoken(cast, case, "10:00")
    correct(cast.session, record, **FIXED, noticed_by="self", by=cast.handler, now=at(clock))
    found = commend_on_facts(cast.session, case, at("13:00"))
    assert len(found) == many
    assert all("自行发现差错并及时更正" in one.grounds for one in found)


def test_the_office_proposes_and_a_leader_of_another_line_decides_once(cast: Cast) -> None:
    case = cast.assigned()
    with pytest.raises(NotAllowed):
        commend(cast.session, case, unit=cast.enforcement, grounds="好", by=cast.handler, now=at("12:00"))
    one = commend(
        cast.session, case, unit=cast.enforcement, grounds="连夜入户说明", by=cast.officer, now=at("12:00")
    )
    with pytest.raises(NotAllowed, match="其他领导"):
        decide_commendation(cast.session, one, granted=True, reason="好", by=cast.own_leader, now=at("12:10"))
    with pytest.raises(Refused, match="理由"):
        decide_commendation(cast.session, one, granted=True, reason=" ", by=cast.leader, now=at("12:10"))
    decide_commendation(cast.session, one, granted=True, reason="值得推广", by=cast.leader, now=at("12:10"))
    with pytest.raises(Refused, match="已有决定"):
        decide_commendation(cast.session, one, granted=False, reason="x", by=cast.leader, now=at("12:20"))
