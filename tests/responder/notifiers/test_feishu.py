"""The receiver answers as 飞书 documents it: HTTP 200, the verdict in `code`."""

import base64
import subprocess
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from responder.notifiers.feishu import BODY_BYTES, content, encode, signature
from responder.notifiers.message import Message, Urgency, unlinked
from responder.notifiers.outcome import Delivered, Refused
from responder.notifiers.registry import notifier
from responder.notifiers.robots import SHORTENED
from responder.notifiers.target import TargetError, WebTarget

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LINK = "https://huiying.example.cn/case/17?t=a(b)"
ALERT = Message(
    key="case-17/first_word/overdue/zhifaju/feishu",
    subject="首发权威信息已超时",
    lines=("责任单位：执法局", "应于 11月23日 14:00 发布"),
    link=LINK,
    urgency=Urgency.URGENT,
    case_number="2026-0017",
)
ROBOT = WebTarget("https://robot.example.cn/?key=k")
feishu = notifier("feishu")


def send(receiver: Any, message: Message = ALERT, **settings: Any) -> Any:
    target = feishu.target({"url": receiver.url, "allow": ["127.0.0.1"], "seconds": 5, **settings})
    return feishu.send(target, message, now=NOON)


def hmac_by_openssl(key: str, signed: bytes) -> str:
    command = [
        "openssl",
        "dgst",
        "-sha256",
        "-mac",
        "HMAC",
        "-macopt",
        f"hexkey:{key.encode().hex()}",
        "-binary",
    ]
    done = subprocess.run(command, input=signed, check=True, capture_output=True)
    return base64.b64encode(done.stdout).decode()


def sent(target: WebTarget, message: Message) -> bytes:
    stamp = "1795406400"
    return encode({"timestamp": stamp, "sign": signature("s", stamp), **content(target, message)})


def test_an_accepted_card_is_delivered_with_the_proof(receiver: Any) -> None:
    receiver.says({"code": 0, "msg": "success", "data": {}})
    assert send(receiver) == Delivered('{"code": 0, "msg": "success", "data": {}}')
    (request,) = receiver.requests
    assert request.json == {
        "msg_type": "interactive",
        "card": {
            "header": {
                "title": {"tag": "plain_text", "content": "【紧急】首发权威信息已超时"},
                "template": "red",
            },
            "elements": [
                {
                    "tag": "div",
                    "text": {
                        "tag": "plain_text",
                        "content": "事项：2026-0017\n责任单位：执法局\n应于 11月23日 14:00 发布",
                    },
                },
                {
                    "tag": "action",
                    "actions": [
                        {
                            "tag": "button",
                            "text": {"tag": "plain_text", "content": "打开查看"},
                            "type": "primary",
                            "url": LINK,
                        }
                    ],
                },
            ],
        },
    }


def test_the_older_form_of_success_is_a_delivery_too(receiver: Any) -> None:
    receiver.says({"Extra": None, "StatusCode": 0, "StatusMessage": "success"})
    assert isinstance(send(receiver), Delivered)


def test_the_newer_field_decides_where_both_are_there(receiver: Any) -> None:
    receiver.says({"StatusCode": 0, "StatusMessage": "", "code": 19007, "msg": "Bot Not Enabled"})
    assert isinstance(send(receiver), Refused)


@pytest.mark.parametrize("secret", ["demo", "mit-中文", "a+b/c=&d"])
def test_the_body_carries_the_signature_that_openssl_computes(receiver: Any, secret: str) -> None:
    receiver.says({"code": 0, "msg": "success"})
    send(receiver, secret=secret)
    body = receiver.requests[0].json
    assert body["timestamp"] == "1795406400"
    assert body["sign"] == hmac_by_openssl(f"1795406400\n{secret}", b"")


def test_a_robot_without_a_secret_is_written_to_unsigned(receiver: Any) -> None:
    receiver.says({"code": 0, "msg": "success"})
    send(receiver)
    assert "sign" not in receiver.requests[0].json


