"""What holds for every group robot: its platform's verdicts read from the body, its limit met to the byte."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from responder.notifiers.budget import Budget
from responder.notifiers.message import Message
from responder.notifiers.outcome import Delivered, Failed, Refused, Throttled
from responder.notifiers.registry import notifier
from tests.responder.notifiers.conftest import Request

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LIMITS = {"wecom": 4096, "dingtalk": 20_000, "feishu": 20_000}
FAMILY = "👨\u200d👩\u200d👧\u200d👦"
NOTE = Message("k", "交接", ("a",), "https://huiying.example.cn/case/17", case_number="2026-0017")
every_robot = pytest.mark.parametrize("kind", LIMITS)


def counted(kind: str, request: Request) -> int:
    """The bytes that the platform holds against its limit."""
    if kind == "wecom":
        return len(request.json["markdown"]["content"].encode())
    return len(request.body)


def send(receiver: Any, kind: str, message: Message) -> list[int]:
    """The message in as many parts as it takes; the sizes of what arrived."""
    receiver.says({"errcode": 0, "code": 0})
    robot = notifier(kind)
    target = robot.target({"url": receiver.url, "allow": ["127.0.0.1"]})
    before = len(receiver.requests)
    for part in robot.parts(target, message):
        assert isinstance(robot.send(target, part, now=NOON), Delivered)
    return [counted(kind, request) for request in receiver.requests[before:]]


@every_robot
@pytest.mark.parametrize("letters", [0, 100])
def test_what_fills_the_limit_to_the_byte_is_one_message_and_a_byte_more_is_two(
    receiver: Any, kind: str, letters: int
) -> None:
    (around,) = send(receiver, kind, NOTE)
    line = "园" * letters + "a" * (LIMITS[kind] - around + 1 - 3 * letters)
    assert send(receiver, kind, replace(NOTE, lines=(line,))) == [LIMITS[kind]]
    sizes = send(receiver, kind, replace(NOTE, lines=(line + "a",)))
    assert len(sizes) == 2
    assert all(size <= LIMITS[kind] for size in sizes)


@every_robot
@pytest.mark.parametrize("shift", range(3))
def test_a_chinese_letter_at_the_limit_stays_whole(receiver: Any, kind: str, shift: int) -> None:
    line = "a" * shift + "园" * 8000
    sizes = send(receiver, kind, replace(NOTE, lines=(line,)))
    whole = b"".join(request.body for request in receiver.requests).decode()
    assert whole.count("园") == 8000
    assert "\ufffd" not in whole
    assert len(sizes) > 1
    assert all(size <= LIMITS[kind] for size in sizes)


@every_robot
@pytest.mark.parametrize("shift", [0, 5, 11, 18])
def test_a_family_of_joined_emoji_at_the_limit_is_not_torn_apart(
    receiver: Any, kind: str, shift: int
) -> None:
    send(receiver, kind, replace(NOTE, lines=("a" * shift + FAMILY * 1200,)))
    bodies = [request.body.decode() for request in receiver.requests]
    assert len(bodies) > 1
    assert [body.replace(FAMILY, "").count("👦") for body in bodies] == [0] * len(bodies)
    assert all("\u200d" not in body.replace(FAMILY, "") for body in bodies)
    assert sum(body.count(FAMILY) for body in bodies) == 1200


@dataclass(frozen=True)
class Platform:
    """How one platform answers under HTTP 200: `code` and `text` name the fields of its body."""

    code: str
    text: str
    refusals: tuple[tuple[int, str, str], ...]
    throttled: tuple[tuple[int, str, timedelta], ...]
    busy: tuple[int, ...] = ()


MINUTE = timedelta(minutes=1)
PLATFORMS = {
    "wecom": Platform(
        "errcode",
        "errmsg",
        refusals=(
            (93000, "invalid webhook url", "已被移出群"),
            (40008, "invalid message type", "消息类型"),
            (40058, "markdown.content exceed max length 4096", "超长"),
            (40003, "invalid user", "users"),
            (99999, "something new", "错误码"),
        ),
        throttled=(
            (45009, "api freq out of limit", MINUTE),
            (45033, "concurrent limit", timedelta(seconds=10)),
        ),
        busy=(-1, 6000),
    ),
    "dingtalk": Platform(
        "errcode",
        "errmsg",
        refusals=(
            (310000, "keywords not in content", "关键词"),
            (310000, "invalid timestamp", "校准服务器时间"),
            (310000, "sign not match", "加签密钥"),
            (310000, "ip 203.0.113.7 not in whitelist", "IP 名单"),
            (310000, "something new", "安全设置"),
            (300005, "token is not exist", "access_token"),
            (400013, "group disbanded", "解散"),
            (400102, "robot disabled", "停用"),
            (430102, "inappropriate text", "不合适"),
            (460101, "message too long", "超长"),
            (99999, "something new", "错误码"),
        ),
        throttled=tuple((code, "send too fast", 10 * MINUTE) for code in (130101, 410100, 302033, 660026)),
        busy=(-1,),
    ),
    "feishu": Platform(
        "code",
        "msg",
        refusals=(
            (9499, "Bad Request", "格式"),
            (19001, "param invalid: incoming webhook access token invalid", "网址无效"),
            (19002, "params error, msg_type need", "消息类型"),
            (19007, "Bot Not Enabled", "未启用"),
            (19021, "sign match fail or timestamp is not within one hour from current time", "签名"),
            (19022, "Ip Not Allowed", "IP 白名单"),
            (19024, "Key Words Not Found", "关键词"),
            (99999, "something new", "错误码"),
        ),
        throttled=(
            (11232, "frequency limited psm", MINUTE),
            (9499, "too many request", MINUTE),
            (99991400, "limit", MINUTE),
        ),
    ),
}
NO_VERDICT = (
    "<html><title>Login</title></html>",
    "",
    "[]",
    '{"ok": true}',
    '{"CODE": "0"}',
    '{"CODE": false}',
    '{"CODE": null}',
    '{"CODE": 0',
    "[" * 50_000,
)


def outcome(receiver: Any, kind: str) -> Any:
    """What became of the note at a receiver that answers as it was told."""
    robot = notifier(kind)
    target = robot.target({"url": receiver.url, "allow": ["127.0.0.1"], "seconds": 5})
    return robot.send(target, NOTE, now=NOON)


@pytest.mark.parametrize(
    ("kind", "code", "text", "part_of_reason"),
    [(kind, *case) for kind, platform in PLATFORMS.items() for case in platform.refusals],
)
def test_a_code_under_http_200_is_a_refusal(
    receiver: Any, kind: str, code: int, text: str, part_of_reason: str
) -> None:
    receiver.says({PLATFORMS[kind].code: code, PLATFORMS[kind].text: text})
    said = outcome(receiver, kind)
    assert isinstance(said, Refused)
    assert part_of_reason in said.reason
    assert f"（{code}）" in said.reason
    assert text in said.answer


@pytest.mark.parametrize(
    ("kind", "code", "text", "pause"),
    [(kind, *case) for kind, platform in PLATFORMS.items() for case in platform.throttled],
)
def test_a_robot_that_spoke_too_often_waits_as_long_as_its_platform_blocks(
    receiver: Any, kind: str, code: int, text: str, pause: timedelta
) -> None:
    receiver.says({PLATFORMS[kind].code: code, PLATFORMS[kind].text: text})
    said = outcome(receiver, kind)
    assert isinstance(said, Throttled)
    assert said.retry_after == pause


@pytest.mark.parametrize(
    ("kind", "code"), [(kind, code) for kind, platform in PLATFORMS.items() for code in platform.busy]
)
def test_a_busy_platform_is_tried_again(receiver: Any, kind: str, code: int) -> None:
    receiver.says({PLATFORMS[kind].code: code, PLATFORMS[kind].text: "system busy"})
    assert isinstance(outcome(receiver, kind), Failed)


@every_robot
@pytest.mark.parametrize("body", [*(text.encode() for text in NO_VERDICT), b"\xff\xfe"])
def test_what_the_platform_would_not_say_is_no_delivery(receiver: Any, kind: str, body: bytes) -> None:
    receiver.says(body.replace(b"CODE", PLATFORMS[kind].code.encode()))
    said = outcome(receiver, kind)
    assert isinstance(said, Failed)
    assert "不能认定送达" in said.reason


@every_robot
def test_a_server_error_fails_though_its_body_says_all_is_well(receiver: Any, kind: str) -> None:
    receiver.says({PLATFORMS[kind].code: 0}, status=502)
    assert isinstance(outcome(receiver, kind), Failed)


@every_robot
def test_a_gateway_that_throttles_by_status_is_heard(receiver: Any, kind: str) -> None:
    receiver.says(b"", status=429, Retry_After="7")
    said = outcome(receiver, kind)
    assert isinstance(said, Throttled)
    assert said.retry_after == timedelta(seconds=7)


@every_robot
def test_a_robot_speaks_at_most_eighteen_times_a_minute(kind: str) -> None:
    assert notifier(kind).budget == Budget(sends=18, per=MINUTE)


@every_robot
def test_a_short_message_stays_itself(kind: str) -> None:
    robot = notifier(kind)
    assert robot.parts(robot.target({"url": "https://robot.example.cn/"}), NOTE) == (NOTE,)
