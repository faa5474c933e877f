"""The faults that the machine finds on the records of a case, and those that are none."""

import pytest
from sqlalchemy import select

from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Assignment, Case, Clock, Event, Fault, Publication, Rung
from responder.accountability import faults
from responder.evidence import Evidence
from responder.verbs.assign import assign
from responder.verbs.clear import CHECKLIST, clear, tick
from responder.verbs.close import close
from responder.verbs.correct import correct
from responder.verbs.draft import draft, submit
from responder.verbs.find_harm import find_harm_of
from responder.verbs.publish import confirm_evidence, publish
from responder.verbs.record_fault import record_fault
from responder.verbs.withdraw import withdraw
from tests.support.cast import TOLD, Cast, at

FIXED = {"title": "情况通报（更正）", "body": "事故造成3人死亡。", "error": "死亡人数应为3人"}


def spoken(
    cast: Cast, case: Case, clock: str, contains: bool = True, kind: str = "first_word"
) -> Publication:
    """执法局 published its first word at that moment."""
    written = draft(
        cast.session, case, kind=kind, title="情况通报", body="事故造成1人死亡。",
        elements=TOLD, by=cast.handler, now=at(clock),
    )  # fmt: skip
    submit(cast.session, written, by=cast.handler, policy=cast.policy, now=at(clock))
    for item in CHECKLIST:
        tick(cast.session, written, item, by=cast.clearer, now=at(clock))
    clear(cast.session, written, cleared=True, by=cast.clearer, policy=cast.policy, now=at(clock))
    seen = Evidence("https://park.example/1", at(clock), written.body, contains, "已抓取")
    return publish(
        cast.session, written, outlet="website", url=seen.url, published_at=at(clock), evidence=seen,
        by=cast.handler, policy=cast.policy, now=at(clock),
    )  # fmt: skip


def found(cast: Cast) -> list[tuple[str, str]]:
    query = select(Fault).where(faults.standing()).order_by(Fault.id)
    return [(one.kind, one.said) for one in cast.session.scalars(query)]


def rung(cast: Cast, case: Case, name: str, clock: str, milestone: str = "first_word") -> None:
    of = cast.session.scalars(select(Clock).where(Clock.milestone == milestone)).one()
    cast.session.add(Rung(clock_id=of.id, case_id=case.id, rung=name, due_at=at(clock), at=at(clock)))


def test_a_first_word_in_time_and_unasked_is_no_fault(cast: Cast) -> None:
    spoken(cast, cast.assigned(), "11:00")
    assert found(cast) == []


def test_a_first_word_after_its_due_moment_is_late(cast: Cast) -> None:
    spoken(cast, cast.assigned(), "15:00")
    assert found(cast) == [("late", "首发权威信息应于2026年11月23日 14:00前完成，届时未完成")]


def test_lateness_is_that_of_the_unit_that_had_the_case_when_it_fell_due(cast: Cast) -> None:
    case = cast.assigned()
    given = cast.session.scalars(select(Assignment)).one()
    given.superseded_at = at("14:30")
    cast.session.add(Assignment(case_id=case.id, lead_unit_id=cast.welfare.id, by="officer", at=at("14:30")))
    case.lead_unit_id = cast.welfare.id
    clock = cast.session.scalars(select(Clock).where(Clock.milestone == "first_word")).one()
    clock.missed_at, clock.holder_unit_id = clock.due_at, cast.welfare.id
    fault = faults.find_late(cast.session, case, clock, at("14:40"))
    assert fault is not None and fault.unit_id == cast.enforcement.id


def test_a_clock_that_was_overdue_before_anybody_knew_is_no_fault(cast: Cast) -> None:
    case = cast.assigned()
    clock = cast.session.scalars(select(Clock).where(Clock.milestone == "first_word")).one()
    clock.born_overdue_seconds, clock.missed_at = 7200, clock.due_at
    assert faults.find_late(cast.session, case, clock, at("16:00")) is None


def test_lateness_falls_away_when_the_proof_of_an_answer_in_time_comes_later(cast: Cast) -> None:
    case = cast.assigned()
    record = spoken(cast, case, "13:00", contains=False)
    clock = cast.session.scalars(select(Clock).where(Clock.milestone == "first_word")).one()
    clock.missed_at = clock.due_at
    faults.find_late(cast.session, case, clock, at("14:00"))
    assert [kind for kind, _ in found(cast)] == ["late"]
    confirm_evidence(
        cast.session, record, by=cast.officer, note="截图属实", policy=cast.policy, now=at("15:00")
    )
    assert found(cast) == []


def test_a_unit_that_spoke_only_after_it_was_chased_is_passive(cast: Cast) -> None:
    case = cast.assigned()
    rung(cast, case, "reminder_80", "13:00")
    spoken(cast, case, "13:30")
    ((kind, said),) = found(cast)
    assert kind == "passive"
    assert "此前已通知 1 次（2026年11月23日 13:00催办（八成））" in said


def test_a_letter_that_is_answered_after_a_reminder_owes_nobody_a_first_word(cast: Cast) -> None:
    case = cast.letter(1, at("09:10"))
    handed = {"by": cast.officer, "policy": cast.policy, "now": at("09:30")}
    assign(cast.session, case, lead=cast.enforcement, **handed)
    rung(cast, case, "reminder_80", "13:00", milestone="reply")
    spoken(cast, case, "13:30", kind="reply")
    assert found(cast) == []


