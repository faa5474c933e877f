"""SIGKILL at random moments: whatever `huiying up` was doing, nothing is lost and nothing done twice.

The real command, a real site whose pages grow while it is down, a real webhook receiver. The policy is
the shipped one with its limits shortened, so that rungs fall due while the processes die.
"""

import json
import random
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from huiying.core import clock
from huiying.core.database import Database
from huiying.core.models import Clock, Notice, Post, Rung, SupervisionOrder
from responder.status import status
from tests.journeys.service import run, service, start, wait_until
from tests.support.websites import Answer, LocalServer, Request

KILLS = 20
POSTS_A_LIFE = 3


PLACES = ("棋盘洲", "韦源口镇", "新港大道", "保税物流中心", "散货码头")
TROUBLES = (
    "路灯坏了半个月，晚上一片漆黑", "自来水发黄，接出来有泥沙", "井盖丢了，孩子差点掉下去",
    "工地夜里打桩，吵得睡不着", "垃圾一周没人清运，臭气熏天", "公交车改线，老人看病不方便",
    "路口没有斑马线，学生过街危险", "停电三次也没有通知", "工资拖欠两个月，老板找不到人",
    "征地补偿款一直没有到账", "货车乱停占满人行道", "饭馆油烟直排居民楼",
)  # fmt: skip


class Site:
    """A feed of citizens' messages that grows by a few posts with every life of the service."""

    def __init__(self, server: LocalServer) -> None:
        self.titles: list[str] = []
        server.answer("/feed", self._feed)

    def grow(self, count: int) -> None:
        for _ in range(count):
            number = len(self.titles)
            place, trouble = PLACES[number % len(PLACES)], TROUBLES[number % len(TROUBLES)]
            self.titles.append(f"{place}{trouble}")

    def _feed(self, request: Request) -> Answer:
        items = [
            f"<item><guid>{n}</guid><title>{t}</title><description>反映：{t}，请尽快处理。</description></item>"
            for n, t in enumerate(list(self.titles))
        ]
        body = f"<rss version='2.0'><channel><title>x</title>{''.join(items)}</channel></rss>"
        return Answer(200, body.encode(), {"Content-Type": "application/rss+xml"})


class Receiver:
    """Keeps the idempotency keys that it was sent, as a receiver that honours them does."""

    def __init__(self, server: LocalServer) -> None:
        self.keys: list[str] = []
        server.answer("/hook", self._take)

    def _take(self, request: Request) -> Answer:
        self.keys.append(request.headers["idempotency-key"])
        return Answer(200, json.dumps({"ok": True}).encode(), {"Content-Type": "application/json"})


@pytest.fixture
def receiver_server() -> Iterator[LocalServer]:
    with LocalServer() as server:
        yield server


@pytest.fixture
def home(tmp_path: Path, local_server: LocalServer, receiver_server: LocalServer) -> Path:
    home = tmp_path / "home"
    run(home, "init")
    (home / "sources.toml").write_text(
        f'[[source]]\nname = "政府信箱"\nkind = "feed"\naddress = "{local_server.url("/feed")}"\n'
        'channel = "message"\ninterval_seconds = 1\nallow_private = true\n',
        encoding="utf-8",
    )
    units = (home / "units.toml").read_text(encoding="utf-8")
    robot = (
        f'\n[[robots]]\nname = "接收端"\nkind = "webhook"\naddress = "{receiver_server.url("/hook")}"\n'
        'secret = "a secret of the test"\nallow_private = true\n'
    )
    (home / "units.toml").write_text(units + robot, encoding="utf-8")
    policy = (home / "policy.toml").read_text(encoding="utf-8")
    for slow in ("30分钟", "15分钟", "5小时", "24小时", "1小时", "4小时"):
        policy = policy.replace(f'"{slow}"', '"1分钟"')
    policy = policy.replace('calendar = "duty"', 'calendar = "wall"')  # the test may run at night
    (home / "policy.toml").write_text(policy, encoding="utf-8")
    run(home, "init")
    return home


def test_killed_at_random_moments_it_loses_no_post_and_repeats_no_rung(
    home: Path, local_server: LocalServer, receiver_server: LocalServer
) -> None:
    site, receiver = Site(local_server), Receiver(receiver_server)
    dice = random.Random(20261123)
    for life in range(KILLS):
        site.grow(POSTS_A_LIFE)
        live_and_die(home, dice.uniform(0.1, 4.0), while_starting=life % 4 == 0)
    database = Database(f"sqlite:///{home / 'huiying.sqlite3'}")
    with service(home):
        wait_until(lambda: settled(database, len(site.titles)), 180)
    every_post_is_there_once(database, site)
    every_rung_was_taken_once(database)
    every_notice_arrived(database, receiver)


def live_and_die(home: Path, seconds: float, while_starting: bool) -> None:
    """One life: killed so long after it began, or after it said that it serves."""
    served = (home / "up.log").stat().st_size if (home / "up.log").exists() else 0
    child = start(home)
    if not while_starting:
        wait_until(lambda: "已启动" in (home / "up.log").read_bytes()[served:].decode(), 60)
    threading.Event().wait(seconds)
    child.send_signal(signal.SIGKILL)
    child.wait()


def settled(database: Database, served: int) -> bool:
    """All posts are in and assessed, rungs came and none is due, no notice waits."""
    now = clock.now()
    with database.read() as session:
        counts = status(session, now)
        due = session.scalar(select(func.count()).where(Clock.next_rung_at <= now))
        unplaced = counts["posts"] - counts["assessed"]
        climbed = session.scalar(select(func.count(Rung.id)).where(Rung.rung == "supervision"))
    waiting = due or unplaced or counts["notices"]["pending"]
    return counts["posts"] == served and bool(climbed) and not waiting


def every_post_is_there_once(database: Database, site: Site) -> None:
    with database.read() as session:
        titles = session.scalars(select(Post.title)).all()
    assert sorted(title for title in titles if title) == sorted(site.titles)


def every_rung_was_taken_once(database: Database) -> None:
    with database.read() as session:
        rungs = session.execute(select(Rung.clock_id, Rung.rung)).all()
        ordered = session.scalars(select(SupervisionOrder.clock_id)).all()
        told = session.execute(
            select(Notice.clock_id, Notice.rung, Notice.recipient, Notice.channel).where(
                Notice.rung.is_not(None)
            )
        ).all()
    assert rungs
    assert len(rungs) == len(set(rungs))
    assert sorted(ordered) == sorted(clock_id for clock_id, rung in rungs if rung == "supervision")
    assert len(told) == len(set(told))


def every_notice_arrived(database: Database, receiver: Receiver) -> None:
    with database.read() as session:
        owed = session.scalars(select(Notice.key).where(Notice.channel == "webhook")).all()
        states = set(session.scalars(select(Notice.state).where(Notice.channel == "webhook")))
    assert states == {"sent"}
    assert set(owed) == set(receiver.keys)
