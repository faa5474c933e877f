"""The hand-over: what is open stands in it as the records said, and two people sign."""

from datetime import datetime

import pytest

from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Source
from responder.duty.handover import hand_over, state, take_over
from responder.duty.roster import Planned, put_on
from responder.outbox import queue
from tests.support.cast import NINE, Cast, at


def burning(cast: Cast) -> None:
    """A case of tier 2 and one of tier 3, a dead letter, and a source that fell silent."""
    cast.assigned()
    cast.case(title="路面积水", tier=3, grade=None, occurred_at=None)
    source = Source(name="论坛", kind="feed", channel="forum", created_at=NINE, enabled=True, state="silent")
    cast.session.add(source)
    cast.session.flush()


def test_what_is_open_stands_in_it_gravest_first_with_what_falls_due_until_the_next_shift_ends(
    cast: Cast,
) -> None:
    burning(cast)
    shift = Planned("officer", cast.officer, at("08:00"), at("12:00"))
    after = Planned("officer", cast.clearer, at("12:00"), at("18:00"))
    put_on(cast.session, [shift, after], by="admin", now=at("07:00"))
    found = state(cast.session, at("11:45"))
    assert datetime.fromisoformat(found["until"]) == at("18:00")
    assert [(row["title"], row["unit"], row["late"]) for row in found["cases"]] == [
        ("棋盘洲一化工厂爆炸", "执法局", True),
        ("路面积水", "未交办", True),
    ]
    assert [(row["milestone"], row["unit"]) for row in found["due"]] == [("首发权威信息", "执法局")]
    assert [row["recipient"] for row in found["letters"]] == ["执法局主要负责人", "执法局经办人"]
    assert [(row["name"], row["state"]) for row in found["sources"]] == [("论坛", "沉默")]
    assert found["counts"] == {"cases": 2, "due": 1, "letters": 2, "waiting": 0, "sources": 1}


def test_the_note_is_signed_by_two_people_and_does_not_change_afterwards(cast: Cast) -> None:
    burning(cast)
    record = hand_over(cast.session, note="化工厂现场仍在处置", by=cast.officer, now=at("11:45"))
    then = dict(record.state)
    with pytest.raises(NotAllowed, match="接班人不能是交班人本人"):
        take_over(cast.session, record, by=cast.officer, now=at("12:00"))
    with pytest.raises(NotAllowed, match="由新闻办值班员办理"):
        take_over(cast.session, record, by=cast.handler, now=at("12:00"))
    with pytest.raises(Refused, match="尚未由接班人签字"):
        hand_over(cast.session, note="无", by=cast.clearer, now=at("12:00"))
    take_over(cast.session, record, note="已知悉", by=cast.clearer, now=at("12:01"))
    assert (record.out_by, record.in_by, record.in_at, record.in_note) == (
        "officer",
        "clearer",
        at("12:01"),
        "已知悉",
    )
    with pytest.raises(Refused, match="已经签字"):
        take_over(cast.session, record, by=cast.clearer, now=at("12:02"))
    queue(
        cast.session,
        kind="overdue",
        duty="head",
        unit_id=cast.welfare.id,
        subject="【超时】",
        lines=["请办理。"],
        now=at("12:30"),
        occasion="overdue",
    )
    assert record.state == then
    hand_over(cast.session, note="无", by=cast.clearer, now=at("18:00"))


def test_a_note_says_something(cast: Cast) -> None:
    with pytest.raises(Refused, match="写“无”"):
        hand_over(cast.session, note="  ", by=cast.officer, now=at("12:00"))
