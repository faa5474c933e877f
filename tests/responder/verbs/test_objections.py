"""A unit that says the case is not its own, and what the office makes of that."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import AuditEntry, Case, CaseNote, Clock, Fault, Notice, Unit
from responder.accountability.faults import standing
from responder.casefile import open_objection
from responder.clocks import keeper
from responder.ladder.sweep import take
from responder.verbs.acknowledge import acknowledge
from responder.verbs.assign import assign
from responder.verbs.object_to import object_to, reject, uphold
from tests.support.cast import Cast, at

WHY = "供水管网由新港开发公司管理，不属本单位职责"


def assigned(cast: Cast) -> Case:
    case = cast.assigned(grade=None, tier=3, occurred_at=None)
    acknowledge(cast.session, case, by=cast.handler, policy=cast.policy, now=at("09:40"))
    return case


def objects(cast: Cast, case: Case, now: datetime, suggests: Unit | None = None) -> CaseNote:
    """The handler of the lead unit objects."""
    return object_to(
        cast.session, case, reason=WHY, by=cast.handler, policy=cast.policy, now=now, suggests=suggests
    )


def rejects(cast: Cast, objection: CaseNote, note: str, now: datetime) -> CaseNote:
    """The office does not agree."""
    return reject(cast.session, objection, note=note, by=cast.officer, policy=cast.policy, now=now)


def clock_of(cast: Cast, case: Case, milestone: str) -> Clock:
    return next(c for c in keeper.running(cast.session, case) if c.milestone == milestone)


def actions(cast: Cast) -> set[str]:
    cast.session.flush()
    return set(cast.session.scalars(select(AuditEntry.action)))


def test_an_upheld_objection_moves_the_case_and_the_due_moment_by_exactly_its_length(cast: Cast) -> None:
    case = assigned(cast)
    objection = object_to(
        cast.session,
        case,
        reason=WHY,
        by=cast.handler,
        policy=cast.policy,
        now=at("10:00"),
        suggests=cast.welfare,
    )
    before = clock_of(cast, case, "response").due_at
    uphold(
        cast.session, objection, lead=cast.welfare, note="职责分工如此", by=cast.officer,
        policy=cast.policy, now=at("13:30"),
    )  # fmt: skip
    after = clock_of(cast, case, "response")
    assert after.due_at - before == at("13:30") - at("10:00")
    assert (case.lead_unit_id, after.holder_unit_id) == (cast.welfare.id, cast.welfare.id)
    assert clock_of(cast, case, "acknowledge").anchor_at == at("13:30")
    assert {"object", "decide_objection", "defer"} <= actions(cast)


def test_the_moved_clock_climbs_its_ladder_from_the_moved_moment(cast: Cast) -> None:
    case = assigned(cast)
    objection = objects(cast, case, at("10:00"))
    uphold(
        cast.session, objection, lead=cast.welfare, note="改派", by=cast.officer, policy=cast.policy,
        now=at("14:00"),
    )  # fmt: skip
    clock = clock_of(cast, case, "response")
    assert take(cast.session, [clock.id], at("09:10", days=2)) == ["reminder_80", "reminder_50"]
    assert take(cast.session, [clock.id], at("13:10", days=2)) == ["overdue"]


def test_a_clock_that_was_late_before_the_objection_stays_late(cast: Cast) -> None:
    case = assigned(cast)
    take(cast.session, [clock_of(cast, case, "response").id], at("09:10", days=2))
    objection = objects(cast, case, at("10:00", days=2))
    uphold(
        cast.session, objection, lead=cast.welfare, note="改派", by=cast.officer, policy=cast.policy,
        now=at("11:00", days=2),
    )  # fmt: skip
    clock = clock_of(cast, case, "response")
    assert (clock.due_at, clock.missed_at) == (at("09:10", days=2), at("09:10", days=2))


def test_a_rejected_objection_moves_nothing_and_the_unit_hears_why(cast: Cast) -> None:
    case = assigned(cast)
    cast.contact(cast.enforcement, "handler", "handler@park.example")
    before = clock_of(cast, case, "response").due_at
    objection = objects(cast, case, at("10:00"))
    reject(
        cast.session,
        objection,
        note="三定方案写明由你局牵头",
        by=cast.officer,
        policy=cast.policy,
        now=at("11:00"),
    )
    assert (case.lead_unit_id, clock_of(cast, case, "response").due_at) == (cast.enforcement.id, before)
    told = cast.session.scalars(select(Notice).where(Notice.kind == "objection_decided")).one()
    assert "三定方案" in told.lines[0]
    assert open_objection(cast.session, case) is None


def test_the_office_hears_of_an_objection_and_whom_the_unit_suggests(cast: Cast) -> None:
    case = assigned(cast)
    cast.contact(cast.office, "handler", "office@park.example")
    record = object_to(
        cast.session,
        case,
        reason=WHY,
        by=cast.handler,
        policy=cast.policy,
        now=at("10:00"),
        suggests=cast.welfare,
    )
    told = cast.session.scalars(select(Notice).where(Notice.kind == "objection")).one()
    assert WHY in told.lines[0]
    assert "社发局" in told.lines[1]
    assert open_objection(cast.session, case) is record


def test_only_the_lead_unit_objects_with_a_reason_and_once_per_assignment(cast: Cast) -> None:
    case = assigned(cast)
    with pytest.raises(NotAllowed, match="执法局"):
        object_to(cast.session, case, reason=WHY, by=cast.outsider, policy=cast.policy, now=at("10:00"))
    with pytest.raises(Refused, match="理由"):
        object_to(cast.session, case, reason=" ", by=cast.handler, policy=cast.policy, now=at("10:00"))
    with pytest.raises(Refused, match="本单位"):
        object_to(
            cast.session,
            case,
            reason=WHY,
            by=cast.handler,
            policy=cast.policy,
            now=at("10:00"),
            suggests=cast.enforcement,
        )
    objects(cast, case, at("10:00"))
    with pytest.raises(Refused, match="已经提过异议"):
        objects(cast, case, at("10:05"))


def test_an_objection_is_decided_once_by_the_office_with_a_reason(cast: Cast) -> None:
    case = assigned(cast)
    objection = objects(cast, case, at("10:00"))
    with pytest.raises(NotAllowed, match="新闻办"):
        reject(cast.session, objection, note="维持", by=cast.handler, policy=cast.policy, now=at("10:30"))
    with pytest.raises(Refused, match="理由"):
        rejects(cast, objection, "", at("10:30"))
    with pytest.raises(Refused, match="改派其他单位"):
        uphold(
            cast.session, objection, lead=cast.enforcement, note="改派", by=cast.officer,
            policy=cast.policy, now=at("10:30"),
        )  # fmt: skip
    rejects(cast, objection, "维持原派单", at("10:30"))
    with pytest.raises(Refused, match="已经处理"):
        rejects(cast, objection, "再次维持", at("10:40"))


def test_an_objection_lapses_with_the_assignment_that_it_was_made_to(cast: Cast) -> None:
    case = assigned(cast)
    objection = objects(cast, case, at("10:00"))
    assign(cast.session, case, lead=cast.welfare, by=cast.officer, policy=cast.policy, now=at("10:20"))
    assert open_objection(cast.session, case) is None
    with pytest.raises(Refused, match="现行派单"):
        rejects(cast, objection, "维持", at("10:30"))


def test_what_fell_overdue_while_the_office_hesitated_is_nobodys_fault_and_climbs_anew(cast: Cast) -> None:
    case, session = cast.assigned(), cast.session
    given: dict[str, Any] = {"policy": cast.policy}
    acknowledge(session, case, by=cast.handler, now=at("09:40"), **given)
    first = next(clock for clock in keeper.running(session, case) if clock.milestone == "first_word")
    objection = object_to(session, case, reason="不归本单位", by=cast.handler, now=at("13:50"), **given)
    take(session, [first.id], at("14:05"))
    late = select(Fault.unit_id).where(Fault.kind == "late", standing())
    assert session.scalars(late).all() == [cast.enforcement.id]
    uphold(session, objection, lead=cast.welfare, note="属实", by=cast.officer, now=at("14:35"), **given)
    assert session.scalars(late).all() == []
    again = next(clock for clock in keeper.running(session, case) if clock.milestone == "first_word")
    assert (first.superseded_at, again.due_at, again.holder_unit_id) == (
        at("14:35"), at("14:45"), cast.welfare.id,
    )  # fmt: skip
    assert (again.next_rung, again.next_rung_at, again.born_overdue_seconds) == ("overdue", at("14:45"), 0)
    assert take(session, [again.id], at("14:46")) == ["overdue"]
    assert session.scalars(late).all() == [cast.welfare.id]
