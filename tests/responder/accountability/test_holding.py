"""Who held a case for how long: without gap, without overlap, nobody blamed for another's hours."""

from datetime import timedelta
from itertools import pairwise

from sqlalchemy import select

from huiying.core.models import Case, Clock
from responder.accountability.holding import shares
from responder.clocks import keeper
from responder.verbs.assign import assign
from responder.verbs.clear import clear
from responder.verbs.close import dismiss
from responder.verbs.draft import draft, submit
from tests.support.cast import TOLD, Cast, at


def held(cast: Cast, case: Case, until: str) -> list[tuple[str, int]]:
    clock = cast.session.scalars(select(Clock).where(Clock.milestone == "first_word")).one()
    return [
        (s.holder, int(s.lasted / timedelta(minutes=1))) for s in shares(cast.session, case, clock, at(until))
    ]


def test_before_the_assignment_the_office_holds_it_then_the_unit(cast: Cast) -> None:
    assert held(cast, cast.assigned(), "12:00") == [("office", 30), ("unit", 150)]


def test_while_a_draft_waits_the_clearer_holds_it_and_then_the_unit_again(cast: Cast) -> None:
    case = cast.assigned()
    written = draft(
        cast.session, case, kind="first_word", title="通报", body="正文。", elements=TOLD,
        by=cast.handler, now=at("10:00"),
    )  # fmt: skip
    submit(cast.session, written, by=cast.handler, policy=cast.policy, now=at("10:00"))
    back = "数字有误"
    clear(
        cast.session, written, cleared=False, note=back, by=cast.clearer, policy=cast.policy, now=at("10:20")
    )
    assert held(cast, case, "11:00") == [("office", 30), ("unit", 30), ("clearer", 20), ("unit", 40)]


def test_a_new_lead_unit_holds_it_from_its_assignment(cast: Cast) -> None:
    case = cast.assigned()
    assign(cast.session, case, lead=cast.welfare, by=cast.officer, policy=cast.policy, now=at("11:00"))
    clock = cast.session.scalars(select(Clock).where(Clock.milestone == "first_word")).one()
    units = [share.unit_id for share in shares(cast.session, case, clock, at("12:00"))]
    assert units == [None, cast.enforcement.id, cast.welfare.id]


def test_the_shares_end_with_the_clock_and_leave_no_gap(cast: Cast) -> None:
    case = cast.assigned()
    dismiss(cast.session, case, note="演练", by=cast.officer, policy=cast.policy, now=at("10:00"))
    clock = cast.session.scalars(select(Clock).where(Clock.milestone == "first_word")).one()
    split = shares(cast.session, case, clock, at("18:00"))
    assert split[-1].until == at("10:00")
    assert all(one.until == two.since for one, two in pairwise(split))


def test_an_evaluation_lies_with_the_office_alone(cast: Cast) -> None:
    case = cast.assigned()
    clock = keeper.running(cast.session, case)[0]
    clock.anchor, clock.anchor_at = "closed", at("12:00")
    assert [share.holder for share in shares(cast.session, case, clock, at("13:00"))] == ["office"]
