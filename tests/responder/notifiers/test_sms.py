"""The gateway answers as operators' gateways do: HTTP 200, the verdict in a field of the body."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.notifiers.message import Message, Urgency
from responder.notifiers.outcome import Delivered, Failed, Refused
from responder.notifiers.registry import notifier
from responder.notifiers.sms import mobile, text
from responder.notifiers.target import TargetError

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
NUMBER = "13800001111"
LINK = "https://huiying.example.cn/case/17"
ALERT = Message(
    key="17:3:overdue:sms-1:sms",
    subject="首发权威信息已超时",
    lines=("责任单位：执法局。", "请立即办理。"),
    link=LINK,
    urgency=Urgency.URGENT,
    case_number="2026-0017",
)
JSON = '{"phones": ["{mobile}"], "sign": "新港", "args": {"msg": "{text}", "id": "{key}"}, "type": 2}'
sms = notifier("sms")


def send(receiver: Any, message: Message = ALERT, **settings: Any) -> Any:
    known = {"url": receiver.url, "mobile": NUMBER, "body": JSON, "allow": ["127.0.0.1"], "seconds": 5}
    return sms.send(sms.target({**known, **settings}), message, now=NOON)


def test_a_json_template_is_filled_and_the_rest_of_it_kept(receiver: Any) -> None:
    receiver.says({"code": 0})
    assert isinstance(send(receiver, authorization="Bearer geheim"), Delivered)
    (request,) = receiver.requests
    said = f"【紧急】首发权威信息已超时。事项 2026-0017。责任单位：执法局。请立即办理 {LINK}"
    assert request.json == {
        "phones": [NUMBER],
        "sign": "新港",
        "args": {"msg": said, "id": ALERT.key},
        "type": 2,
    }
    assert request.headers["Authorization"] == "Bearer geheim"
    assert request.headers["Content-Type"] == "application/json; charset=utf-8"


def test_a_form_template_is_filled_and_nothing_in_the_text_becomes_a_field(receiver: Any) -> None:
    receiver.says({"code": "0"})
    forged = Message("k", '标题&mobile=13900002222{mobile}"', ("a=b&c",))
    assert isinstance(send(receiver, forged, body="app=7&mobile={mobile}&content={text}"), Delivered)
    fields = parse_qs(receiver.requests[0].body.decode(), strict_parsing=True)
    said = '标题&mobile=13900002222{mobile}"。a=b&c'
    assert fields == {"app": ["7"], "mobile": [NUMBER], "content": [said]}


@pytest.mark.parametrize(
    ("rule", "answer", "kind"),
    [
        ("code=0", {"code": 0}, Delivered),
        ("code=0", {"code": "0"}, Delivered),
        ("code=0", {"code": 1, "msg": "余额不足"}, Refused),
        ("data.status=OK", {"data": {"status": "OK"}}, Delivered),
        ("data.status=OK", {"data": {"status": "LIMIT"}}, Refused),
        ("ok=true", {"ok": True}, Delivered),
        ("data.status=OK", {"data": None}, Failed),
        ("code=0", {"ok": True}, Failed),
        ("code=0", b"<html>login</html>", Failed),
        ("code=0", b"", Failed),
        ("code=0", b"\xff", Failed),
    ],
)
def test_the_success_rule_decides(receiver: Any, rule: str, answer: Any, kind: type) -> None:
    receiver.says(answer)
    assert isinstance(send(receiver, success=rule), kind)


def test_a_server_error_fails_though_its_body_says_all_is_well(receiver: Any) -> None:
    receiver.says({"code": 0}, status=502)
    assert isinstance(send(receiver), Failed)


@pytest.mark.parametrize("status", [200, 400, 500])
def test_no_outcome_shows_the_number_though_the_gateway_repeats_it(receiver: Any, status: int) -> None:
    receiver.says({"code": 9, "to": NUMBER, "also": f"+86{NUMBER}"}, status=status)
    outcome = send(receiver)
    assert NUMBER not in repr(outcome)
    assert "号码略" in outcome.answer
    assert NUMBER not in repr(sms.target({"url": "https://s.cn/", "mobile": NUMBER, "body": JSON}))


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"mobile": "0714-6350000"}, "mobile"),
        ({"body": '{"to": "{mobile}"}'}, "body"),
        ({"body": '{"to": "{mobile}", "msg": "{text}"'}, "body"),
        ({"success": "code"}, "success"),
        ({"longest": 10}, "longest"),
        ({"url": "http://sms.example.cn/"}, "url"),
        ({"authorization": "令牌"}, "authorization"),
    ],
)
def test_a_wrong_setting_is_named(change: dict[str, object], key: str) -> None:
    known: dict[str, object] = {"url": "https://sms.example.cn/", "mobile": NUMBER, "body": JSON}
    with pytest.raises(TargetError) as caught:
        sms.target({**known, **change})
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("phone", "found"),
    [
        ("13800001111", NUMBER),
        ("+86 138-0000-1111", NUMBER),
        ("8613800001111", NUMBER),
        ("0714-6350000", None),
        ("12345", None),
        ("", None),
        (None, None),
    ],
)
def test_only_mobile_numbers_take_messages(phone: str | None, found: str | None) -> None:
    assert mobile(phone) == found


@given(st.text(max_size=400), st.integers(50, 1000), st.sampled_from(["", LINK, "https://a.cn/" + "b" * 450]))
def test_a_text_is_never_longer_than_allowed_and_its_link_is_whole_or_absent(
    body: str, longest: int, link: str
) -> None:
    said = text(Message("k", "督办", (body,), link), longest)
    assert len(said) <= longest
    assert said.endswith(link) or "https://a.cn" not in said
