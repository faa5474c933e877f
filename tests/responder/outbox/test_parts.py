"""A notice that is too long for its platform: several messages, in order, each accepted once."""

import json
import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from huiying.core.models import Contact, Notice, NoticeAttempt, Robot
from huiying.core.settings import Settings
from responder.outbox import deliver
from responder.outbox.resend import resend
from tests.responder.outbox.conftest import NOON
from tests.responder.outbox.test_deliver import process
from tests.support.websites import Answer, HangUp, LocalServer, Request

OK = Answer(200, b'{"errcode": 0, "code": 0}')
BUSY = Answer(503, b"later")
GONE = Answer(200, b'{"errcode": 93000, "code": 19007}')
LINES = [f"第{number}条 {'道路积水。' * 80}" for number in range(20)]
KINDS = ("wecom", "dingtalk", "feishu")


def text_of(request: Request) -> str:
    return json.dumps(request.json(), ensure_ascii=False)


def marks(server: LocalServer) -> list[tuple[int, int]]:
    """The (1/3) of each message that the robot got, in the order of arrival; (1, 1) without."""
    found = [re.search(r"（(\d+)/(\d+)）", text_of(it)) for it in server.requests("/hook")]
    return [(int(it[1]), int(it[2])) if it else (1, 1) for it in found]


def numbers(server: LocalServer) -> list[int]:
    return [number for number, _ in marks(server)]


def answers(server: LocalServer, *script: Answer) -> None:
    """One after the other, the last for ever."""
    left = list(script)
    server.answer("/hook", lambda _: left.pop(0) if len(left) > 1 else left[0])


Group = Callable[..., None]


@pytest.fixture
def group(town: Any, told: Any, local_server: LocalServer) -> Group:
    """A robot of this kind, and one long notice that waits for it."""

    def made(kind: str, **more: Any) -> None:
        town.robot("执法局群", local_server.url("/hook"), kind=kind, secret=None, unit=town.bureau)
        with town.database.write() as session:
            told(session, unit_id=town.bureau.id, lines=LINES, **more)

    return made


def the_notice(town: Any) -> Notice:
    (notice,) = town.rows(Notice)
    assert isinstance(notice, Notice)
    return notice


@pytest.mark.parametrize("kind", KINDS)
def test_a_long_notice_goes_out_whole_in_order_and_calls_once(
    town: Any, group: Group, local_server: LocalServer, settings: Settings, kind: str
) -> None:
    answers(local_server, OK)
    called = "ou_7" if kind == "feishu" else "zhang.san"
    town.add(Contact(unit_id=town.bureau.id, duty="handler", name="甲", **{kind: called}))
    group(kind)
    done = deliver(town.database, settings, NOON)
    requests, count = local_server.requests("/hook"), len(local_server.requests("/hook"))
    assert marks(local_server) == [(number, count) for number in range(1, count + 1)]
    assert count == (7 if kind == "wecom" else 2)
    assert (done.sent, done.parts, done.failed, done.retried) == (1, count - 1, 0, 0)
    whole = "".join(text_of(it) for it in requests)
    assert all(line in whole for line in LINES)
    assert [called in text_of(it) for it in requests] == [True] + [False] * (count - 1)
    assert the_notice(town).state == "sent"
    tried = town.rows(NoticeAttempt)
    assert [it.outcome for it in tried] == ["delivered"] * count
    assert tried[1].detail.startswith(f"第 2/{count} 条 ")


@pytest.mark.parametrize("kind", KINDS)
def test_a_part_that_fails_is_where_the_next_attempt_begins(
    town: Any, group: Group, local_server: LocalServer, settings: Settings, kind: str
) -> None:
    answers(local_server, OK, BUSY, OK)
    group(kind)
    done = deliver(town.database, settings, NOON)
    assert (done.parts, done.retried, done.sent) == (1, 1, 0)
    notice = the_notice(town)
    assert (notice.state, notice.sent_at, notice.attempts) == ("pending", None, 2)
    assert deliver(town.database, settings, notice.next_try_at - timedelta(seconds=1)).claimed == 0
    assert deliver(town.database, settings, notice.next_try_at).sent == 1
    assert numbers(local_server)[:3] == [1, 2, 2]
    assert sorted(set(numbers(local_server))) == [1, *numbers(local_server)[2:]], "none but the second twice"


def test_under_the_same_key_for_the_part_that_is_tried_again(
    town: Any, group: Group, local_server: LocalServer, settings: Settings
) -> None:
    answers(local_server, OK, BUSY, OK)
    group("dingtalk")
    deliver(town.database, settings, NOON)
    deliver(town.database, settings, NOON + timedelta(minutes=1))
    first, second, again = (it.json()["msgUuid"] for it in local_server.requests("/hook"))
    assert first != second == again


