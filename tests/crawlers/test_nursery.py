"""Rounds born of a nursery: the same posts, the same ends, without the start-up."""

import os
import signal
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from crawlers.config import SourceConfig
from crawlers.registry import sync
from crawlers.rounds import Nursery, open_nursery, run_named
from huiying.core.clock import SHANGHAI
from huiying.core.database import Database
from huiying.core.errors import HuiyingError
from huiying.core.keys import make_secret
from huiying.core.models import Post, Source
from huiying.core.settings import Settings
from tests.support.websites import Answer, LocalServer, Request

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
NAME = "园区新闻网"
PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path, crawl_limit_seconds=60, log_level="error")
    make_secret(made.secret_file)
    return made


@pytest.fixture
def nursery(sqlite_database: Database, settings: Settings) -> Iterator[Nursery]:
    with open_nursery(sqlite_database, settings) as opened:
        yield opened


def article(number: int) -> str:
    return PAGE.format(f"海口大道施工通告之{number}", f"第{number}段围挡将于月底拆除，请绕行。" * 6)


def watch(database: Database, server: LocalServer, count: int = 3) -> None:
    links = "".join(f'<li><a href="/a/100{i}.html">通告之{i}，请往来车辆绕行</a></li>' for i in range(count))
    server.page("/list.html", f"<html><body><ul>{links}</ul></body></html>")
    for number in range(count):
        server.page(f"/a/100{number}.html", article(number))
    config = SourceConfig(name=NAME, kind="site", address=server.url("/list.html"), allow_private=True)
    with database.write() as session:
        sync(session, [config], NOW)


def posts(database: Database) -> list[Post]:
    with database.read() as session:
        return list(session.scalars(select(Post).order_by(Post.id)))


def lease_owner(database: Database) -> str | None:
    with database.read() as session:
        return session.scalars(select(Source.lease_owner)).one()


def test_several_rounds_of_one_nursery_store_what_is_new_at_their_own_moments(
    sqlite_database: Database, settings: Settings, nursery: Nursery, local_server: LocalServer
) -> None:
    watch(sqlite_database, local_server, 2)
    first = run_named(sqlite_database, settings, [NAME], NOW, nursery=nursery)
    watch(sqlite_database, local_server, 3)
    later = NOW + timedelta(hours=1)
    second = run_named(sqlite_database, settings, [NAME], later, nursery=nursery)
    assert (first.new_posts, second.new_posts) == (2, 1)
    assert [post.detected_at >= later for post in posts(sqlite_database)] == [False, False, True]


def test_a_child_killed_in_the_middle_loses_nothing_and_the_nursery_lives_on(
    sqlite_database: Database, settings: Settings, nursery: Nursery, local_server: LocalServer
) -> None:
    watch(sqlite_database, local_server, 4)
    hit = threading.Event()

    def kill(request: Request) -> Answer:
        if not hit.is_set():
            hit.set()
            os.kill(_only_child(nursery), signal.SIGKILL)
        return Answer(200, article(1).encode(), {"Content-Type": "text/html; charset=utf-8"})

    local_server.answer("/a/1001.html", kill)
    killed = run_named(sqlite_database, settings, [NAME], NOW, nursery=nursery)
    assert killed.failures == {NAME: "采集进程中断，未完成的部分下次重新采集"}
    run_named(sqlite_database, settings, [NAME], NOW + timedelta(hours=1), nursery=nursery)
    assert (len(posts(sqlite_database)), lease_owner(sqlite_database)) == (4, None)


def test_a_round_told_to_stop_ends_early(
    sqlite_database: Database, settings: Settings, nursery: Nursery, local_server: LocalServer
) -> None:
    watch(sqlite_database, local_server, 2)
    stop, release = threading.Event(), threading.Event()

    def slow(request: Request) -> Answer:
        stop.set()
        release.wait(20)
        return Answer(503)

    local_server.answer("/a/1001.html", slow)
    run_named(sqlite_database, settings, [NAME], NOW, stop=stop, nursery=nursery)
    release.set()
    assert lease_owner(sqlite_database) is None


def test_a_nursery_that_is_gone_is_told_with_the_remedy(
    sqlite_database: Database, settings: Settings, nursery: Nursery, local_server: LocalServer
) -> None:
    watch(sqlite_database, local_server, 1)
    os.kill(nursery.pid, signal.SIGKILL)
    with pytest.raises(HuiyingError, match="请重新运行"):
        run_named(sqlite_database, settings, [NAME], NOW, nursery=nursery)
    assert lease_owner(sqlite_database) is None


def _only_child(nursery: Nursery) -> int:
    return int(Path(f"/proc/{nursery.pid}/task/{nursery.pid}/children").read_text().split()[0])
