import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from huiying.core.models import AuditEntry, Notice, NoticeAttempt
from huiying.core.settings import Settings
from responder.outbox import DeliverySummary, deliver
from tests.support.websites import Answer, HangUp, LocalServer, Request

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)

PROCESS = """
import json, sys
from dataclasses import asdict
from datetime import datetime
from huiying.core.database import Database
from huiying.core.settings import Settings
from responder.outbox import deliver
url, now, limit = sys.argv[1], datetime.fromisoformat(sys.argv[2]), int(sys.argv[3])
summary = deliver(Database(url), Settings(), now, limit=limit)
print(json.dumps(asdict(summary)))
"""


def process(database: Any, now: datetime, limit: int = 200) -> "subprocess.Popen[str]":
    """Another process that delivers one round at `now`."""
    command = [sys.executable, "-c", PROCESS, database.url, now.isoformat(), str(limit)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def queue_many(town: Any, told: Any, count: int) -> None:
    with town.database.write() as session:
        for number in range(count):
            told(session, duty="office", occasion=f"occasion-{number}", subject=f"第 {number} 条")


def keys(requests: list[Request]) -> list[str]:
    return [request.json()["key"] for request in requests]


def errcode(server: LocalServer, code: int) -> None:
    server.json("/hook", {"errcode": code, "errmsg": "as documented"})


def test_a_notice_is_sent_with_its_link_and_key(town: Any, told: Any, hook: Any, settings: Settings) -> None:
    town.robot("新闻办群", hook.url("/hook"))
    case = town.case(tier=1)
    with town.database.write() as session:
        told(session, duty="office", case=case)
    assert deliver(town.database, settings, NOON) == DeliverySummary(claimed=1, sent=1)
    (request,) = hook.requests("/hook")
    (notice,) = town.rows(Notice)
    said = request.json()
    assert said["key"] == notice.key
    assert said["link"] == f"http://huiying.example/case/{case.id}"
    assert (said["case_number"], said["urgency"]) == ("2026-0001", "urgent")
    assert said["lines"][-1] == "通知对象：新闻办"
    assert (notice.state, notice.lease_owner, notice.failure) == ("sent", None, None)
    assert NOON <= notice.sent_at < NOON + timedelta(seconds=30)
    (attempt,) = town.rows(NoticeAttempt)
    assert attempt.outcome == "delivered"


def test_a_letter_reaches_the_mailbox(town: Any, told: Any, mailbox: Any, settings: Settings) -> None:
    town.contact(town.bureau, "handler", "jing@example.cn")
    with town.database.write() as session:
        told(session, unit_id=town.bureau.id)
    assert deliver(town.database, settings, NOON).sent == 1
    (letter,) = mailbox.letters
    assert letter.recipients == ["jing@example.cn"]
    assert letter.message["Subject"] == "首发权威信息已超时"


def test_what_was_sent_is_not_sent_again(town: Any, told: Any, hook: Any, settings: Settings) -> None:
    town.robot("新闻办群", hook.url("/hook"))
    queue_many(town, told, 3)
    assert deliver(town.database, settings, NOON).sent == 3
    assert deliver(town.database, settings, NOON + timedelta(hours=1)) == DeliverySummary()
    assert len(hook.requests("/hook")) == 3


def test_a_failure_is_tried_again_later_and_later(
    town: Any, told: Any, local_server: Any, settings: Settings
) -> None:
    local_server.page("/hook", b"oops", status=500)
    town.robot("新闻办群", local_server.url("/hook"))
    queue_many(town, told, 1)
    pauses, now = [], NOON
    for _ in range(7):
        assert deliver(town.database, settings, now).retried == 1
        (notice,) = town.rows(Notice)
        assert deliver(town.database, settings, notice.next_try_at - timedelta(seconds=1)).claimed == 0
        pauses.append((notice.next_try_at - now).total_seconds())
        now = notice.next_try_at
    assert 8 <= pauses[0] <= 13
    assert all(longer > shorter for shorter, longer in pairwise(pauses))
    assert deliver(town.database, settings, now).failed == 1
    (notice,) = town.rows(Notice)
    assert (notice.state, notice.attempts) == ("failed", 8)
    assert notice.failure.startswith("已尝试 8 次仍未送达：对方服务器暂时出错（HTTP 500）")
    assert [entry.action for entry in town.rows(AuditEntry)] == ["notice_failed"]


def test_http_success_with_an_errcode_is_no_delivery(
    town: Any, told: Any, local_server: Any, settings: Settings
) -> None:
    errcode(local_server, 93000)
    town.robot("新闻办群", local_server.url("/hook"), kind="wecom", secret=None)
    queue_many(town, told, 1)
    assert deliver(town.database, settings, NOON).failed == 1
    (notice,) = town.rows(Notice)
    assert notice.sent_at is None
    assert "机器人已被移出群" in notice.failure


def test_a_throttled_robot_is_left_alone_for_as_long_as_it_asks(
    town: Any, told: Any, local_server: Any, settings: Settings
) -> None:
    errcode(local_server, 45009)
    town.robot("新闻办群", local_server.url("/hook"), kind="wecom", secret=None)
    queue_many(town, told, 5)
    summary = deliver(town.database, settings, NOON)
    assert (summary.throttled, summary.put_back) == (1, 4)
    assert len(local_server.requests("/hook")) == 1
    assert sorted(it.attempts for it in town.rows(Notice)) == [0, 0, 0, 0, 1]
    errcode(local_server, 0)
    assert deliver(town.database, settings, NOON + timedelta(seconds=59)).claimed == 0
    assert deliver(town.database, settings, NOON + timedelta(seconds=80)).sent == 5


def test_a_robot_in_trouble_does_not_hold_up_the_others(
    town: Any, told: Any, hook: Any, settings: Settings
) -> None:
    hook.page("/broken", b"", status=503)
    town.robot("坏群", hook.url("/broken"), unit=town.bureau)
    town.robot("新闻办群", hook.url("/hook"))
    with town.database.write() as session:
        for number in range(40):
            told(session, unit_id=town.bureau.id, occasion=f"a-{number}")
            told(session, duty="office", occasion=f"b-{number}")
    summary = deliver(town.database, settings, NOON)
    assert summary.sent == 40
    assert summary.retried == len(hook.requests("/broken")) == 12
    assert summary.put_back == 28


def test_no_more_than_eighteen_a_minute_go_to_a_robot(
    town: Any, told: Any, local_server: Any, settings: Settings
) -> None:
    errcode(local_server, 0)
    town.robot("新闻办群", local_server.url("/hook"), kind="wecom", secret=None)
    queue_many(town, told, 40)
    first = deliver(town.database, settings, NOON)
    assert (first.sent, first.waiting) == (18, 22)
    assert deliver(town.database, settings, NOON + timedelta(seconds=30)).claimed == 0
    assert deliver(town.database, settings, NOON + timedelta(seconds=80)).sent == 18
    assert deliver(town.database, settings, NOON + timedelta(seconds=160)).sent == 4


def test_urgent_notices_are_first_within_the_budget(
    town: Any, told: Any, local_server: Any, settings: Settings
) -> None:
    errcode(local_server, 0)
    town.robot("新闻办群", local_server.url("/hook"), kind="wecom", secret=None)
    queue_many(town, told, 30)
    case = town.case(tier=1)
    with town.database.write() as session:
        (urgent,) = told(session, duty="office", case=case)
    assert deliver(town.database, settings, NOON).sent == 18
    assert next(it for it in town.rows(Notice) if it.id == urgent.id).state == "sent"


def test_a_robots_budget_is_shared_by_two_processes(town: Any, told: Any, local_server: Any) -> None:
    errcode(local_server, 0)
    town.robot("新闻办群", local_server.url("/hook"), kind="wecom", secret=None)
    queue_many(town, told, 60)
    sent = []
    for minute in (0, 1.5):
        now = NOON + timedelta(minutes=minute)
        both = [process(town.database, now), process(town.database, now)]
        sent.append(sum(json.loads(it.communicate(timeout=60)[0])["sent"] for it in both))
    assert sent == [18, 18]
    assert len({request.body for request in local_server.requests("/hook")}) == 36


def test_two_processes_at_once_deliver_each_notice_once(town: Any, told: Any, hook: Any) -> None:
    town.robot("新闻办群", hook.url("/hook"))
    queue_many(town, told, 120)
    both = [process(town.database, NOON, limit=60), process(town.database, NOON, limit=60)]
    said = [json.loads(it.communicate(timeout=60)[0]) for it in both]
    assert sum(it["sent"] for it in said) == 120
    received = keys(hook.requests("/hook"))
    assert len(received) == len(set(received)) == 120


def test_a_process_killed_between_sending_and_marking_sends_again_under_the_same_key(
    town: Any, told: Any, local_server: Any, settings: Settings
) -> None:
    children: list[subprocess.Popen[str]] = []

    def kill(_request: Request) -> Answer:
        children[0].kill()
        children[0].wait(timeout=30)
        raise HangUp

    local_server.answer("/hook", kill)
    town.robot("新闻办群", local_server.url("/hook"))
    queue_many(town, told, 1)
    children.append(process(town.database, NOON))
    children[0].communicate(timeout=60)
    assert children[0].returncode == -9
    (notice,) = town.rows(Notice)
    assert (notice.state, notice.attempts) == ("pending", 1)
    local_server.json("/hook", {"ok": True})
    assert deliver(town.database, settings, NOON + timedelta(seconds=60)).claimed == 0, "the lease still runs"
    assert deliver(town.database, settings, NOON + timedelta(minutes=3)).sent == 1
    assert keys(local_server.requests("/hook")) == [notice.key, notice.key]
    assert [it.outcome for it in town.rows(NoticeAttempt)] == [None, "delivered"]


def test_a_refused_letter_goes_to_the_next_channel_once(
    town: Any, told: Any, hook: Any, mailbox: Any, settings: Settings
) -> None:
    mailbox.refused["jing@example.cn"] = "550 no such mailbox"
    town.contact(town.bureau, "handler", "jing@example.cn")
    town.robot("新闻办群", hook.url("/hook"))
    with town.database.write() as session:
        told(session, unit_id=town.bureau.id)
    assert deliver(town.database, settings, NOON).failed == 1
    letter, instead = town.rows(Notice)
    assert letter.state == "failed"
    assert "550" in letter.failure
    assert instead.detail["instead_of"] == letter.id
    assert instead.lines[-1] == "通知对象：执法局经办人（无法直接通知，请代为转达）"
    hook.json("/hook", {"ok": False, "reason": "群已解散"})
    assert deliver(town.database, settings, NOON + timedelta(minutes=1)).failed == 1
    assert len(town.rows(Notice)) == 2


@pytest.fixture
def by_sms(settings: Settings, local_server: Any) -> Settings:
    """The installation also has an SMS gateway at /sms that accepts."""
    local_server.json("/sms", {"code": 0})
    return settings.model_copy(update={"sms_url": local_server.url("/sms"), "sms_private": True})


def test_a_refused_letter_goes_to_the_same_person_by_sms_before_anybody_else(
    town: Any, told: Any, hook: Any, mailbox: Any, by_sms: Settings
) -> None:
    mailbox.refused["jing@example.cn"] = "550 no such mailbox"
    town.contact(town.bureau, "handler", "jing@example.cn", name="甲", phone="13800001111")
    town.contact(town.bureau, "handler", "yi@example.cn", name="乙", phone="13800002222")
    with town.database.write() as session:
        told(session, unit_id=town.bureau.id, case=town.case())
    deliver(town.database, by_sms, NOON)
    letters = [(it.recipient, it.channel, it.state) for it in town.rows(Notice)]
    assert ("执法局经办人 乙", "email", "sent") in letters
    assert not hook.requests("/sms"), "the duty was heard by 乙"


def test_both_ways_of_the_only_person_are_tried_and_then_the_office(
    town: Any, told: Any, hook: Any, mailbox: Any, by_sms: Settings
) -> None:
    mailbox.refused["jing@example.cn"] = "550 no such mailbox"
    town.contact(town.bureau, "handler", "jing@example.cn", phone="13800001111")
    town.robot("新闻办群", hook.url("/hook"))
    with town.database.write() as session:
        told(session, unit_id=town.bureau.id)
    hook.json("/sms", {"code": 7, "msg": "empty account of 13800001111"})
    for minute in range(3):
        deliver(town.database, by_sms, NOON + timedelta(minutes=minute))
    ways = [(it.channel, it.state) for it in town.rows(Notice)]
    assert ways == [("email", "failed"), ("sms", "failed"), ("webhook", "sent")]
    assert "13800001111" in hook.requests("/sms")[0].body.decode()
    written = [it.detail for it in town.rows(AuditEntry)] + [it.detail for it in town.rows(NoticeAttempt)]
    assert "13800001111" not in repr(written) + repr([it.key for it in town.rows(Notice)])


def test_sms_without_a_gateway_is_given_up_with_the_remedy(town: Any, told: Any) -> None:
    town.contact(town.bureau, "handler", None, phone="13800001111")
    with town.database.write() as session:
        told(session, unit_id=town.bureau.id)
    assert deliver(town.database, Settings(), NOON).failed == 1
    assert "HUIYING_SMS_URL" in town.rows(Notice)[0].failure


def test_no_second_way_is_needed_where_the_unit_hears_by_its_robot(
    town: Any, told: Any, hook: Any, mailbox: Any, settings: Settings
) -> None:
    mailbox.refused["jing@example.cn"] = "550 no such mailbox"
    town.contact(town.bureau, "handler", "jing@example.cn")
    town.robot("执法局群", hook.url("/hook"), unit=town.bureau)
    town.robot("新闻办群", hook.url("/hook"))
    with town.database.write() as session:
        told(session, unit_id=town.bureau.id)
    summary = deliver(town.database, settings, NOON)
    assert (summary.sent, summary.failed) == (1, 1)
    assert len(town.rows(Notice)) == 2


def test_when_both_channels_die_the_office_hears(
    town: Any, told: Any, hook: Any, mailbox: Any, settings: Settings
) -> None:
    mailbox.refused["jing@example.cn"] = "550 no such mailbox"
    hook.json("/gone", {"ok": False, "reason": "群已解散"})
    town.contact(town.bureau, "handler", "jing@example.cn")
    town.robot("执法局群", hook.url("/gone"), unit=town.bureau)
    town.robot("新闻办群", hook.url("/hook"))
    case = town.case()
    with town.database.write() as session:
        told(session, duty="office", unit_id=town.bureau.id, case=case)
        told(session, unit_id=town.bureau.id, case=case)
    summary = deliver(town.database, settings, NOON)
    assert (summary.sent, summary.failed) == (1, 2)
    assert deliver(town.database, settings, NOON + timedelta(minutes=1)).sent == 1
    assert hook.requests("/hook")[-1].json()["lines"][-1].endswith("请代为转达）")


def test_mail_without_a_server_is_given_up_with_the_remedy(town: Any, told: Any) -> None:
    town.contact(town.bureau, "handler", "jing@example.cn")
    with town.database.write() as session:
        told(session, unit_id=town.bureau.id)
    assert deliver(town.database, Settings(smtp_host=None), NOON).failed == 1
    (notice,) = town.rows(Notice)
    assert "HUIYING_SMTP_HOST" in notice.failure


def test_a_robot_that_was_disabled_or_points_into_the_house_is_refused(
    town: Any, told: Any, hook: Any, settings: Settings
) -> None:
    robot = town.robot("新闻办群", hook.url("/hook"))
    town.robot("内网群", f"https://127.0.0.1:{hook.port}/hook", allow_private=False)
    queue_many(town, told, 1)
    with town.database.write() as session:
        session.merge(robot).enabled = False
    assert deliver(town.database, settings, NOON).failed == 2
    reasons = [it.failure for it in town.rows(Notice)]
    assert "已停用" in reasons[0]
    assert "内网" in reasons[1]
    assert hook.requests() == []


def test_a_broken_public_address_costs_the_link_not_the_notice(
    town: Any, told: Any, hook: Any, settings: Settings
) -> None:
    town.robot("新闻办群", hook.url("/hook"))
    case = town.case()
    with town.database.write() as session:
        told(session, duty="office", case=case)
    broken = settings.model_copy(update={"public_url": "回应系统"})
    assert deliver(town.database, broken, NOON).sent == 1
    said = hook.requests("/hook")[0].json()
    assert said["link"] == ""
    assert "HUIYING_PUBLIC_URL" in said["lines"][-1]


def test_after_a_day_of_patience_the_notice_is_given_up(
    town: Any, told: Any, local_server: Any, settings: Settings
) -> None:
    local_server.page("/hook", b"later", status=429, headers={"Retry-After": "60"})
    town.robot("新闻办群", local_server.url("/hook"))
    queue_many(town, told, 1)
    assert deliver(town.database, settings, NOON).throttled == 1
    assert deliver(town.database, settings, NOON + timedelta(hours=24)).failed == 1


@pytest.mark.parametrize("limit", [1, 7])
def test_a_round_claims_no_more_than_its_limit(
    town: Any, told: Any, hook: Any, settings: Settings, limit: int
) -> None:
    town.robot("新闻办群", hook.url("/hook"))
    queue_many(town, told, 10)
    assert deliver(town.database, settings, NOON, limit=limit).sent == limit
