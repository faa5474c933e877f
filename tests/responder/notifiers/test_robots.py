"""What holds for every group robot: the limit of bytes met to the byte, and nothing broken at it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from responder.notifiers.message import Message
from responder.notifiers.outcome import Delivered
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
