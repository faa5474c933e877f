import subprocess
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from responder.notifiers.message import Message, Urgency
from responder.notifiers.outcome import Delivered, Failed, Refused, Throttled
from responder.notifiers.registry import notifier
from responder.notifiers.webhook import encode, signature

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SECRET = "gemeinsames-geheimnis-0001"
NOTICE = Message(
    key="case-17/response/supervision/执法局/webhook",
    subject="督办：回应已超时",
    lines=("责任单位：执法局",),
    link="https://huiying.example.cn/case/17",
    urgency=Urgency.URGENT,
    case_number="2026-0017",
)
webhook = notifier("webhook")


def send(receiver: Any, *, now: datetime = NOON, **settings: Any) -> Any:
    known = {"url": receiver.url, "secret": SECRET, "allow": ["127.0.0.1"], "seconds": 5}
    return webhook.send(webhook.target({**known, **settings}), NOTICE, now=now)


def signed_by_openssl(secret: str, signed: bytes) -> str:
    command = ["openssl", "dgst", "-sha256", "-hmac", secret, "-r"]
    done = subprocess.run(command, input=signed, check=True, capture_output=True)
    return "sha256=" + done.stdout.decode().split()[0]


# Each made with: printf '%s' 'TIMESTAMP.BODY' | openssl dgst -sha256 -hmac 'SECRET'
VECTORS = [
    (
        "gemeinsames-geheimnis-0001",
        "1795406400",
        '{"ok":true}',
        "0a02d68065f2dffd679159001517284d1f200bc1453efece1fc75007d2b1368a",
    ),
    (
        "gemeinsames-geheimnis-0001",
        "1795406400",
        '{"subject":"督办：回应已超时"}',
        "1cac2cc7e22666d9dfa52235b031b905a9853afc1bb9b19770f3a7f62acf8bd6",
    ),
    ("密钥-0123456789-密钥", "0", "", "9728d5c7f0068b3d978b077d1de22012e6e53ae2b031789d98a36e738bd89283"),
]


@pytest.mark.parametrize(("secret", "timestamp", "body", "expected"), VECTORS)
def test_the_signature_is_what_openssl_once_computed(
    secret: str, timestamp: str, body: str, expected: str
) -> None:
    assert signature(secret, timestamp, body.encode()) == f"sha256={expected}"


def test_what_arrives_is_signed_as_openssl_signs_it(receiver: Any) -> None:
    assert isinstance(send(receiver), Delivered)
    (request,) = receiver.requests
    timestamp = request.headers["X-Huiying-Timestamp"]
    signed = timestamp.encode() + b"." + request.body
    assert timestamp == "1795406400"
    assert request.headers["X-Huiying-Signature"] == signed_by_openssl(SECRET, signed)


def test_a_changed_byte_or_another_moment_changes_the_signature(receiver: Any) -> None:
    send(receiver)
    send(receiver, now=NOON + timedelta(seconds=1))
    first, second = (request.headers["X-Huiying-Signature"] for request in receiver.requests)
    assert first != second
    assert first != signature(SECRET, "1795406400", receiver.requests[0].body + b" ")


def test_the_body_is_plain_json(receiver: Any) -> None:
    send(receiver)
    assert receiver.requests[0].json == {
        "key": "case-17/response/supervision/执法局/webhook",
        "subject": "督办：回应已超时",
        "lines": ["责任单位：执法局"],
        "link": "https://huiying.example.cn/case/17",
        "urgency": "urgent",
        "case_number": "2026-0017",
    }


def test_every_attempt_carries_the_same_key_and_the_same_bytes(receiver: Any) -> None:
    send(receiver)
    send(receiver, now=NOON + timedelta(hours=1))
    first, second = receiver.requests
    assert first.body == second.body == encode(NOTICE)
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]
    assert (
        first.headers["Idempotency-Key"] == "case-17/response/supervision/%E6%89%A7%E6%B3%95%E5%B1%80/webhook"
    )


@pytest.mark.parametrize("status", [200, 201, 202])
def test_delivered_is_what_the_receiver_says_in_its_body(receiver: Any, status: int) -> None:
    receiver.says({"ok": True, "id": "n-81"}, status=status)
    assert send(receiver) == Delivered('{"ok": true, "id": "n-81"}')


def test_no_content_is_a_yes(receiver: Any) -> None:
    receiver.says(b"", status=204)
    assert send(receiver) == Delivered("HTTP 204")


@pytest.mark.parametrize(
    "body", [b"", b"ok", b"true", b"{}", b'{"ok": 1}', b'{"ok": "true"}', b"<html>Login</html>"]
)
def test_a_body_that_does_not_say_so_is_no_delivery(receiver: Any, body: bytes) -> None:
    receiver.says(body)
    outcome = send(receiver)
    assert isinstance(outcome, Failed)
    assert "没有确认收到（HTTP 200）" in outcome.reason


def test_a_receiver_may_refuse_with_its_reason(receiver: Any) -> None:
    receiver.says({"ok": False, "reason": "没有这个\n事项"})
    outcome = send(receiver)
    assert isinstance(outcome, Refused)
    assert outcome.reason == "接收方拒收：没有这个 事项。"


@pytest.mark.parametrize("status", [401, 403, 404, 410, 413])
def test_a_closed_door_is_a_refusal(receiver: Any, status: int) -> None:
    receiver.says({"ok": True}, status=status)
    outcome = send(receiver)
    assert isinstance(outcome, Refused)
    assert f"HTTP {status}" in outcome.reason


def test_a_receiver_that_asks_for_patience_gets_it(receiver: Any) -> None:
    receiver.says(b"slow down", status=429, Retry_After="90")
    outcome = send(receiver)
    assert isinstance(outcome, Throttled)
    assert outcome.retry_after == timedelta(seconds=90)
    assert outcome.answer == "slow down"


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_broken_receiver_is_tried_again(receiver: Any, status: int) -> None:
    receiver.says({"ok": True}, status=status)
    assert isinstance(send(receiver), Failed)


def test_a_receiver_that_hangs_is_tried_again(receiver: Any) -> None:
    receiver.hangs()
    assert isinstance(send(receiver, seconds=0.2), Failed)


def test_neither_reason_nor_answer_gives_the_secret_away(receiver: Any) -> None:
    receiver.says({"ok": False})
    assert "geheim" not in repr(send(receiver))
