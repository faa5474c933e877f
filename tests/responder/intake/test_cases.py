"""When a case opens (domain.md), joins, waits, and follows its event."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import inspect

from huiying.core.audit import MACHINE
from huiying.core.models import (
    AuditEntry,
    Case,
    CasePost,
    Clock,
    ClusterWindow,
    Event,
    EventTier,
    Notice,
    Post,
    PostAssessment,
    Robot,
    Unit,
    User,
)
from responder import casefile
from responder.verbs.close import dismiss
from responder.verbs.confirm import confirm
from responder.verbs.join import join
from responder.verbs.mute import mute
from tests.responder.intake.town import NOW, Town

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BLAST = "黄石新港园区一化工厂今天上午发生爆炸，造成3人死亡、5人受伤，现场浓烟滚滚。"
WORSE = "黄石新港园区一化工厂今天上午发生爆炸，死亡人数上升至12人，现场浓烟已散。"
COLLAPSE = "黄石新港园区韦源口镇某工地发生坍塌事故，1人死亡，2人受伤。"
LAMPS = "韦源口镇文化路的路灯坏了半个月，没人管，我要投诉，请尽快修一修。"
LAMPS_TOO = "投诉：韦源口镇文化路的路灯坏了半个月了，晚上走路看不见，没人管。"
LAMPS_WHEN = "请问韦源口镇文化路的路灯坏了半个月，什么时候能修好？"


@pytest.fixture(autouse=True)
def robot(town: Town) -> None:
    """The office has a group robot, so that its alerts have somewhere to go."""
    row = Robot(name="值班群", kind="webhook", address="https://notice.park.example", secret="一" * 20)
    town.change(lambda session: session.add(row))


def running(town: Town, case: Case) -> set[str]:
    clocks = [clock for clock in town.all(Clock) if clock.case_id == case.id]
    return {clock.milestone for clock in clocks if clock.ended_at is None}


def occasions(town: Town) -> list[str]:
    return [notice.detail["occasion"] for notice in town.all(Notice)]


def in_case(town: Town, case: Case, change: Any) -> None:
    """Let a verb act on the case as it is stored."""
    town.change(lambda session: change(session, session.get_one(Case, case.id)))


def test_an_event_of_tier_three_opens_a_case_by_itself(town: Town) -> None:
    town.post("park", BLAST)
    assert town.take_in().cases == 1
    (case,) = town.cases("opinion")
    assert (case.tier, case.grade, case.opened_by, case.event_id) == (3, 3, MACHINE, town.event().id)
    assert case.detected_at == NOW
    assert case.opened_why == "响应级别 3 级（事件等级：较大），按规则自动立项"
    assert running(town, case) == {"confirm", "response"}
    with town.database.read() as session:
        unit = session.get_one(Unit, case.proposed_unit_id)
    assert unit.name == "执法局"


def test_the_office_is_told_in_the_same_transaction(town: Town) -> None:
    town.post("park", BLAST)
    town.take_in()
    (case,) = town.cases("opinion")
    (notice,) = town.all(Notice)
    assert (notice.case_id, notice.channel, notice.state) == (case.id, "webhook", "pending")
    assert notice.detail["occasion"] == "opened"
    said = "\n".join(notice.lines)
    assert case.number in said
    assert "响应级别 3 级" in said
    assert "执法局" in said
    assert "请于 11月23日 11:00 前完成研判。" in said


def test_a_second_post_opens_no_second_case(town: Town) -> None:
    town.post("park", BLAST)
    town.take_in()
    town.post("weibo", BLAST, at=NOW + HOUR)
    assert town.take_in(NOW + HOUR).cases == 0
    assert len(town.cases("opinion")) == 1
    assert occasions(town) == ["opened"]


def test_tier_four_opens_only_when_three_speak(town: Town) -> None:
    town.post("forum", COLLAPSE, author_hash="a")
    town.post("forum", COLLAPSE, author_hash="b")
    town.post("forum", COLLAPSE, author_hash="b")
    town.take_in()
    assert town.event().tier == 4
    assert town.cases("opinion") == []
    town.post("forum", COLLAPSE, author_hash="c", at=NOW + HOUR)
    town.take_in(NOW + HOUR)
    (case,) = town.cases("opinion")
    assert "已有 3 个不同的作者或信源反映" in case.opened_why
    assert case.detected_at == NOW


def test_an_unknown_author_counts_as_its_source(town: Town) -> None:
    for _ in range(3):
        town.post("forum", COLLAPSE)
    town.take_in()
    assert town.cases("opinion") == []
    town.post("weibo", COLLAPSE)
    town.post("park", COLLAPSE)
    town.take_in()
    assert len(town.cases("opinion")) == 1


def test_an_event_without_a_tier_opens_nothing(town: Town) -> None:
    town.post("park", "黄石新港园区举行招商推介会，多家企业到会。")
    town.take_in()
    assert town.all(Case) == []


def test_a_message_always_opens_a_case(town: Town) -> None:
    town.post("mailbox", "今天天气真好。", title="你好")
    assert town.take_in().cases == 1
    (case,) = town.cases("message")
    assert (case.title, case.archive) == ("你好", False)
    assert case.opened_why.startswith("收到群众留言，按规则自动立项")
    assert running(town, case) == {"assign", "reply"}
    assert occasions(town) == ["opened"]


def test_a_second_message_about_it_joins_the_open_case(town: Town) -> None:
    first = town.post("mailbox", LAMPS)
    town.take_in()
    second = town.post("hotline", LAMPS_TOO, at=NOW + HOUR)
    summary = town.take_in(NOW + HOUR)
    assert (summary.cases, summary.joined) == (0, 1)
    (case,) = town.cases("message")
    assert {(row.post_id, row.case_id) for row in town.all(CasePost)} == {(first, case.id), (second, case.id)}
    assert [entry.action for entry in town.all(AuditEntry) if entry.action == "join"] == ["join"]


def test_a_message_owed_an_earlier_answer_gets_a_case_of_its_own(town: Town) -> None:
    town.post("mailbox", LAMPS)
    town.take_in()
    town.post("mailbox", LAMPS_WHEN, at=NOW + HOUR)
    assert town.take_in(NOW + HOUR).cases == 1
    appeals = [case.appeal for case in town.cases("message")]
    assert appeals == ["complaint", "inquiry"]


def test_a_message_after_the_answer_gets_a_case_of_its_own(town: Town) -> None:
    town.post("mailbox", LAMPS)
    town.take_in()
    (case,) = town.cases("message")
    reply = next(clock for clock in town.all(Clock) if clock.milestone == "reply")
    town.change(lambda session: setattr(session.get_one(Clock, reply.id), "met_at", NOW + HOUR))
    town.post("mailbox", LAMPS_TOO, at=NOW + 2 * HOUR)
    assert town.take_in(NOW + 2 * HOUR).cases == 1
    assert len({row.case_id for row in town.all(CasePost)}) == 2
    assert case.id in {row.case_id for row in town.all(CasePost)}


def test_history_opens_cases_without_clocks_and_without_notices(town: Town) -> None:
    old = NOW - 900 * DAY
    for text in (LAMPS, LAMPS_TOO):
        town.post("mailbox", text, published_at=old, archive=True)
    town.post("park", BLAST, published_at=old, archive=True)
    summary = town.take_in()
    assert (summary.cases, summary.joined, summary.held) == (2, 1, 0)
    assert {case.archive for case in town.all(Case)} == {True}
    assert "历史数据，不起算时限" in town.cases("message")[0].opened_why
    assert town.all(Clock) == []
    assert town.all(Notice) == []


def test_a_message_of_today_does_not_disappear_in_an_archived_case(town: Town) -> None:
    town.post("mailbox", LAMPS, published_at=NOW - 10 * DAY, archive=True)
    town.post("mailbox", LAMPS_TOO)
    town.take_in()
    archived, live = town.cases("message")
    assert (archived.archive, live.archive) == (True, False)
    assert "reply" in running(town, live)


def test_old_news_waits_for_a_person(town: Town) -> None:
    town.post("park", BLAST, published_at=NOW - 31 * DAY)
    assert town.take_in().held == 1
    (case,) = town.cases("opinion")
    assert case.held_at == NOW
    assert case.held_reason is not None
    assert "2026年10月23日" in case.held_reason
    assert running(town, case) == set()
    (notice,) = town.all(Notice)
    assert "待人工核实" in "\n".join(notice.lines)


def test_fresh_news_of_a_held_case_is_told(town: Town) -> None:
    town.post("park", BLAST, published_at=NOW - 31 * DAY)
    town.take_in()
    town.post("weibo", BLAST, at=NOW + HOUR)
    town.take_in(NOW + HOUR)
    assert occasions(town) == ["opened", "fresh"]


def test_news_of_twenty_nine_days_ago_is_not_old(town: Town) -> None:
    town.post("park", BLAST, published_at=NOW - 29 * DAY)
    town.take_in()
    (case,) = town.cases("opinion")
    assert case.held_at is None
    assert running(town, case) == {"confirm", "response"}


def test_a_graver_tier_replans_the_clocks_and_keeps_the_old(town: Town) -> None:
    town.post("park", BLAST)
    town.take_in()
    town.post("park", WORSE, at=NOW + HOUR)
    town.take_in(NOW + HOUR)
    (case,) = town.cases("opinion")
    assert (case.tier, case.grade) == (2, 2)
    assert running(town, case) == {"confirm", "first_word", "explanation"}
    superseded = {clock.milestone for clock in town.all(Clock) if clock.superseded_at == NOW + HOUR}
    assert superseded == {"confirm", "response"}
    assert occasions(town) == ["opened", "raised-2"]


def test_a_confirmed_case_keeps_its_tier_and_the_graver_one_is_proposed(town: Town, officer: User) -> None:
    town.post("park", BLAST)
    town.take_in()
    (case,) = town.cases("opinion")
    in_case(town, case, lambda s, c: confirm(s, c, tier=3, by=officer, policy=town.policy, now=NOW))
    town.post("park", WORSE, at=NOW + HOUR)
    town.take_in(NOW + HOUR)
    (case,) = town.cases("opinion")
    assert (case.tier, town.event().tier) == (3, 3)
    assert [(tier.tier, tier.by) for tier in town.all(EventTier)] == [(3, MACHINE), (3, "chen"), (2, MACHINE)]
    assert occasions(town) == ["opened", "proposed-2"]
    assert "重于已确认的响应级别 3 级" in "\n".join(town.all(Notice)[-1].lines)


def test_one_late_repost_does_not_open_again_what_was_closed(town: Town, officer: User) -> None:
    town.post("park", BLAST)
    town.take_in()
    (case,) = town.cases("opinion")
    in_case(
        town, case, lambda s, c: dismiss(s, c, note="演练", by=officer, policy=town.policy, now=NOW + HOUR)
    )
    town.post("weibo", BLAST, at=NOW + 2 * HOUR)
    town.take_in(NOW + 2 * HOUR)
    assert len(town.cases("opinion")) == 1
    town.post("park", WORSE, at=NOW + 3 * HOUR)
    town.take_in(NOW + 3 * HOUR)
    assert [case.tier for case in town.cases("opinion")] == [3, 2]


def test_a_muted_event_opens_nothing_however_many_speak_until_it_is_graver(town: Town, officer: User) -> None:
    town.post("park", BLAST)
    town.take_in()
    (case,) = town.cases("opinion")
    who: dict[str, Any] = {"by": officer, "policy": town.policy, "now": NOW + HOUR}
    in_case(town, case, lambda s, c: mute(s, c, reason="应急演练", **who))
    for author in "abcd":
        town.post("forum", BLAST, author_hash=author, at=NOW + 2 * HOUR)
    town.take_in(NOW + 2 * HOUR)
    assert len(town.cases("opinion")) == 1
    town.post("park", WORSE, at=NOW + 3 * HOUR)
    town.take_in(NOW + 3 * HOUR)
    assert [(one.tier, one.closed_at) for one in town.cases("opinion")] == [(3, NOW + HOUR), (2, None)]


def test_every_sender_is_answered_though_their_messages_were_joined(town: Town, officer: User) -> None:
    """Two join by themselves, a third by the office: until all three have an answer one is owed."""
    town.post("mailbox", LAMPS)
    town.post("hotline", LAMPS_TOO, at=NOW + HOUR / 4)
    town.post("mailbox", "请问户口怎么迁到园区？", at=NOW + HOUR / 4)
    town.take_in(NOW + HOUR / 4)
    lamps, other = town.cases("message")
    who: dict[str, Any] = {"by": officer, "policy": town.policy, "now": NOW + HOUR / 2}

    def join_them(session: Any) -> None:
        into, case = session.get_one(Case, other.id), session.get_one(Case, lamps.id)
        join(session, case, into=into, reason="同一来信人", **who)

    town.change(join_them)
    senders = {row.post_id for row in town.all(CasePost) if row.case_id == other.id}
    assert len(senders) == 3
    (reply,) = [c for c in town.all(Clock) if c.milestone == "reply" and c.ended_at is None]
    assert (reply.case_id, reply.anchor_at) == (other.id, NOW)
    with town.database.read() as session:
        assert not casefile.is_answered(session, session.get_one(Case, other.id))
    town.post("hotline", LAMPS_TOO, at=NOW + 3 * HOUR)
    town.take_in(NOW + 3 * HOUR)
    owed = [c for c in town.all(Clock) if c.milestone == "reply" and c.ended_at is None]
    held = {row.case_id for row in town.all(CasePost)}
    assert {clock.case_id for clock in owed} == held, "whoever writes after that is owed an answer too"


def test_a_happening_without_automatic_grade_asks_a_person_at_once(town: Town) -> None:
    town.post("park", "黄石新港发生暴恐袭击事件，多人受伤。")
    town.take_in()
    assert town.event().tier is None
    (notice,) = town.all(Notice)
    assert notice.detail["occasion"] == f"ask-{town.event().id}"
    assert "请立即人工研判" in "\n".join(notice.lines)


def test_a_case_whose_unit_is_unknown_says_so(town: Town) -> None:
    def leave(session: Any) -> None:
        for unit in session.query(Unit).where(Unit.name == "执法局"):
            unit.disabled_at = NOW

    town.change(leave)
    town.post("park", BLAST)
    town.take_in()
    (case,) = town.cases("opinion")
    assert case.proposed_unit_id is None
    assert "建议的牵头单位“执法局”不在责任单位名单中；请人工确定牵头单位" in case.opened_why
    assert "建议牵头单位：待定" in "\n".join(town.all(Notice)[0].lines)


def test_where_the_unit_is_doubtful_a_person_is_asked(town: Town) -> None:
    """Nothing in the letter speaks for one unit but a topic that is guessed."""
    town.post("mailbox", "今天天气真好。", title="你好")
    town.post("mailbox", LAMPS)
    town.take_in()
    doubtful, clear = sorted(town.cases("message"), key=lambda case: case.title != "你好")
    assert doubtful.ask_unit and doubtful.proposed_unit_id is not None
    assert "，把握不足，请值班员确认" in doubtful.opened_why
    told = {notice.case_id: "\n".join(notice.lines) for notice in town.all(Notice)}
    assert "（把握不足，请值班员确认）。" in told[doubtful.id]
    assert not clear.ask_unit
    assert "把握不足" not in clear.opened_why + told[clear.id]


def test_a_second_run_changes_nothing(town: Town) -> None:
    for source, text in (("park", BLAST), ("mailbox", LAMPS), ("hotline", LAMPS_TOO), ("weibo", "早上好")):
        town.post(source, text)
    town.take_in()
    tables = (Post, PostAssessment, Event, Case, CasePost, Clock, Notice, AuditEntry, ClusterWindow)
    before = {table: [_values(row) for row in town.all(table)] for table in tables}
    summary = town.take_in(NOW + HOUR)
    assert set(summary.as_json().values()) == {0}
    assert {table: [_values(row) for row in town.all(table)] for table in tables} == before


def _values(row: Any) -> dict[str, Any]:
    """What was read of a row; what PostgreSQL searches by is derived from it and left unread."""
    left = inspect(row).unloaded
    return {
        column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in left
    }
