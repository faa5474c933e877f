"""Verbs that change a case's course: who has it, how long, whether it is one case or two."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from huiying.core.actors import LinkHolder, name_by_link
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import (
    AuditEntry,
    Case,
    CasePost,
    Clock,
    Draft,
    Event,
    Notice,
    Publication,
)
from responder import casefile
from responder.accountability.holding import shares
from responder.clocks import keeper
from responder.clocks.moves import due_by_records
from responder.clocks.plan import explain
from responder.evidence import Evidence
from responder.verbs.acknowledge import acknowledge
from responder.verbs.add_progress import add_progress
from responder.verbs.assign import assign
from responder.verbs.clear import CHECKLIST, clear, tick
from responder.verbs.close import close, dismiss, evaluate
from responder.verbs.confirm import confirm
from responder.verbs.draft import draft, submit
from responder.verbs.extend import extend
from responder.verbs.instruct import instruct, report_back
from responder.verbs.join import join, split
from responder.verbs.mute import mute
from responder.verbs.object_to import object_to, uphold
from responder.verbs.pause import pause, resume
from responder.verbs.publish import confirm_evidence, publish
from responder.verbs.refer import hand_over, refer_out, report_up
from responder.verbs.reopen import reopen
from responder.verbs.transfer import transfer
from responder.verbs.withdraw import withdraw
from tests.support.cast import TOLD, Cast, at


def letter(cast: Cast, number: int, when: datetime, **change: Any) -> Case:
    """A message of one sender, given to 执法局."""
    case = cast.letter(number, when, **change)
    assign(cast.session, case, lead=cast.enforcement, by=cast.officer, policy=cast.policy, now=when)
    return case


def cleared(cast: Cast, case: Case, kind: str, now: datetime) -> Draft:
    written = draft(
        cast.session,
        case,
        kind=kind,
        title="答复",
        body="已安排检修。",
        elements=TOLD,
        by=cast.handler,
        now=now,
    )
    submit(cast.session, written, by=cast.handler, policy=cast.policy, now=now)
    for item in CHECKLIST:
        tick(cast.session, written, item, by=cast.clearer, now=now)
    clear(cast.session, written, cleared=True, by=cast.clearer, policy=cast.policy, now=now)
    return written


def published(cast: Cast, case: Case, kind: str, now: datetime) -> Publication:
    seen = Evidence("https://park.example/1", now, "全文", True, "已抓取")
    return publish(
        cast.session, cleared(cast, case, kind, now), outlet="website", url=seen.url, published_at=now,
        evidence=seen, by=cast.handler, policy=cast.policy, now=now,
    )  # fmt: skip


def clock_of(cast: Cast, case: Case, milestone: str) -> Clock:
    return next(c for c in keeper.running(cast.session, case) if c.milestone == milestone)


def running(cast: Cast, case: Case) -> set[str]:
    return {clock.milestone for clock in keeper.running(cast.session, case)}


def planned(cast: Cast, now: datetime) -> dict[str, Any]:
    return {"by": cast.officer, "policy": cast.policy, "now": now}


def test_a_transfer_needs_a_reason_another_unit_and_moves_no_clock(cast: Cast) -> None:
    case = cast.assigned()
    due = clock_of(cast, case, "first_word").due_at
    with pytest.raises(Refused, match="理由"):
        transfer(cast.session, case, lead=cast.welfare, reason=" ", **planned(cast, at("10:00")))
    with pytest.raises(Refused, match="已是牵头单位"):
        transfer(cast.session, case, lead=cast.enforcement, reason="分工", **planned(cast, at("10:00")))
    transfer(cast.session, case, lead=cast.welfare, reason="职责划转", **planned(cast, at("10:00")))
    clock = clock_of(cast, case, "first_word")
    assert (clock.due_at, clock.holder_unit_id) == (due, cast.welfare.id)
    assert clock_of(cast, case, "acknowledge").anchor_at == at("10:00")


def test_an_overdue_acknowledgement_stays_missed_by_who_had_the_case(cast: Cast) -> None:
    case = cast.assigned()
    late = clock_of(cast, case, "acknowledge")
    transfer(cast.session, case, lead=cast.welfare, reason="职责划转", **planned(cast, at("10:30")))
    assert (late.missed_at, late.ended_at, late.superseded_at) == (at("10:00"), at("10:30"), None)
    assert late.holder_unit_id == cast.enforcement.id
    again = clock_of(cast, case, "acknowledge")
    assert (again.anchor_at, again.holder_unit_id) == (at("10:30"), cast.welfare.id)
    transfer(cast.session, case, lead=cast.enforcement, reason="仍归执法", **planned(cast, at("10:40")))
    assert (again.missed_at, again.superseded_at) == (None, at("10:40"))


@pytest.mark.parametrize(("objected", "missed"), [("09:50", False), ("10:05", True)])
def test_who_objected_in_time_is_not_late_for_the_time_that_the_office_took(
    cast: Cast, objected: str, missed: bool
) -> None:
    case = cast.assigned()
    clock = clock_of(cast, case, "acknowledge")
    objection = object_to(
        cast.session, case, reason="不归本单位", by=cast.handler, policy=cast.policy, now=at(objected)
    )
    uphold(cast.session, objection, lead=cast.welfare, note="属实", **planned(cast, at("10:20")))
    assert (clock.superseded_at is None, clock.missed_at is not None) == (missed, missed)


def test_a_message_is_never_ended_as_a_false_alarm(cast: Cast) -> None:
    with pytest.raises(Refused, match="群众来信来电事项没有“误报”这一步"):
        dismiss(cast.session, letter(cast, 1, at("09:00")), note="不是诉求", **planned(cast, at("10:00")))


def test_a_case_that_nobody_was_given_cannot_be_transferred(cast: Cast) -> None:
    with pytest.raises(Refused, match="请先交办，再改派（“交办”由新闻办办理）"):
        transfer(cast.session, cast.case(), lead=cast.welfare, reason="分工", **planned(cast, at("09:20")))


def test_a_report_to_the_county_has_its_clock_until_the_hand_over_is_proven(cast: Cast) -> None:
    case = cast.assigned()
    record = report_up(
        cast.session, case, receiver="县应急管理局", reason="涉事重大", **planned(cast, at("09:40"))
    )
    assert clock_of(cast, case, "report_up").due_at == at("10:10")
    with pytest.raises(Refused, match="回执"):
        hand_over(cast.session, record, received_as="", evidence="传真", **planned(cast, at("10:00")))
    with pytest.raises(Refused, match="移交凭证"):
        close(cast.session, published(cast, case, "first_word", at("09:50")) and case, note="已处理",
              **planned(cast, at("10:00")))  # fmt: skip
    hand_over(cast.session, record, received_as="急收0012", evidence="传真回执", **planned(cast, at("10:00")))
    assert "report_up" not in running(cast, case)
    assert "explanation" in running(cast, case)


def test_an_opinion_that_left_the_park_is_not_answered_here_but_its_lateness_stays(cast: Cast) -> None:
    case = cast.assigned()
    late = clock_of(cast, case, "acknowledge")
    record = refer_out(cast.session, case, receiver="邻县", reason="不在园区", **planned(cast, at("10:30")))
    assert "first_word" in running(cast, case)
    hand_over(cast.session, record, received_as="收0001", evidence="函件", **planned(cast, at("11:00")))
    assert running(cast, case) == set()
    assert (late.missed_at, late.superseded_at) == (at("10:00"), None)
    close(cast.session, case, note="已转出", **planned(cast, at("11:10")))


def test_a_sender_whose_message_left_the_park_is_still_owed_an_answer(cast: Cast) -> None:
    case = letter(cast, 1, at("09:00"))
    record = refer_out(
        cast.session, case, receiver="市水务局", reason="市管管网", **planned(cast, at("10:00"))
    )
    hand_over(cast.session, record, received_as="收0002", evidence="系统转办", **planned(cast, at("10:30")))
    assert "reply" in running(cast, case)
    with pytest.raises(Refused, match="尚无已核对的发布"):
        close(cast.session, case, note="已转出", **planned(cast, at("11:00")))


def test_joined_messages_owe_by_the_earliest_receipt_and_answer_every_sender(cast: Cast) -> None:
    first, second = letter(cast, 1, at("09:00", days=-3)), letter(cast, 2, at("09:00"))
    acknowledge(cast.session, first, by=cast.handler, policy=cast.policy, now=at("10:00", days=-3))
    before = clock_of(cast, first, "reply").due_at
    join(cast.session, first, into=second, reason="同一盏路灯", **planned(cast, at("10:00")))
    assert clock_of(cast, second, "reply").due_at == before
    assert (first.closed_at, running(cast, first)) == (at("10:00"), set())
    assert not casefile.is_answered(cast.session, second)
    published(cast, second, "reply", at("11:00"))
    assert casefile.is_answered(cast.session, second)
    assert "reply" not in running(cast, second)


def test_an_answer_from_before_a_sender_came_does_not_count_for_them(cast: Cast) -> None:
    answered, late = letter(cast, 1, at("09:00")), letter(cast, 2, at("09:30"))
    published(cast, answered, "reply", at("10:00"))
    with pytest.raises(Refused, match="已经回应"):
        join(cast.session, late, into=answered, reason="同一盏路灯", **planned(cast, at("10:30")))


def test_a_stricter_case_is_not_put_under_a_laxer_one(cast: Cast) -> None:
    inquiry, complaint = (
        letter(cast, 1, at("09:00"), appeal="inquiry"),
        letter(cast, 2, at("09:00"), appeal="complaint"),
    )
    with pytest.raises(Refused, match="时限更紧"):
        join(cast.session, inquiry, into=complaint, reason="同一件事", **planned(cast, at("10:00")))


def test_a_split_off_message_keeps_its_receipt_and_starts_at_the_office(cast: Cast) -> None:
    first, second = letter(cast, 1, at("09:00")), letter(cast, 2, at("09:10"))
    join(cast.session, second, into=first, reason="同一盏路灯", **planned(cast, at("10:00")))
    posts = list(cast.session.scalars(select(CasePost.post_id).where(CasePost.case_id == first.id)))
    with pytest.raises(Refused, match="至少留一件"):
        split(
            cast.session,
            first,
            title="另一盏",
            reason="不同地点",
            post_ids=posts,
            **planned(cast, at("10:30")),
        )
    part = split(
        cast.session,
        first,
        title="另一盏",
        reason="不同地点",
        post_ids=posts[1:],
        **planned(cast, at("10:30")),
    )
    assert running(cast, part) == {"assign", "reply"}
    assert clock_of(cast, part, "reply").anchor_at == at("09:10")
    with pytest.raises(Refused, match="拆分"):
        reopen(cast.session, second, reason="重办", **planned(cast, at("11:00")))


def test_a_withdrawn_publication_answers_nothing_any_more(cast: Cast) -> None:
    case = cast.assigned()
    record = published(cast, case, "first_word", at("10:00"))
    met = cast.session.scalars(select(Clock).where(Clock.milestone == "first_word")).one()
    withdraw(cast.session, record, reason="数字有误", noticed_by="others", **planned(cast, at("12:00")))
    assert met.superseded_at == at("12:00")
    again = clock_of(cast, case, "first_word")
    assert (again.anchor_at, again.due_at) == (at("09:00"), at("14:00"))
    assert "progress" not in running(cast, case)
    with pytest.raises(Refused, match="已经撤回"):
        withdraw(cast.session, record, reason="数字有误", noticed_by="self", **planned(cast, at("12:01")))


def test_progress_is_noted_by_the_unit_and_answers_nobody(cast: Cast) -> None:
    case = cast.assigned()
    add_progress(cast.session, case, text="已到现场", by=cast.handler, now=at("10:00"))
    assert "first_word" in running(cast, case)
    with pytest.raises(NotAllowed, match="执法局"):
        add_progress(cast.session, case, text="旁观", by=cast.outsider, now=at("10:00"))


def test_an_extension_moves_the_clock_once_and_says_so(cast: Cast) -> None:
    case = letter(cast, 1, at("09:00"))
    clock = clock_of(cast, case, "reply")
    extend(cast.session, clock, term="5个工作日", reason="须现场勘查", by=cast.officer, now=at("10:00"))
    assert clock.due_at == at("17:30", days=21)
    assert due_by_records(clock) == clock.due_at
    assert "延期，顺延5个工作日至2026年12月14日 17:30（须现场勘查）" in explain(clock)
    with pytest.raises(Refused, match="最多延期 1 次"):
        extend(cast.session, clock, term="1个工作日", reason="再延", by=cast.officer, now=at("10:00"))


@pytest.mark.parametrize(
    ("term", "now", "why"),
    [
        ("11个工作日", at("10:00"), "太长"),
        ("5小时", at("10:00"), "同样的写法"),
        ("很久", at("10:00"), "看不懂"),
        ("5个工作日", at("17:31", days=14), "逾期之后不能延期"),
    ],
)
def test_an_extension_out_of_its_rule_is_refused(cast: Cast, term: str, now: datetime, why: str) -> None:
    clock = clock_of(cast, letter(cast, 1, at("09:00")), "reply")
    with pytest.raises(Refused, match=why):
        extend(cast.session, clock, term=term, reason="勘查", by=cast.officer, now=now)


def test_the_state_councils_deadline_can_be_neither_extended_nor_paused(cast: Cast) -> None:
    case = cast.assigned()
    acknowledge(cast.session, case, by=cast.handler, policy=cast.policy, now=at("09:40"))
    clock = clock_of(cast, case, "first_word")
    with pytest.raises(Refused, match="国办发〔2016〕80号"):
        extend(cast.session, clock, term="5小时", reason="来不及", by=cast.officer, now=at("10:00"))
    with pytest.raises(Refused, match="不能暂停"):
        pause(cast.session, case, ground="third_party", reason="征求意见", by=cast.officer, now=at("10:00"))


def test_a_pause_adds_exactly_its_running_time_and_nobody_holds_the_case_meanwhile(cast: Cast) -> None:
    case = letter(cast, 1, at("09:00"))
    acknowledge(cast.session, case, by=cast.handler, policy=cast.policy, now=at("09:30"))
    clock = clock_of(cast, case, "reply")
    before = clock.due_at
    pause(cast.session, case, ground="third_party", reason="征求业主意见", by=cast.officer, now=at("10:00"))
    assert clock.next_rung_at is None
    assert "起暂停计时" in explain(clock)
    with pytest.raises(Refused, match="正在暂停"):
        transfer(cast.session, case, lead=cast.welfare, reason="分工", **planned(cast, at("11:00")))
    resume(cast.session, case, why="业主同意", by=cast.officer, now=at("15:00", days=1))
    # Monday 10:00-17:30 and Tuesday 08:30-15:00 are 14 hours: one working day and five hours more.
    assert clock.due_at == at("13:30", days=16)
    assert due_by_records(clock) == clock.due_at > before
    assert clock.next_rung == "reminder_50"
    assert "暂停，顺延1个工作日又5小时办公时间" in explain(clock)
    held = [(s.holder, s.lasted) for s in shares(cast.session, case, clock, at("16:00", days=1))]
    assert held == [
        ("unit", timedelta(hours=1)),
        ("paused", timedelta(hours=29)),
        ("unit", timedelta(hours=1)),
    ]
    with pytest.raises(Refused, match="没有暂停"):
        resume(cast.session, case, why="再次", by=cast.officer, now=at("16:00", days=1))


def test_a_reopened_case_owes_a_renewed_answer_and_a_new_closing(cast: Cast) -> None:
    case = cast.assigned()
    published(cast, case, "first_word", at("10:00"))
    close(cast.session, case, note="已处理", **planned(cast, at("12:00")))
    evaluate(cast.session, case, text="及时", by=cast.officer, now=at("13:00"))
    reopen(cast.session, case, reason="群众不认可", **planned(cast, at("14:00")))
    assert running(cast, case) == {"acknowledge", "explanation", "progress", "renewed_answer"}
    with pytest.raises(Refused, match="尚无已核对的发布"):
        close(cast.session, case, note="已处理", **planned(cast, at("14:30")))
    published(cast, case, "response" if case.tier and case.tier > 2 else "first_word", at("15:00"))
    assert "renewed_answer" not in running(cast, case)
    close(cast.session, case, note="再次回应", **planned(cast, at("16:00")))
    assert running(cast, case) == {"evaluation"}
    missed = cast.session.scalars(
        select(Clock).where(Clock.milestone == "explanation", Clock.missed_at.is_not(None))
    )
    assert sum(clock.superseded_at is None for clock in missed) == 1


def test_a_dismissed_case_reopened_owes_what_it_owed(cast: Cast) -> None:
    case = cast.assigned()
    dismiss(cast.session, case, note="演练", **planned(cast, at("10:00")))
    reopen(cast.session, case, reason="并非演练", **planned(cast, at("15:00")))
    clock = clock_of(cast, case, "first_word")
    assert (clock.due_at, clock.born_overdue_seconds) == (at("14:00"), 3600)


def test_a_muted_event_needs_a_reason_and_an_event(cast: Cast) -> None:
    with pytest.raises(Refused, match="不是由事件立项"):
        mute(cast.session, cast.case(), reason="演练", **planned(cast, at("10:00")))
    event = Event(
        key="1", title="演练", first_at=at("09:00"), last_at=at("09:00"), detected_at=at("09:00"), tier=2
    )
    cast.session.add(event)
    cast.session.flush()
    case = cast.case(event=event)
    with pytest.raises(Refused, match="为什么是误报"), cast.session.begin_nested():
        mute(cast.session, case, reason=" ", **planned(cast, at("10:00")))
    record = mute(cast.session, case, reason="应急演练", **planned(cast, at("10:00")))
    assert (record.tier, case.closed_at) == (2, at("10:00"))


def test_an_instruction_is_a_task_with_the_leaders_limit_and_ends_with_the_units_report(cast: Cast) -> None:
    case = cast.assigned()
    with pytest.raises(Refused, match="由哪位领导"):
        instruct(cast.session, case, text="请核实", unit=cast.welfare, **planned(cast, at("10:00")))
    given = instruct(
        cast.session, case, text="请核实并报告", unit=cast.welfare, leader=cast.leader, term="4小时",
        **planned(cast, at("10:00")),
    )  # fmt: skip
    clock = clock_of(cast, case, "instruction")
    assert (clock.due_at, clock.holder_unit_id) == (at("14:00"), cast.welfare.id)
    said = {"report": "已核实", "policy": cast.policy, "now": at("12:00")}
    with pytest.raises(NotAllowed, match="社发局"):
        report_back(cast.session, given, by=cast.handler, **said)
    transfer(cast.session, case, lead=cast.office, reason="提级办理", **planned(cast, at("11:00")))
    assert clock.holder_unit_id == cast.welfare.id
    report_back(cast.session, given, by=cast.outsider, **said)
    assert clock.met_at == at("12:00")
    with pytest.raises(Refused, match="已经报告"):
        report_back(cast.session, given, by=cast.outsider, **said)


def test_a_case_with_an_open_instruction_is_not_ended(cast: Cast) -> None:
    case = cast.assigned()
    instruct(
        cast.session,
        case,
        text="请核实",
        unit=cast.welfare,
        by=cast.leader,
        policy=cast.policy,
        now=at("10:00"),
    )
    with pytest.raises(Refused, match="批示未报告"):
        dismiss(cast.session, case, note="演练", **planned(cast, at("11:00")))


def test_only_the_office_changes_the_course(cast: Cast) -> None:
    case, now = cast.assigned(), at("10:00")
    unit: dict[str, Any] = {"by": cast.handler, "policy": cast.policy, "now": now}
    with pytest.raises(NotAllowed, match="新闻办"):
        transfer(cast.session, case, lead=cast.welfare, reason="分工", **unit)
    with pytest.raises(NotAllowed, match="新闻办"):
        refer_out(cast.session, case, receiver="邻县", reason="不在园区", **unit)
    with pytest.raises(NotAllowed, match="新闻办"):
        reopen(cast.session, case, reason="重办", **unit)
    with pytest.raises(NotAllowed, match="新闻办"):
        pause(cast.session, case, ground="applicant", reason="等待", by=cast.leader, now=now)


def test_verbs_of_the_course_leave_audit_entries_and_notices(cast: Cast) -> None:
    cast.contact(cast.enforcement, "handler", "handler@park.example")
    case = letter(cast, 1, at("09:00"))
    pause(cast.session, case, ground="third_party", reason="征求意见", by=cast.officer, now=at("10:00"))
    resume(cast.session, case, why="同意", by=cast.officer, now=at("12:00"))
    extend(
        cast.session,
        clock_of(cast, case, "reply"),
        term="1个工作日",
        reason="勘查",
        by=cast.officer,
        now=at("13:00"),
    )
    actions = set(cast.session.scalars(select(AuditEntry.action)))
    kinds = set(cast.session.scalars(select(Notice.kind)))
    assert {"pause", "stop", "resume", "go_on", "extend"} <= actions
    assert {"paused", "resumed", "extended"} <= kinds


def test_a_tier_change_while_a_message_is_paused_is_refused(cast: Cast) -> None:
    case = letter(cast, 1, at("09:00"))
    pause(cast.session, case, ground="third_party", reason="征求意见", by=cast.officer, now=at("10:00"))
    with pytest.raises(Refused, match="正在暂停"):
        confirm(cast.session, case, tier=2, reason="升级", **planned(cast, at("11:00")))


def test_a_sender_who_joins_during_a_pause_gets_a_clock_that_stands_still_too(cast: Cast) -> None:
    case = letter(cast, 2, at("09:00"))
    pause(cast.session, case, ground="third_party", reason="征求意见", by=cast.officer, now=at("10:00"))
    earlier = letter(cast, 1, at("09:00", days=-1))
    post = cast.session.scalars(select(CasePost).where(CasePost.case_id == earlier.id)).one()
    post.case_id = case.id
    keeper.replan(cast.session, case, cast.policy, at("11:00"))
    clock = clock_of(cast, case, "reply")
    assert (clock.anchor_at, clock.paused_at) == (at("09:00", days=-1), at("10:00"))


def test_who_recorded_a_publication_by_a_link_is_no_second_person_with_their_account(cast: Cast) -> None:
    case = cast.assigned()
    cadre = LinkHolder(
        name_by_link("某人", "经办人"), "某人", cast.enforcement.id, case.id, account_id=cast.handler.id
    )
    record = publish(
        cast.session, cleared(cast, case, "first_word", at("10:00")), outlet="press_conference",
        published_at=at("10:00"), by=cadre, policy=cast.policy, now=at("10:00"),
    )  # fmt: skip
    given = {"note": "截图属实", "policy": cast.policy, "now": at("10:30")}
    with pytest.raises(NotAllowed, match="另一位同事"):
        confirm_evidence(cast.session, record, by=cast.handler, **given)
    confirm_evidence(cast.session, record, by=cast.officer, **given)
    assert "first_word" not in running(cast, case)
