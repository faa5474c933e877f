"""A call is a notice: it stands in the history and the evidence, once, answered or not."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Case, Clock, Notice
from responder.accountability.evidence import bundle
from responder.duty.phone import calls, log_call
from responder.outbox.resend import dead_letters, resend
from responder.status import status
from tests.support.cast import Cast, at


def call(cast: Cast, case: Case, **change: Any) -> Notice:
    facts = {
        "called": "执法局主要负责人",
        "number": "0714-6350001",
        "at": at("09:45"),
        "said": "请立即到场，对方答复已出发",
        "reached": True,
        "by": cast.officer,
        "now": at("09:50"),
        "unit_id": cast.enforcement.id,
    }
    return log_call(cast.session, case, **{**facts, **change})


def test_an_answered_call_is_proof_of_notice_beside_every_clock_of_its_case(cast: Cast) -> None:
    case = cast.assigned()
    call(cast, case)
    call(cast, case, at=at("09:47"), reached=False, said="再催")
    clock = cast.session.scalars(select(Clock).where(Clock.milestone == "first_word")).one()
    told = bundle(cast.session, clock, case, at("10:00"))["notices"]
    of_calls = [
        (one["recipient"], one["said"], bool(one["sent_at"]), one["failure"], one["by"]) for one in told
    ]
    assert of_calls == [
        ("执法局主要负责人", "请立即到场，对方答复已出发", True, None, "officer"),
        ("执法局主要负责人", "再催", False, "电话未接通", "officer"),
    ]


def test_the_same_call_entered_twice_is_one(cast: Cast) -> None:
    case = cast.assigned()
    assert call(cast, case) is call(cast, case)
    assert len(calls(cast.session, case)) == 1


def test_a_call_that_was_not_answered_is_no_dead_letter(cast: Cast) -> None:
    missed = call(cast, cast.assigned(), reached=False)
    before = status(cast.session, at("10:00"))["notices"]
    assert missed not in dead_letters(cast.session)
    assert before["failed"] == sum(one.state == "failed" for one in others(cast))
    with pytest.raises(Refused, match="请再拨打后登记"):
        resend(cast.session, missed.id, by="officer", now=at("10:00"))


def others(cast: Cast) -> list[Notice]:
    return list(cast.session.scalars(select(Notice).where(Notice.channel != "phone")))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"called": " "}, "请写明打给了谁"),
        ({"number": "call me"}, "请写明拨打的号码"),
        ({"said": ""}, "请写明说了什么"),
        ({"at": at("09:55")}, "通话时间晚于现在"),
        ({"at": at("09:10") - timedelta(minutes=1)}, "早于事项被发现的时间"),
    ],
)
def test_a_call_that_proves_nothing_is_refused(cast: Cast, change: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        call(cast, cast.assigned(), **change)


def test_only_the_office_logs_calls(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="由新闻办值班员登记"):
        call(cast, cast.assigned(), by=cast.handler)
