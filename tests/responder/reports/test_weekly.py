"""Every figure of the report against rows counted by hand."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from huiying.core.clock import SHANGHAI
from huiying.core.errors import BadInput
from huiying.core.models import (
    AuditEntry,
    Clearance,
    Decision,
    Draft,
    EventTier,
    HeatReading,
    Notice,
    Proposal,
    Publication,
    Report,
    Source,
    SupervisionOrder,
    User,
)
from responder.reports.figures import Compared, HeldSeconds, Quote, Tally, WeeklyReport
from responder.reports.sentences import sentences
from responder.reports.weekly import make, weekly

WEEK = "2026-W47"


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 11, 1, hour, minute, tzinfo=SHANGHAI) + timedelta(days=day - 1)


MONDAY = at(23, 8, 30)


def report(ledger: Any, now: datetime = MONDAY) -> WeeklyReport:
    with ledger.database.read() as session:
        return weekly(session, WEEK, now)


def counts(rows: Any) -> dict[str, tuple[int, int]]:
    return {row.code: (row.count.this, row.count.before) for row in rows}


def test_posts_are_counted_by_channel_topic_and_sentiment(ledger: Any) -> None:
    ledger.post(at(16, 0, 0), "forum", relevant=True)
    ledger.post(at(18), "forum", relevant=True, sentiment="neutral", topic="交通运输")
    ledger.post(at(22, 23, 59), "weibo", relevant=False)
    ledger.post(at(19), "weibo")
    ledger.post(at(15, 23, 59), "weibo", relevant=True)
    ledger.post(at(23, 0, 0), "weibo", relevant=True)
    ledger.post(at(18), "message", relevant=True, archive=True)
    posts = report(ledger).posts
    assert (posts.found, posts.relevant, posts.archived) == (Compared(4, 1), Compared(2, 1), 1)
    assert counts(posts.channels) == {"forum": (2, 0), "weibo": (2, 1)}
    assert counts(posts.topics) == {"环境保护": (1, 1), "交通运输": (1, 0)}
    assert counts(posts.sentiments) == {"negative": (1, 1), "neutral": (1, 0), "positive": (0, 0)}


def test_the_hottest_events_say_why(ledger: Any) -> None:
    first, second = ledger.post(at(16), relevant=True), ledger.post(at(17), relevant=True)
    older, other = ledger.post(at(9), relevant=True), ledger.post(at(18), relevant=True)
    verdict = {
        "reasons": [
            {"factor": "诉求", "evidence": "投诉", "points": 2},
            {"factor": "涉及领域", "evidence": "环境污染", "points": 9},
        ]
    }
    hot = ledger.event("化工厂异味", first, second, older, heat=90.0, verdict=verdict, unit="执法局")
    ledger.event("路灯不亮", other, heat=12.5)
    ledger.event("旧闻", heat=99.0)
    for when, heat in ((at(17), 61.0), (at(18), 40.0), (at(24), 95.0)):
        ledger.add(HeatReading(event_id=hot.id, at=when, heat=heat, posts=2))
    for when, tier, by in (
        (at(16), 3, "machine"),
        (at(17), 2, "office"),
        (at(19), 3, "machine"),  # a proposal: what a person confirmed stands
        (at(24), 1, "office"),
    ):
        ledger.add(EventTier(event_id=hot.id, at=when, tier=tier, by=by, reason="多家媒体转载。"))
    lines = report(ledger).events
    assert [(it.title, it.size, it.heat, it.tier) for it in lines] == [
        ("化工厂异味", 2, 61.0, 2),
        ("路灯不亮", 1, 12.5, None),
    ]
    assert lines[0].why == ("多家媒体转载", "涉及领域：环境污染", "诉求：投诉")
    assert (lines[0].tier_name, lines[1].tier_name) == ("二级（橙）", "未定级")


def test_the_hottest_events_are_told_in_the_posts_own_sentences(ledger: Any) -> None:
    inside, after = (
        {"text": text, "post": "7", "source": "weibo", "at": when.isoformat()}
        for text, when in (("厂区夜里排出刺鼻气味。", at(17)), ("今天又闻到了。", at(24)))
    )
    for number, extract in enumerate(([inside], [inside, after])):
        verdict = {"summary": {"gist": "厂区夜里排出刺鼻气味", "extract": extract}}
        ledger.event(f"异味{number}", ledger.post(at(17)), heat=90.0 - number, verdict=verdict)
    made = report(ledger)
    first, second = made.events
    assert first.account == second.account == (Quote("厂区夜里排出刺鼻气味。", 7, "微博", at(17)),)
    assert (first.gist, second.gist) == ("厂区夜里排出刺鼻气味", "")
    assert any("概要（摘自原信息）：厂区夜里排出刺鼻气味。" in line for line in sentences(made))


def test_cases_are_opened_closed_open_and_overdue(ledger: Any) -> None:
    ledger.case(at(10), closed=at(12))
    late = ledger.case(at(11))
    ledger.case(at(16), closed=at(20), kind="message")
    ledger.case(at(17), closed=at(23, 8))
    ledger.case(at(18), held_at=at(18), held_reason="旧闻")
    ledger.case(at(23, 1))
    ledger.case(at(18), archive=True)
    ledger.clock(late, anchor=at(11), due=at(13), unit=ledger.bureau)
    ledger.clock(late, anchor=at(11), due=at(12), milestone="confirm", holder="office")
    cases = report(ledger).cases
    assert (cases.opened, cases.closed, cases.open) == (Compared(3, 2), Compared(1, 1), Compared(3, 1))
    assert (cases.overdue, cases.held) == (1, 1)
    assert counts(cases.kinds)["message"] == (1, 0)
    (line,) = cases.longest_overdue
    assert (line.number, line.milestone, line.holder) == (late.number, "研判", "新闻办")
    assert line.late_seconds == (at(23, 0) - at(12)).total_seconds()


def test_the_on_time_rate_counts_each_clock_in_one_week(ledger: Any) -> None:
    case = ledger.case(at(9), lead_unit_id=ledger.bureau.id)
    unit = {"unit": ledger.bureau}
    ledger.clock(case, anchor=at(16), due=at(18), met=at(17), **unit)
    ledger.clock(case, anchor=at(16), due=at(18), met=at(19), **unit)
    ledger.clock(case, anchor=at(17), due=at(19), **unit)
    ledger.clock(case, anchor=at(17), due=at(26), ended=at(20), **unit)
    ledger.clock(case, anchor=at(21), due=at(24), **unit)
    ledger.clock(case, anchor=at(21), due=at(22, 23), met=at(22, 22), ended=at(23, 8), **unit)
    ledger.clock(case, anchor=at(9), due=at(11), met=at(10), **unit)
    ledger.clock(case, anchor=at(9), due=at(12), met=at(17), **unit)
    ledger.clock(case, anchor=at(16), due=at(18), superseded_at=at(17), ended=at(17), **unit)
    ledger.clock(case, anchor=at(16), due=at(18), superseded_at=at(19), ended=at(19), **unit)
    ledger.clock(case, anchor=at(10), due=at(12), planned_at=at(20), born_overdue_seconds=8 * 86400, **unit)
    ledger.clock(ledger.case(at(16), archive=True), anchor=at(16), due=at(18), met=at(17), **unit)
    times = report(ledger).timeliness
    assert times.all == Tally(6, 1, 5, 0.1667)
    assert times.without_born_overdue == Tally(5, 1, 4, 0.2)
    assert times.before == Tally(2, 1, 1, 0.5)
    assert times.born_overdue == 1
    assert (times.superseded, times.superseded_overdue) == (2, 1)
    assert [(it.name, it.all.met, it.all.missed) for it in times.units] == [("执法局", 1, 5)]
    assert len(times.latenesses) == 5


def test_the_rate_is_split_by_unit_and_milestone(ledger: Any) -> None:
    case = ledger.case(at(16))
    ledger.clock(case, anchor=at(16), due=at(18), met=at(17), unit=ledger.village)
    ledger.clock(case, anchor=at(16), due=at(18), unit=ledger.bureau, milestone="first_word")
    office = {"holder": "office", "unit": ledger.office}
    ledger.clock(case, anchor=at(16), due=at(16, 13), met=at(16, 12, 30), milestone="confirm", **office)
    clearer = {"holder": "clearer", "unit": ledger.office}
    ledger.clock(case, anchor=at(16), due=at(16, 13), met=at(16, 12, 30), milestone="clear", **clearer)
    times = report(ledger).timeliness
    units = {it.name: (it.all.met, it.all.missed, it.all.rate) for it in times.units}
    assert list(units) == ["新闻办", "值班审查人", "执法局", "某某村"]
    assert units == {
        "执法局": (0, 1, 0.0),
        "某某村": (1, 0, 1.0),
        "新闻办": (1, 0, 1.0),
        "值班审查人": (1, 0, 1.0),
    }
    assert [(it.name, it.all.missed) for it in times.milestones] == [
        ("研判", 0),
        ("审查", 0),
        ("首发权威信息", 1),
        ("回应", 0),
    ]


def test_a_lateness_says_who_held_the_case_for_how_long(ledger: Any) -> None:
    case = ledger.case(at(16, 9, 10), occurred_at=at(16, 9), lead_unit_id=ledger.bureau.id)
    ledger.assign(case, ledger.bureau, at(16, 9, 30))
    drafter, clearer = (
        ledger.add(User(name=name, display_name=name, password_hash="-", role="unit", created_at=at(1)))
        for name in ("jing", "shen")
    )
    draft = ledger.add(
        Draft(
            case_id=case.id,
            kind="first_word",
            title="情况通报",
            body="正在核查。",
            elements={},
            drafter_id=drafter.id,
            submitted_at=at(16, 13),
            created_at=at(16, 12),
        )
    )
    ledger.add(
        Clearance(
            draft_id=draft.id, drafter_id=drafter.id, clearer_id=clearer.id, cleared=True, at=at(16, 14, 30)
        )
    )
    ledger.clock(
        case, anchor=at(16, 9), due=at(16, 14), met=at(16, 15), milestone="first_word", unit=ledger.bureau
    )
    (late,) = report(ledger).timeliness.latenesses
    assert late.held == HeldSeconds(unknown=600, office=1200, unit=4 * 3600, clearer=5400)
    assert (late.late_seconds, late.holder, late.milestone) == (3600, "执法局", "首发权威信息")


def test_supervision_and_proposals_wait_until_they_are_answered(ledger: Any) -> None:
    case = ledger.case(at(10))
    clocks = [ledger.clock(case, anchor=at(9), due=at(11), unit=ledger.bureau) for _ in range(3)]
    for number, (clock, issued, replied) in enumerate(
        zip(clocks, (at(12), at(17), at(18)), (None, at(18), at(23, 1)), strict=True)
    ):
        ledger.add(
            SupervisionOrder(
                number=f"督2026-{number}",
                case_id=case.id,
                clock_id=clock.id,
                unit_id=ledger.bureau.id,
                text="请说明",
                issued_at=issued,
                reply_due_at=issued + timedelta(days=10 if number == 2 else 1),
                replied_at=replied,
            )
        )
    proposals = [
        ledger.add(
            Proposal(
                kind="interview",
                case_id=case.id,
                clock_id=clock.id,
                unit_id=ledger.bureau.id,
                faults=["late"],
                summary="督办后仍未完成，建议约谈。",
                evidence={},
                proposed_by="machine",
                proposed_at=proposed,
            )
        )
        for clock, proposed in zip(clocks, (at(13), at(18), at(19)), strict=True)
    ]
    decided = {"measure": "interview", "reason": "属实", "by": "leader", "at": at(17)}
    ledger.add(Decision(proposal_id=proposals[0].id, **decided))
    known = report(ledger).accountability
    assert (known.orders, known.proposals) == (Compared(2, 1), Compared(2, 1))
    assert [(it.number, it.reply_overdue) for it in known.unanswered] == [
        ("督2026-0", True),
        ("督2026-2", False),
    ]
    assert known.replies_overdue == 1
    assert [it.proposal_id for it in known.awaiting] == [proposals[1].id, proposals[2].id]
    assert counts(known.decisions)["interview"] == (1, 0)


def test_publications_notices_and_sources(ledger: Any) -> None:
    case = ledger.case(at(10))
    drafter = ledger.add(
        User(name="jing", display_name="经", password_hash="-", role="unit", created_at=at(1))
    )
    draft = ledger.add(
        Draft(
            case_id=case.id,
            kind="response",
            title="回应",
            body="已整改。",
            elements={},
            drafter_id=drafter.id,
            created_at=at(10),
        )
    )
    for kind, when, proven in (
        ("response", at(17), at(17)),
        ("progress", at(18), at(18)),
        ("progress", at(19), None),
        ("response", at(12), at(13)),
    ):
        ledger.add(
            Publication(
                case_id=case.id,
                draft_id=draft.id,
                kind=kind,
                outlet="website",
                published_at=when,
                recorded_at=when,
                recorded_by="jing",
                evidence_at=proven,
            )
        )
    for number, (state, when) in enumerate(
        (("sent", at(17)), ("sent", at(12)), ("failed", at(18)), ("pending", None), ("sent", at(23, 1)))
    ):
        ledger.add(
            Notice(
                key=f"key-{number}",
                kind="overdue",
                recipient="执法局群",
                channel="webhook",
                subject="超时",
                lines=["超时"],
                detail={},
                created_at=at(11) if when == at(12) else at(17),
                state=state,
                sent_at=when if state == "sent" else None,
                failed_at=when if state == "failed" else None,
            )
        )
    quiet = {"kind": "feed", "channel": "news", "created_at": at(1), "address": "https://y.example/"}
    silent = {"state": "silent", "state_since": at(20), "state_reason": "三天没有新内容"}
    ledger.add(Source(name="园区新闻", **silent, **quiet))
    ledger.add(Source(name="停用的", enabled=False, state="failing", **quiet))
    made = report(ledger)
    assert (made.publications.published, made.publications.unproven) == (Compared(2, 1), 1)
    assert counts(made.publications.kinds) == {"response": (1, 1), "progress": (1, 0)}
    assert (made.notices.sent, made.notices.failed, made.notices.pending) == (
        Compared(1, 1),
        Compared(1, 0),
        2,
    )
    assert (made.sources.healthy, made.sources.silent, made.sources.failing) == (1, 1, 0)
    assert made.sources.troubled[0].reason == "三天没有新内容"


def test_the_report_of_a_week_does_not_change_with_what_happens_later(ledger: Any) -> None:
    case = ledger.case(at(16))
    ledger.clock(case, anchor=at(16), due=at(18), met=at(23, 9), unit=ledger.bureau)
    early, late = report(ledger), report(ledger, at(30))
    assert early.timeliness == late.timeliness
    assert early.timeliness.latenesses[0].met_at is None


def test_a_running_week_says_that_it_is_not_complete(ledger: Any) -> None:
    made = report(ledger, at(18))
    assert (made.complete, made.as_of) == (False, at(18))


def test_a_report_comes_back_from_storage_as_it_was(ledger: Any) -> None:
    ledger.post(at(17), relevant=True)
    case = ledger.case(at(16))
    ledger.clock(case, anchor=at(16), due=at(18), unit=ledger.bureau)
    with ledger.database.write() as session:
        stored = make(session, WEEK, MONDAY)
    with ledger.database.read() as session:
        again = WeeklyReport.from_json(session.get_one(Report, stored.id).data)
        assert again == weekly(session, WEEK, MONDAY)


def test_a_stored_report_is_frozen(ledger: Any) -> None:
    with ledger.database.write() as session:
        first = make(session, WEEK, MONDAY)
    ledger.post(at(17))
    with ledger.database.write() as session:
        second = make(session, WEEK, at(24))
        assert (second.id, second.data["posts"]["found"]["this"]) == (first.id, 0)
        assert session.query(AuditEntry).filter_by(object="report").count() == 1


def test_half_a_week_is_not_stored(ledger: Any) -> None:
    with ledger.database.write() as session, pytest.raises(BadInput, match="尚未结束"):
        make(session, WEEK, at(20))