def test_each_part_has_its_own_eight_failures(
    town: Any, group: Group, local_server: LocalServer, settings: Settings
) -> None:
    answers(local_server, *[BUSY] * 7, OK, *[BUSY] * 7, OK)
    group("wecom")
    for quarter in range(15):
        assert deliver(town.database, settings, NOON + timedelta(minutes=15 * quarter)).failed == 0
    assert the_notice(town).state == "sent"


def test_a_process_killed_in_the_second_part_repeats_that_one_alone(
    town: Any, group: Group, local_server: LocalServer, settings: Settings
) -> None:
    children: list[subprocess.Popen[str]] = []

    def kill(_request: Request) -> Answer:
        if numbers(local_server) == [1]:
            return OK
        children[0].kill()
        children[0].wait(timeout=30)
        raise HangUp

    local_server.answer("/hook", kill)
    group("wecom")
    children.append(process(town.database, NOON))
    children[0].communicate(timeout=60)
    assert children[0].returncode == -9
    answers(local_server, OK)
    assert deliver(town.database, settings, NOON + timedelta(seconds=60)).claimed == 0, "the lease still runs"
    assert deliver(town.database, settings, NOON + timedelta(minutes=4)).sent == 1
    assert numbers(local_server) == [1, 2, 2, 3, 4, 5, 6, 7]


def test_every_part_is_counted_into_the_robots_budget(
    town: Any, told: Any, group: Group, local_server: LocalServer, settings: Settings
) -> None:
    answers(local_server, OK)
    group("wecom", occasion="first")
    with town.database.write() as session:
        for occasion in ("second", "third"):
            told(session, unit_id=town.bureau.id, lines=LINES, occasion=occasion)
    assert deliver(town.database, settings, NOON).sent == 2
    assert len(local_server.requests("/hook")) == 18
    assert deliver(town.database, settings, NOON + timedelta(seconds=30)).claimed == 0
    assert deliver(town.database, settings, NOON + timedelta(seconds=90)).sent == 1
    assert numbers(local_server) == [*range(1, 8)] * 3


def test_two_who_deliver_share_the_budget_and_send_each_part_once(
    town: Any, told: Any, group: Group, local_server: LocalServer, settings: Settings
) -> None:
    answers(local_server, OK)
    group("wecom", occasion="first")
    with town.database.write() as session:
        for occasion in ("second", "third"):
            told(session, unit_id=town.bureau.id, lines=LINES, occasion=occasion, subject=occasion)
    with ThreadPoolExecutor() as pool:
        [pool.submit(deliver, town.database, settings, NOON, owner=name) for name in ("one", "other")]
    assert len(local_server.requests("/hook")) == 18
    assert len({it.body for it in local_server.requests("/hook")}) == 18


def test_nothing_else_stands_between_the_parts(
    town: Any, told: Any, group: Group, local_server: LocalServer, settings: Settings
) -> None:
    answers(local_server, OK)
    group("feishu")
    with town.database.write() as session:
        for number in range(3):
            told(session, unit_id=town.bureau.id, occasion=f"short-{number}")
    assert deliver(town.database, settings, NOON).sent == 4
    assert marks(local_server) == [(1, 2), (2, 2), (1, 1), (1, 1), (1, 1)]


def test_a_refusal_in_the_middle_says_how_far_it_came_and_goes_on_from_there(
    town: Any, group: Group, local_server: LocalServer, settings: Settings
) -> None:
    answers(local_server, OK, GONE)
    group("wecom")
    assert deliver(town.database, settings, NOON).failed == 1
    dead = the_notice_of_the_robot(town)
    assert dead.failure.startswith("共 7 条，前 1 条已送达，其余未送达：机器人网址无效")
    answers(local_server, OK)
    put_back_to_send(town, dead)
    assert deliver(town.database, settings, NOON + timedelta(minutes=5)).sent == 1
    assert numbers(local_server) == [1, 2, *range(2, 8)]


def test_another_address_gets_the_whole_notice(
    town: Any, group: Group, local_server: LocalServer, settings: Settings
) -> None:
    answers(local_server, OK, GONE, OK)
    group("wecom")
    deliver(town.database, settings, NOON)
    with town.database.write() as session:
        session.query(Robot).one().address = local_server.url("/hook") + "?key=new"
    put_back_to_send(town, the_notice_of_the_robot(town))
    assert deliver(town.database, settings, NOON + timedelta(minutes=5)).sent == 1
    assert numbers(local_server) == [1, 2, *range(1, 8)]


def the_notice_of_the_robot(town: Any) -> Any:
    return next(it for it in town.rows(Notice) if it.channel == "wecom")


def put_back_to_send(town: Any, dead: Any) -> None:
    with town.database.write() as session:
        resend(session, dead.id, by="officer", now=NOON + timedelta(minutes=5))
