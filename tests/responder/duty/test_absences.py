"""Whoever is away has a deputy, who hears, and signs where it was delegated; both names stay."""

from typing import Any

import pytest
from sqlalchemy import select

from huiying.core.actors import LinkHolder
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Absence, AuditEntry, Contact, Notice, Proposal, Unit, User
from responder.duty import absences
from responder.duty.members import Member, members
from responder.duty.signing import delegated
from responder.outbox import queue
from responder.outbox.people import recipients
from responder.verbs.account import decide, waive_side
from responder.verbs.acknowledge import acknowledge
from tests.support.cast import Cast, at


def member(cast: Cast, one: User | Contact) -> Member:
    key = "user_id" if isinstance(one, User) else "contact_id"
    return next(found for found in members(cast.session) if getattr(found, key) == one.id)


def away(cast: Cast, person: User | Contact, deputy: User | Contact | None, **change: Any) -> Absence:
    facts = {
        "kind": "leave",
        "starts_at": at("09:00"),
        "ends_at": at("18:00", days=4),
        "reason": "年休假",
        "by": cast.officer,
        "now": at("08:00"),
    }
    cast.session.flush()
    stand_in = member(cast, deputy) if deputy else None
    return absences.enter(cast.session, person=member(cast, person), deputy=stand_in, **{**facts, **change})


def reached(cast: Cast, duty: str, unit: Unit | None, days: int = 0) -> list[str | None]:
    found = recipients(cast.session, duty, unit.id if unit else None, at("10:00", days=days))
    return [one.address for one in found]


def told(cast: Cast, duty: str = "head") -> list[Notice]:
    values: dict[str, Any] = {"subject": "【超时】", "lines": ["请办理。"], "occasion": "overdue"}
    return queue(
        cast.session, kind="overdue", duty=duty, unit_id=cast.enforcement.id, now=at("10:00"), **values
    )


def test_the_deputy_hears_from_the_first_to_the_last_moment_and_the_notice_says_why(cast: Cast) -> None:
    head = cast.contact(cast.enforcement, "head", "head@example.cn")
    deputy = cast.contact(cast.welfare, "handler", "deputy@example.cn")
    away(cast, head, deputy)
    assert reached(cast, "head", cast.enforcement) == ["deputy@example.cn"]
    assert reached(cast, "head", cast.enforcement, days=5) == ["head@example.cn"]
    (notice,) = told(cast)
    assert notice.recipient == "社发局经办人 社发局handler（代执法局主要负责人 执法局head）"
    assert notice.lines[1] == (
        "由社发局经办人 社发局handler代：执法局主要负责人 执法局head休假（至 2026年11月27日 18:00）"
    )


def test_a_deputy_who_goes_away_too_is_stood_in_for(cast: Cast) -> None:
    head = cast.contact(cast.enforcement, "head", "head@example.cn")
    first = cast.contact(cast.welfare, "head", "first@example.cn")
    second = cast.contact(cast.welfare, "handler", "second@example.cn")
    away(cast, head, first)
    away(cast, first, second)
    assert reached(cast, "head", cast.enforcement) == ["second@example.cn"]


def test_without_anybody_in_his_place_the_standing_deputy_hears_and_else_the_office(cast: Cast) -> None:
    head = cast.contact(cast.enforcement, "head", "head@example.cn")
    standing = cast.contact(cast.enforcement, "deputy", "standing@example.cn")
    cast.contact(cast.office, "handler", "office@example.cn")
    away(cast, head, None)
    (notice,) = told(cast)
    assert notice.address == "standing@example.cn"
    assert "由执法局代理人 执法局deputy代：执法局主要负责人 执法局head休假" in notice.lines[1]
    standing.email = None
    cast.session.flush()
    dead, relayed = queue(
        cast.session,
        kind="supervision",
        duty="head",
        unit_id=cast.enforcement.id,
        subject="【督办】",
        lines=["请书面说明。"],
        now=at("10:00"),
        occasion="supervision",
    )
    assert (dead.state, relayed.address) == ("failed", "office@example.cn")
    assert "无法直接通知，请代为转达" in relayed.lines[-1]


def test_two_who_stand_in_for_each_other_are_not_followed_for_ever(cast: Cast) -> None:
    head = cast.contact(cast.enforcement, "head", "head@example.cn")
    other = cast.contact(cast.welfare, "head", "other@example.cn")
    away(cast, head, other, ends_at=at("12:00"))
    record = away(cast, other, head, starts_at=at("13:00"))
    record.starts_at = at("09:00")
    cast.session.flush()
    assert reached(cast, "head", cast.enforcement) == []


