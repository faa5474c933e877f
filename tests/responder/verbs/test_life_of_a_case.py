"""Verbs in their place and out of it: who may do what, what must stand before, what clocks it moves."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import (
    AuditEntry,
    Case,
    Clearance,
    Clock,
    Draft,
    Notice,
    Proposal,
    Publication,
    SupervisionOrder,
)
from responder.clocks import keeper
from responder.evidence import Evidence
from responder.ladder.sweep import take
from responder.verbs.account import decide, state_side
from responder.verbs.acknowledge import acknowledge
from responder.verbs.answer_order import answer_order
from responder.verbs.assign import assign
from responder.verbs.clear import CHECKLIST, clear, tick
from responder.verbs.close import close, dismiss, evaluate
from responder.verbs.confirm import confirm
from responder.verbs.draft import draft, submit
from responder.verbs.find_harm import find_harm
from responder.verbs.publish import confirm_evidence, publish
from responder.verbs.start_held import start_held
from tests.support.cast import TOLD, Cast, at


def cleared(cast: Cast, case: Case, kind: str = "first_word") -> Draft:
    written = draft(
        cast.session, case, kind=kind, title="情况通报", body="事故原因正在调查。伤者已送医。",
        elements=TOLD, by=cast.handler, now=at("10:00"),
    )  # fmt: skip
    submit(cast.session, written, by=cast.handler, policy=cast.policy, now=at("10:05"))
    for item in CHECKLIST:
        tick(cast.session, written, item, by=cast.clearer, now=at("10:10"))
    clear(cast.session, written, cleared=True, by=cast.clearer, policy=cast.policy, now=at("10:15"))
    return written


def published(cast: Cast, case: Case, kind: str = "first_word", contains: bool = True) -> Publication:
    seen = Evidence("https://park.example/1", at("10:30"), "全文", contains, "已抓取")
    return publish(
        cast.session, cleared(cast, case, kind), outlet="website", url=seen.url, published_at=at("10:20"),
        evidence=seen, by=cast.handler, policy=cast.policy, now=at("10:30"),
    )  # fmt: skip


def running(cast: Cast, case: Case) -> set[str]:
    return {clock.milestone for clock in keeper.running(cast.session, case)}


def test_a_new_case_asks_the_office_to_confirm_and_already_counts_towards_the_answer(cast: Cast) -> None:
    assert running(cast, cast.case()) == {"confirm", "first_word", "explanation"}


def test_confirming_asks_for_the_assignment_and_assigning_for_the_acknowledgement(cast: Cast) -> None:
    case = cast.assigned()
    assert running(cast, case) == {"acknowledge", "first_word", "explanation"}
    acknowledge(cast.session, case, by=cast.handler, policy=cast.policy, now=at("09:40"))
    assert running(cast, case) == {"first_word", "explanation"}


def test_only_the_office_confirms(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="新闻办"):
        confirm(cast.session, cast.case(), tier=2, by=cast.handler, policy=cast.policy, now=at("09:20"))


def test_another_tier_than_the_machines_needs_a_reason(cast: Cast) -> None:
    with pytest.raises(Refused, match="理由"):
        confirm(cast.session, cast.case(), tier=3, by=cast.officer, policy=cast.policy, now=at("09:20"))


def test_an_opinion_case_is_confirmed_before_it_is_assigned(cast: Cast) -> None:
    with pytest.raises(Refused, match="请先研判定级"):
        assign(
            cast.session, cast.case(), lead=cast.welfare, by=cast.officer, policy=cast.policy, now=at("09:20")
        )


def test_only_the_lead_unit_acknowledges_and_only_once(cast: Cast) -> None:
    case = cast.assigned()
    with pytest.raises(NotAllowed, match="执法局"):
        acknowledge(cast.session, case, by=cast.outsider, policy=cast.policy, now=at("09:40"))
    acknowledge(cast.session, case, by=cast.handler, policy=cast.policy, now=at("09:40"))
    with pytest.raises(Refused, match="无需重复"):
        acknowledge(cast.session, case, by=cast.handler, policy=cast.policy, now=at("09:41"))


def test_a_new_assignment_is_acknowledged_anew_and_takes_the_clocks_along(cast: Cast) -> None:
    case = cast.assigned()
    acknowledge(cast.session, case, by=cast.handler, policy=cast.policy, now=at("09:40"))
    assign(cast.session, case, lead=cast.welfare, by=cast.officer, policy=cast.policy, now=at("10:00"))
    held = {clock.milestone: clock.holder_unit_id for clock in keeper.running(cast.session, case)}
    assert held["first_word"] == cast.welfare.id
    assert held["acknowledge"] == cast.welfare.id


def test_nobody_clears_what_they_drafted(cast: Cast) -> None:
    case = cast.assigned()
    written = draft(
        cast.session, case, kind="first_word", title="通报", body="正文。", elements=TOLD,
        by=cast.officer, now=at("10:00"),
    )  # fmt: skip
    submit(cast.session, written, by=cast.officer, policy=cast.policy, now=at("10:00"))
    with pytest.raises(NotAllowed, match="起草人不能审查"):
        tick(cast.session, written, "secrecy", by=cast.officer, now=at("10:01"))


def test_the_database_itself_refuses_a_clearer_who_drafted(cast: Cast) -> None:
    case = cast.assigned()
    written = draft(
        cast.session, case, kind="first_word", title="通报", body="正文。", elements=TOLD,
        by=cast.officer, now=at("10:00"),
    )  # fmt: skip
    forged = Clearance(
        draft_id=written.id, drafter_id=cast.officer.id, clearer_id=cast.officer.id, cleared=True,
        at=at("10:01"),
    )  # fmt: skip
    with pytest.raises(IntegrityError), cast.session.begin_nested():
        cast.session.add(forged)
        cast.session.flush()


def test_an_unticked_item_keeps_a_draft_from_being_cleared(cast: Cast) -> None:
    case = cast.assigned()
    written = draft(
        cast.session, case, kind="first_word", title="通报", body="正文。", elements=TOLD,
        by=cast.handler, now=at("10:00"),
    )  # fmt: skip
    submit(cast.session, written, by=cast.handler, policy=cast.policy, now=at("10:00"))
    tick(cast.session, written, "secrecy", by=cast.clearer, now=at("10:01"))
    with pytest.raises(Refused, match="个人隐私"):
        clear(cast.session, written, cleared=True, by=cast.clearer, policy=cast.policy, now=at("10:02"))


def test_each_submitted_draft_has_its_own_clear_clock(cast: Cast) -> None:
    case = cast.assigned()
    for minute in ("10:00", "10:05"):
        written = draft(
            cast.session, case, kind="first_word", title="通报", body="正文。", elements=TOLD,
            by=cast.handler, now=at(minute),
        )  # fmt: skip
        submit(cast.session, written, by=cast.handler, policy=cast.policy, now=at(minute))
    clear(
        cast.session,
        written,
        cleared=False,
        note="数字有误",
        by=cast.clearer,
        policy=cast.policy,
        now=at("10:10"),
    )
    left = [c for c in keeper.running(cast.session, case) if c.milestone == "clear"]
    assert [clock.anchor_at for clock in left] == [at("10:00")]


def test_a_draft_says_all_three_elements_or_why_not(cast: Cast) -> None:
    case = cast.assigned()
    written = draft(
        cast.session, case, kind="first_word", title="通报", body="正文。",
        elements={"fact": {"present": True}}, by=cast.handler, now=at("10:00"),
    )  # fmt: skip
    with pytest.raises(Refused, match="政策措施"):
        submit(cast.session, written, by=cast.handler, policy=cast.policy, now=at("10:00"))


def test_nothing_is_published_that_was_not_cleared(cast: Cast) -> None:
    case = cast.assigned()
    written = draft(
        cast.session, case, kind="first_word", title="通报", body="正文。", elements=TOLD,
        by=cast.handler, now=at("10:00"),
    )  # fmt: skip
    with pytest.raises(Refused, match="尚未通过发布审查"):
        publish(
            cast.session, written, outlet="website", url="https://park.example", published_at=at("10:01"),
            by=cast.handler, policy=cast.policy, now=at("10:02"),
        )  # fmt: skip


def test_a_publication_meets_its_own_milestone_only_and_asks_for_progress(cast: Cast) -> None:
    case = cast.assigned()
    acknowledge(cast.session, case, by=cast.handler, policy=cast.policy, now=at("09:40"))
    published(cast, case)
    met = cast.session.scalars(select(Clock).where(Clock.milestone == "first_word")).one()
    assert met.met_at == at("10:20")
    assert met.missed_at is None
    assert running(cast, case) == {"explanation", "progress"}


def test_an_explanation_needs_a_media_outlet(cast: Cast) -> None:
    case = cast.assigned()
    with pytest.raises(Refused, match="媒体或新闻发布会"):
        published(cast, case, kind="explanation")


def test_a_page_without_the_cleared_text_counts_only_after_a_second_person_looked(cast: Cast) -> None:
    case = cast.assigned()
    record = published(cast, case, contains=False)
    assert "first_word" in running(cast, case)
    with pytest.raises(NotAllowed, match="另一位"):
        confirm_evidence(
            cast.session, record, by=cast.handler, note="截图", policy=cast.policy, now=at("11:00")
        )
    confirm_evidence(
        cast.session, record, by=cast.clearer, note="核对截图", policy=cast.policy, now=at("11:00")
    )
    assert "first_word" not in running(cast, case)


def test_a_case_is_closed_only_when_answered_and_what_was_owed_is_missed(cast: Cast) -> None:
    case = cast.assigned()
    with pytest.raises(Refused, match="不能办结"):
        close(cast.session, case, note="已处理", by=cast.officer, policy=cast.policy, now=at("10:00"))
    published(cast, case)
    close(cast.session, case, note="已处理", by=cast.officer, policy=cast.policy, now=at("12:00"))
    explanation = cast.session.scalars(select(Clock).where(Clock.milestone == "explanation")).one()
    assert explanation.missed_at == at("12:00")
    assert running(cast, case) == {"evaluation"}
    evaluate(cast.session, case, text="回应及时。", by=cast.officer, now=at("13:00"))
    assert running(cast, case) == set()


def test_a_false_alarm_leaves_no_missed_clock(cast: Cast) -> None:
    case = cast.assigned()
    dismiss(cast.session, case, note="演练，并非事故", by=cast.officer, policy=cast.policy, now=at("10:00"))
    clocks = cast.session.scalars(select(Clock).where(Clock.case_id == case.id)).all()
    assert all(clock.missed_at is None and clock.ended_at for clock in clocks)


def test_old_news_waits_for_a_person_before_its_clocks_start(cast: Cast) -> None:
    case = cast.case(held_reason="旧闻：发布于 60 天前")
    assert running(cast, case) == set()
    with pytest.raises(Refused, match="等待核实"):
        confirm(cast.session, case, tier=2, by=cast.officer, policy=cast.policy, now=at("09:30"))
    start_held(cast.session, case, by=cast.officer, policy=cast.policy, now=at("11:00"))
    due = {clock.milestone: clock.due_at for clock in keeper.running(cast.session, case)}
    assert due["first_word"] == at("16:00")


def test_an_archived_case_has_no_clocks_and_tells_nobody(cast: Cast) -> None:
    case = cast.case(archive=True)
    assert running(cast, case) == set()
    assert cast.session.scalars(select(Notice)).all() == []


def supervised(cast: Cast) -> Proposal:
    case = cast.assigned()
    clock = next(c for c in keeper.running(cast.session, case) if c.milestone == "first_word")
    take(cast.session, [clock.id], at("19:15"))
    return cast.session.scalars(select(Proposal)).one()


def test_the_supervised_unit_answers_its_order_once(cast: Cast) -> None:
    supervised(cast)
    order = cast.session.scalars(select(SupervisionOrder)).one()
    with pytest.raises(NotAllowed):
        answer_order(cast.session, order, text="说明", by=cast.outsider, now=at("20:00"))
    answer_order(cast.session, order, text="人手不足，已增派。", by=cast.handler, now=at("20:00"))
    with pytest.raises(Refused, match="已经回复"):
        answer_order(cast.session, order, text="再说明", by=cast.handler, now=at("20:05"))


def test_accountability_needs_harm_found_by_a_person_the_units_side_and_another_leader(cast: Cast) -> None:
    interview = supervised(cast)
    proposal = find_harm(cast.session, interview, text="谣言扩散，群众恐慌", by=cast.officer, now=at("20:00"))
    with pytest.raises(NotAllowed, match="领导"):
        decide(
            cast.session, proposal, measure="accountability", reason="属实", by=cast.officer, now=at("20:10")
        )
    with pytest.raises(Refused, match="陈述"):
        decide(
            cast.session, proposal, measure="accountability", reason="属实", by=cast.leader, now=at("20:10")
        )
    state_side(cast.session, proposal, text="情况说明", by=cast.handler, now=at("20:20"))
    with pytest.raises(NotAllowed, match="本人分管"):
        decide(
            cast.session,
            proposal,
            measure="accountability",
            reason="属实",
            by=cast.own_leader,
            now=at("20:30"),
        )
    decided = decide(
        cast.session, proposal, measure="accountability", reason="情况属实", by=cast.leader, now=at("20:30")
    )
    assert decided.measure == "accountability"
    with pytest.raises(Refused, match="已有决定"):
        decide(cast.session, proposal, measure="none", reason="改判", by=cast.leader, now=at("20:31"))


def test_an_interview_cannot_be_turned_into_accountability_without_harm(cast: Cast) -> None:
    interview = supervised(cast)
    state_side(cast.session, interview, text="情况说明", by=cast.handler, now=at("20:20"))
    with pytest.raises(Refused, match="严重后果"):
        decide(
            cast.session, interview, measure="accountability", reason="属实", by=cast.leader, now=at("20:30")
        )


def test_every_verb_leaves_its_audit_entry_in_the_same_transaction(cast: Cast) -> None:
    case = cast.assigned()
    published(cast, case)
    cast.session.flush()
    actions = set(cast.session.scalars(select(AuditEntry.action)))
    assert {"open", "confirm", "assign", "draft", "submit", "clear", "publish", "meet", "plan"} <= actions


def test_a_closed_case_takes_no_more_verbs(cast: Cast) -> None:
    case = cast.assigned()
    published(cast, case)
    close(cast.session, case, note="已处理", by=cast.officer, policy=cast.policy, now=at("12:00"))
    with pytest.raises(Refused, match="已办结"):
        assign(
            cast.session,
            case,
            lead=cast.welfare,
            by=cast.officer,
            policy=cast.policy,
            now=at("12:01") + timedelta(1),
        )