def test_no_reason_or_answer_gives_the_robot_or_its_secret_away(receiver: Any) -> None:
    receiver.says({"code": 19021, "msg": "sign not match"})
    assert "geheim" not in repr(send(receiver, secret="SEC-geheim"))
    receiver.hangs()
    assert "geheim" not in repr(send(receiver, secret="SEC-geheim", seconds=0.1))


def test_members_and_everybody_are_called_in_a_line_of_their_own() -> None:
    body: Any = content(WebTarget("https://robot.example.cn/", users=("ou_1a2b", "@all")), ALERT)
    assert {"tag": "markdown", "content": "<at id=ou_1a2b></at><at id=all></at>"} in body["card"]["elements"]


def test_mobile_numbers_cannot_be_called_and_are_refused_with_the_remedy() -> None:
    with pytest.raises(TargetError, match="open_id"):
        feishu.target({"url": "https://robot.example.cn/", "mobiles": ["13800001111"]})


def test_a_post_cannot_call_anybody_or_forge_a_link_because_its_text_is_plain() -> None:
    forged = Message("k", "<at id=all></at>", ("[红包](https://evil.cn)", "<at id=all></at>"))
    (text,) = content(ROBOT, forged)["card"]["elements"]  # type: ignore[index]
    assert text["text"]["tag"] == "plain_text"


def test_what_is_not_urgent_is_blue() -> None:
    body: Any = content(ROBOT, Message("k", "交接"))
    assert body["card"] == {
        "header": {"title": {"tag": "plain_text", "content": "交接"}, "template": "blue"},
        "elements": [],
    }


def test_a_long_message_can_go_in_parts_that_lose_nothing() -> None:
    lines = tuple(f"第{n}条：某村反映“道路积水”" for n in range(1500))
    parts = feishu.parts(ROBOT, Message("k", "交接", lines, LINK))
    assert [part.key for part in parts] == ["k", *(f"k#{n}" for n in range(2, len(parts) + 1))]
    assert parts[0].subject == f"交接（1/{len(parts)}）"
    assert tuple(line for part in parts for line in part.lines) == lines
    assert all(SHORTENED not in encode(content(ROBOT, part)).decode() for part in parts)


def test_a_long_message_sent_as_one_is_shortened_and_says_so() -> None:
    long = Message("k", "交接", tuple(f"第{n}条：某村反映道路积水" for n in range(1500)), LINK)
    body = encode(content(ROBOT, long))
    assert BODY_BYTES - 1000 < len(body) <= BODY_BYTES
    assert SHORTENED in body.decode()


anything = st.text(max_size=400)
targets = st.sampled_from(
    [
        ROBOT,
        WebTarget("https://r.cn/", users=tuple("u" * 62 + f"{n:02}" for n in range(20))),
    ]
)


@settings(deadline=None, max_examples=25)
@given(
    targets,
    st.builds(
        Message,
        key=st.just("k"),
        subject=st.text(min_size=1, max_size=400).map(lambda text: "题" + text),
        lines=st.lists(
            st.one_of(
                anything, anything.map(lambda t: "火" * 9000 + t), anything.map(lambda t: '"\\' * 9000 + t)
            ),
            max_size=5,
        ).map(tuple),
        link=st.sampled_from(["", LINK, "https://a.cn/" + "(" * 499]),
        urgency=st.sampled_from(Urgency),
        case_number=st.sampled_from(["", "2026-0017", "😀" * 64, '"' * 64]),
    ),
)
def test_no_message_and_no_part_is_ever_over_the_limit(target: WebTarget, message: Message) -> None:
    assume(SHORTENED not in message.lines)
    assert len(sent(target, message)) <= BODY_BYTES
    parts = feishu.parts(target, message)
    for part in parts:
        body = sent(target, part)
        assert len(body) <= BODY_BYTES
        assert SHORTENED.encode() not in body
    whole = map(unlinked, message.lines) if len(parts) > 1 else message.lines
    assert "".join(line for part in parts for line in part.lines) == "".join(whole)
