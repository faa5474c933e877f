import json

from huiying.cli.demo.receivers import WEBHOOK_SECRET
from huiying.cli.demo.town import Town
from responder.notifiers.message import Message
from responder.notifiers.outcome import Delivered, Refused
from responder.notifiers.registry import notifier
from tests.cli.demo.visiting import T0, Visit

NOTICE = Message(
    key="case-1/first_word/overdue/执法局/wecom", subject="超时：首发权威信息", lines=("执法局",)
)


def test_the_group_robot_takes_what_the_sender_for_wecom_sends(town: Town) -> None:
    wecom = notifier("wecom")
    target = wecom.target({"url": f"{town.base}/robot/wecom?key=demo", "allow": ["127.0.0.1"]})
    assert isinstance(wecom.send(target, NOTICE, now=T0), Delivered)
    (received,) = town.receivers.received("/robot/")
    assert "超时：首发权威信息" in json.dumps(received.body, ensure_ascii=False)


def test_the_webhook_takes_a_signed_notice_and_keeps_a_repeated_one_once(town: Town) -> None:
    webhook = notifier("webhook")
    settings = {"url": f"{town.base}/webhook", "secret": WEBHOOK_SECRET, "allow": ["127.0.0.1"]}
    for _ in range(2):
        assert isinstance(webhook.send(webhook.target(settings), NOTICE, now=T0), Delivered)
    (received,) = town.receivers.received("/webhook")
    assert received.body["subject"] == "超时：首发权威信息"


def test_the_webhook_refuses_another_signature(town: Town) -> None:
    webhook = notifier("webhook")
    settings = {"url": f"{town.base}/webhook", "secret": "someone-elses-secret", "allow": ["127.0.0.1"]}
    assert isinstance(webhook.send(webhook.target(settings), NOTICE, now=T0), Refused)
    assert town.receivers.received() == []


def test_the_robot_answers_what_it_cannot_read_with_an_errcode(visit: Visit, town: Town) -> None:
    for body in (b"", b"[]", b"{", b'{"msgtype": "text"}', b'{"msgtype": "image", "image": {}}'):
        got = visit("/robot/wecom", data=body)
        assert (got.status, json.loads(got.body)["errcode"]) == (200, 40008)
    assert town.receivers.received() == []


def test_nobody_else_takes_a_post(visit: Visit) -> None:
    assert visit("/news/", data=b"{}").status == 405
