"""The receiver answers as 钉钉 documents it: HTTP 200, the verdict in `errcode`."""

import base64
import hashlib
import subprocess
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from responder.notifiers.dingtalk import BODY_BYTES, content, encode, signature
from responder.notifiers.message import Message, Urgency
from responder.notifiers.outcome import Delivered
from responder.notifiers.registry import notifier
from responder.notifiers.robots import SHORTENED, harmless
from responder.notifiers.target import WebTarget

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LINK = "https://huiying.example.cn/case/17?t=a(b)"
ALERT = Message(
    key="case-17/first_word/overdue/zhifaju/dingtalk",
    subject="首发权威信息已超时",
    lines=("责任单位：执法局", "应于 11月23日 14:00 发布"),
    link=LINK,
    urgency=Urgency.URGENT,
    case_number="2026-0017",
)
ROBOT = WebTarget("https://robot.example.cn/?key=k")
dingtalk = notifier("dingtalk")


def send(receiver: Any, message: Message = ALERT, **settings: Any) -> Any:
    target = dingtalk.target({"url": receiver.url, "allow": ["127.0.0.1"], "seconds": 5, **settings})
    return dingtalk.send(target, message, now=NOON)


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
    return encode(content(target, message))


def test_an_accepted_card_is_delivered_with_the_proof(receiver: Any) -> None:
    receiver.says({"errcode": 0, "errmsg": "ok"})
    assert send(receiver) == Delivered('{"errcode": 0, "errmsg": "ok"}')
    (request,) = receiver.requests
    assert request.json == {
        "msgtype": "actionCard",
        "actionCard": {
            "title": "【紧急】首发权威信息已超时",
            "text": (
                "### 【紧急】首发权威信息已超时\n\n事项：2026-0017\n\n责任单位：执法局\n\n"
                "应于 11月23日 14:00 发布"
            ),
            "singleTitle": "打开查看",
            "singleURL": LINK,
        },
        "msgUuid": hashlib.sha256(ALERT.key.encode()).hexdigest()[:32],
    }


@pytest.mark.parametrize("secret", ["SECdemo0001", "SEC-中文", "a+b/c=&d"])
def test_the_query_carries_the_signature_that_openssl_computes(receiver: Any, secret: str) -> None:
    receiver.says({"errcode": 0, "errmsg": "ok"})
    send(receiver, secret=secret)
    query = parse_qs(urlsplit(receiver.requests[0].path).query)
    assert query["key"] == ["geheim-7d1f"]
    assert query["timestamp"] == ["1795406400000"]
    assert query["sign"] == [hmac_by_openssl(secret, f"1795406400000\n{secret}".encode())]
    assert query["sign"] == [signature(secret, "1795406400000")]


def test_a_robot_without_a_secret_is_written_to_unsigned(receiver: Any) -> None:
    receiver.says({"errcode": 0, "errmsg": "ok"})
    send(receiver)
    assert "sign" not in receiver.requests[0].path


def test_no_reason_or_answer_gives_the_robot_or_its_secret_away(receiver: Any) -> None:
    receiver.says({"errcode": 310000, "errmsg": "sign not match"})
    assert "geheim" not in repr(send(receiver, secret="SEC-geheim"))
    receiver.hangs()
    assert "geheim" not in repr(send(receiver, secret="SEC-geheim", seconds=0.1))


def test_members_are_called_in_markdown_because_a_card_calls_nobody() -> None:
    target = WebTarget("https://robot.example.cn/", users=("zhang.san",), mobiles=("13800001111",))
    body: Any = content(target, ALERT)
    assert body["msgtype"] == "markdown"
    assert body["at"] == {"atMobiles": ["13800001111"], "atUserIds": ["zhang.san"], "isAtAll": False}
    assert body["markdown"]["text"].endswith(
        "[打开查看](https://huiying.example.cn/case/17?t=a%28b%29)\n\n@zhang.san @13800001111"
    )


def test_everybody_is_called_by_its_own_sign() -> None:
    body: Any = content(WebTarget("https://robot.example.cn/", users=("@all",)), ALERT)
    assert body["at"] == {"atMobiles": [], "atUserIds": [], "isAtAll": True}


def test_a_post_cannot_forge_a_link_or_a_heading() -> None:
    forged = Message("k", "# [红包](https://evil.cn)", ("# 大标题", "![](https://evil.cn/x.png)", "**粗**"))
    body: Any = content(ROBOT, forged)
    assert body["markdown"]["text"] == (
        "### ＃ ［红包］(https：//evil．cn)\n\n＃ 大标题\n\n!［］(https：//evil．cn/x．png)\n\n＊＊粗＊＊"
    )


def test_a_long_message_can_go_in_parts_that_lose_nothing() -> None:
    lines = tuple(f"第{n}条：某村反映“道路积水”" for n in range(1500))
    parts = dingtalk.parts(ROBOT, Message("k", "交接", lines, LINK))
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
        WebTarget("https://r.cn/", users=("@all",), mobiles=("13800001111",)),
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
    parts = dingtalk.parts(target, message)
    for part in parts:
        body = sent(target, part)
        assert len(body) <= BODY_BYTES
        assert SHORTENED.encode() not in body
    whole = map(harmless, message.lines) if len(parts) > 1 else message.lines
    assert "".join(line for part in parts for line in part.lines) == "".join(whole)