def test_a_leader_who_travels_hears_through_another(cast: Cast) -> None:
    cast.leader.email, cast.own_leader.email = "leader@example.cn", "own@example.cn"
    away(cast, cast.leader, cast.own_leader, kind="travel")
    assert reached(cast, "leadership", None) == ["own@example.cn"]


def test_whoever_only_delegates_hears_as_before(cast: Cast) -> None:
    cast.leader.email, cast.own_leader.email = "leader@example.cn", "own@example.cn"
    with pytest.raises(Refused, match="请选择委托哪些权限"):
        away(cast, cast.leader, cast.own_leader, kind="delegation")
    away(cast, cast.leader, cast.own_leader, kind="delegation", powers=["decide"])
    assert reached(cast, "leadership", None) == ["leader@example.cn", "own@example.cn"]


def test_whoever_is_back_early_hears_again(cast: Cast) -> None:
    head = cast.contact(cast.enforcement, "head", "head@example.cn")
    record = away(cast, head, cast.contact(cast.welfare, "head", "deputy@example.cn"))
    with pytest.raises(NotAllowed, match="由本人、本单位或新闻办办理"):
        absences.end(cast.session, record, by=cast.outsider, now=at("09:30"))
    absences.end(cast.session, record, by=cast.handler, now=at("09:30"))
    assert reached(cast, "head", cast.enforcement) == ["head@example.cn"]
    with pytest.raises(Refused, match="已经结束"):
        absences.end(cast.session, record, by=cast.officer, now=at("09:31"))


def test_an_absence_that_leaves_nobody_is_refused_with_the_remedy(cast: Cast) -> None:
    head = cast.contact(cast.enforcement, "head", "head@example.cn")
    silent = cast.contact(cast.welfare, "head", "")
    refusals = [
        ((head, None), {}, "请为执法局主要负责人 执法局head指定代理人"),
        ((head, head), {}, "代理人不能是本人"),
        ((head, silent), {}, "没有登记邮箱和电话"),
        ((head, silent), {"reason": " "}, "请写明事由"),
        ((head, silent), {"ends_at": at("08:30")}, "结束须晚于开始"),
        ((head, silent), {"kind": "sabbatical"}, "没有“sabbatical”这一类"),
        ((head, silent), {"by": cast.outsider}, "只能登记本人或本单位人员"),
    ]
    for (person, deputy), change, said in refusals:
        with pytest.raises((Refused, NotAllowed), match=said):
            away(cast, person, deputy, **change)
    away(cast, head, cast.contact(cast.welfare, "handler", "deputy@example.cn"))
    with pytest.raises(Refused, match="已登记休假，请错开"):
        away(cast, head, cast.contact(cast.welfare, "deputy", "other@example.cn"))
    with pytest.raises(Refused, match="也不在岗"):
        away(cast, silent, head)


def test_the_unit_is_signed_for_in_anothers_name_and_both_names_stay(cast: Cast) -> None:
    head = cast.contact(cast.enforcement, "head", "head@example.cn")
    cast.handler.email = "handler@example.cn"
    record = away(cast, head, cast.handler, powers=["acknowledge"])
    case = cast.assigned()
    signed = acknowledge(
        cast.session, case, by=cast.handler, policy=cast.policy, now=at("09:40"), in_the_name_of=record
    )
    assert (signed.by, cast.session.get_one(Absence, signed.absence_id).person) == (
        "handler",
        "执法局主要负责人 执法局head",
    )


def test_a_delegation_that_is_over_or_not_ones_own_signs_nothing(cast: Cast) -> None:
    head = cast.contact(cast.enforcement, "head", "head@example.cn")
    cast.handler.email = "handler@example.cn"
    record = away(cast, head, cast.handler, powers=["acknowledge"], ends_at=at("09:35"))
    heard = away(cast, head, cast.handler, starts_at=at("09:36"))
    case = cast.assigned()
    for one in (record, heard):
        with pytest.raises(NotAllowed, match="没有代执法局主要负责人 执法局head“签收交办”的委托"):
            acknowledge(
                cast.session, case, by=cast.handler, policy=cast.policy, now=at("09:40"), in_the_name_of=one
            )