def test_a_unit_that_spoke_after_the_peak_is_passive_which_is_known_when_the_case_closes(cast: Cast) -> None:
    event = Event(
        key="e", title="爆炸", first_at=at("09:00"), last_at=at("12:00"), detected_at=at("09:10"),
        peak_at=at("10:30"),
    )  # fmt: skip
    cast.session.add(event)
    cast.session.flush()
    case = cast.assigned(event=event)
    spoken(cast, case, "11:00")
    assert found(cast) == []
    close(cast.session, case, note="已答复", by=cast.officer, policy=cast.policy, now=at("12:00"))
    assert (
        "passive",
        "首次发布在2026年11月23日 11:00，热度已于2026年11月23日 10:30达到峰值，晚 30 分",
    ) in found(cast)


def test_chased_and_after_the_peak_is_one_passive_fault_with_both_grounds(cast: Cast) -> None:
    event = Event(
        key="e", title="爆炸", first_at=at("09:00"), last_at=at("12:00"), detected_at=at("09:10"),
        peak_at=at("10:30"),
    )  # fmt: skip
    cast.session.add(event)
    cast.session.flush()
    case = cast.assigned(event=event)
    rung(cast, case, "reminder_50", "11:30")
    record = spoken(cast, case, "12:00", contains=False)
    close_early = {"by": cast.officer, "policy": cast.policy}
    confirm_evidence(cast.session, record, note="截图属实", now=at("12:30"), **close_early)
    close(cast.session, case, note="已答复", now=at("13:00"), **close_early)
    faults.find(cast.session, case, at("13:30"))
    (said,) = [said for kind, said in found(cast) if kind == "passive"]
    assert "此前已通知 1 次" in said


def test_a_peak_before_the_unit_had_the_case_is_not_its_fault(cast: Cast) -> None:
    event = Event(
        key="e", title="爆炸", first_at=at("09:00"), last_at=at("12:00"), detected_at=at("09:10"),
        peak_at=at("09:25"),
    )  # fmt: skip
    cast.session.add(event)
    cast.session.flush()
    case = cast.assigned(event=event)
    spoken(cast, case, "10:00")
    close(cast.session, case, note="已答复", by=cast.officer, policy=cast.policy, now=at("12:00"))
    assert "passive" not in [kind for kind, _ in found(cast)]


def test_a_correction_is_a_fault_only_where_others_pointed_it_out(cast: Cast) -> None:
    record = spoken(cast, cast.assigned(), "11:00")
    fixed = correct(cast.session, record, **FIXED, noticed_by="self", by=cast.handler, now=at("11:30"))
    assert found(cast) == []
    assert fixed.id
    second = spoken_again(cast, record, fixed.id)
    correct(cast.session, second, **FIXED, noticed_by="others", by=cast.handler, now=at("12:30"))
    ((kind, said),) = found(cast)
    assert kind == "wrong" and "经他人指出" in said


def spoken_again(cast: Cast, record: Publication, draft_id: int) -> Publication:
    again = Publication(
        case_id=record.case_id, draft_id=draft_id, kind="first_word", outlet="website", url="https://x/2",
        published_at=at("12:00"), recorded_at=at("12:00"), recorded_by="handler", evidence_at=at("12:00"),
    )  # fmt: skip
    cast.session.add(again)
    cast.session.flush()
    return again


@pytest.mark.parametrize(("ground", "kind"), [("wrong", "wrong"), ("improper", "improper")])
def test_a_withdrawn_publication_is_wrong_or_should_never_have_been_published(
    cast: Cast, ground: str, kind: str
) -> None:
    record = spoken(cast, cast.assigned(), "11:00")
    withdraw(
        cast.session, record, reason="含个人住址", noticed_by="self", ground=ground, by=cast.officer,
        policy=cast.policy, now=at("11:30"),
    )  # fmt: skip
    assert [one for one, _ in found(cast)] == [kind]


def test_what_was_found_is_found_once(cast: Cast) -> None:
    case = cast.assigned()
    spoken(cast, case, "15:00")
    assert faults.find(cast.session, case, at("16:00")) == []


def test_harm_is_found_by_a_person_beside_a_fault_and_makes_one_proposal_of_all_of_them(cast: Cast) -> None:
    case = cast.assigned()
    rung(cast, case, "overdue", "14:00")
    spoken(cast, case, "15:00")
    late, passive = cast.session.scalars(select(Fault).order_by(Fault.id))
    with pytest.raises(NotAllowed):
        find_harm_of(cast.session, late, text="谣言扩散", by=cast.handler, now=at("16:00"))
    proposal = find_harm_of(cast.session, late, text="谣言扩散，群众聚集", by=cast.officer, now=at("16:00"))
    assert (proposal.kind, proposal.faults) == ("accountability", ["late", "passive"])
    assert proposal.number == "问2026-0001"
    # Monday 16:00 and three working days: Thursday 17:30
    assert proposal.statement_due_at == at("17:30", days=3)
    assert passive.proposal_id == proposal.id
    with pytest.raises(Refused, match="已经提出过"):
        find_harm_of(cast.session, passive, text="谣言扩散", by=cast.officer, now=at("16:10"))


def test_a_person_may_record_a_fault_that_the_machine_cannot_see(cast: Cast) -> None:
    case = cast.assigned()
    with pytest.raises(NotAllowed):
        record_fault(
            cast.session,
            case,
            kind="improper",
            unit=cast.enforcement,
            said="x",
            by=cast.handler,
            now=at("11:00"),
        )
    record_fault(
        cast.session, case, kind="improper", unit=cast.enforcement, said="通报附件含伤者住址",
        by=cast.officer, now=at("11:00"),
    )  # fmt: skip
    assert found(cast) == [("improper", "通报附件含伤者住址")]