def test_by_a_link_a_deputy_signs_what_a_unit_signs_and_decides_nothing(cast: Cast) -> None:
    head = cast.contact(cast.enforcement, "head", "head@example.cn")
    cast.handler.email = "handler@example.cn"
    record = away(cast, head, cast.handler, powers=["acknowledge"])
    case = cast.assigned()
    given = {"unit_id": cast.enforcement.id, "only_case": case.id}
    known = LinkHolder("经链接:handler/经办人", "handler", **given, account_id=cast.handler.id)
    nobody = LinkHolder("经链接:某/经办人", "某", **given)
    assert delegated(cast.session, nobody, "acknowledge", at("09:40")) == []
    assert delegated(cast.session, known, "acknowledge", at("09:40")) == [record]
    record.powers = ["acknowledge", "decide"]
    assert delegated(cast.session, known, "decide", at("09:40")) == []


def test_powers_go_only_to_whoever_may_have_them(cast: Cast) -> None:
    head = cast.contact(cast.enforcement, "head", "head@example.cn")
    for user in (cast.outsider, cast.officer, cast.own_leader):
        user.email = f"{user.name}@example.cn"
    with pytest.raises(Refused, match="只能委托给本单位有账号的人员"):
        away(cast, head, cast.outsider, powers=["acknowledge"])
    with pytest.raises(Refused, match="只能委托给另一位领导"):
        away(cast, cast.leader, cast.officer, powers=["decide"])
    with pytest.raises(Refused, match="代签须有账号"):
        away(cast, head, cast.contact(cast.enforcement, "deputy", "d@example.cn"), powers=["acknowledge"])
    with pytest.raises(Refused, match="没有这种权限：reign"):
        away(cast, cast.leader, cast.own_leader, powers=["reign"])


def proposal(cast: Cast, unit: Unit) -> Proposal:
    found = Proposal(
        kind="criticism",
        case_id=cast.assigned().id,
        unit_id=unit.id,
        faults=["late"],
        summary="三次超时",
        evidence={},
        proposed_by="machine",
        proposed_at=at("09:40"),
    )
    cast.session.add(found)
    cast.session.flush()
    waive_side(cast.session, found, by=cast.officer, note="电话通知", now=at("09:50"))
    return found


def second_leader(cast: Cast) -> User:
    found = User(
        name="second", display_name="second", password_hash="-", role="leader", created_at=at("08:00")
    )
    found.email = "second@example.cn"
    cast.session.add(found)
    cast.session.flush()
    return found


def test_a_leader_decides_in_anothers_name_and_both_names_stay(cast: Cast) -> None:
    second = second_leader(cast)
    record = away(cast, cast.leader, second, kind="travel", powers=["decide"])
    made = decide(
        cast.session,
        proposal(cast, cast.enforcement),
        measure="criticism",
        reason="属实",
        by=second,
        now=at("10:00"),
        in_the_name_of=record,
    )
    assert (made.by, made.absence_id) == ("second", record.id)
    assert delegated(cast.session, second, "decide", at("10:00")) == [record]
    assert delegated(cast.session, cast.leader, "decide", at("10:00")) == []


def test_neither_the_deputys_nor_the_leaders_own_line_is_decided_by_a_deputy(cast: Cast) -> None:
    second, own = second_leader(cast), cast.own_leader
    own.email = "own@example.cn"
    of_own = away(cast, own, second, kind="travel", powers=["decide"])
    matter = proposal(cast, cast.enforcement)
    facts: dict[str, Any] = {"measure": "none", "reason": "不成立", "now": at("10:00")}
    with pytest.raises(NotAllowed, match="事涉own_leader分管的单位，代签人也不能决定"):
        decide(cast.session, matter, by=second, in_the_name_of=of_own, **facts)
    absences.end(cast.session, of_own, by=own, now=at("09:30"))
    to_own = away(cast, cast.leader, own, kind="travel", powers=["decide"], starts_at=at("09:31"))
    with pytest.raises(NotAllowed, match="事涉本人分管的单位"):
        decide(cast.session, matter, by=own, in_the_name_of=to_own, **facts)


def test_what_was_entered_is_on_the_audit_trail_without_names(cast: Cast) -> None:
    head = cast.contact(cast.enforcement, "head", "head@example.cn")
    away(cast, head, cast.contact(cast.welfare, "head", "d@example.cn"))
    entry = cast.session.scalars(select(AuditEntry).where(AuditEntry.action == "absent")).one()
    assert entry.detail == {"kind": "leave", "powers": []}
