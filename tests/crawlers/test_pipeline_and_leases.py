"""Storing twice is harmless, leases keep rounds apart: on SQLite and on PostgreSQL."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from crawlers.items import Cleaned, Item
from crawlers.leases import due_sources, finish, lease, open_visits, renew, retry_after
from crawlers.pages import Fetched, fetched_before, last_fetch, remember
from crawlers.pipeline import author_hasher, clean, store
from huiying.core.clock import SHANGHAI
from huiying.core.database import Database
from huiying.core.models import FetchedPage, Post, PostReading, Source

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
HASHER = author_hasher(b"k" * 32, "weibo")


@pytest.fixture
def source_id(database: Database) -> int:
    with database.write() as session:
        source = Source(
            name="微博", kind="api", channel="weibo", address="http://a.example/",
            created_at=NOW, next_due_at=NOW,
        )  # fmt: skip
        session.add(source)
        session.flush()
        return source.id


def post(key: str, **more: object) -> Cleaned:
    cleaned = clean(Item(key=key, title=f"第{key}条", text="正文", **more), HASHER)  # type: ignore[arg-type]
    assert cleaned is not None
    return cleaned


def test_a_post_is_stored_once_and_its_counters_become_a_series(database: Database, source_id: int) -> None:
    later = NOW + timedelta(minutes=5)
    for moment, likes in ((NOW, 1), (NOW, 1), (later, 1), (later, 8)):
        with database.write() as session:
            store(session, source_id, "weibo", [post("1", likes=likes), post("2")], moment)
    with database.read() as session:
        first, second = session.scalars(select(Post).order_by(Post.key))
        readings = session.scalars(select(PostReading)).all()
    assert (first.likes, second.likes) == (8, None)
    assert first.detected_at == NOW
    assert [(r.post_id, r.read_at, r.likes) for r in readings] == [
        (first.id, NOW, 1),
        (first.id, later, 8),
    ]


def test_one_key_twice_in_a_batch_is_one_post(database: Database, source_id: int) -> None:
    with database.write() as session:
        stored = store(session, source_id, "weibo", [post("1"), post("1")], NOW)
    assert (stored.new, stored.known) == (1, 1)


def test_a_hostile_item_is_cleaned(database: Database, source_id: int) -> None:
    item = Item(key="k" * 900, title="标题\0\ud800\n二", text="甲\r\n\r\n\t乙\x07", author="a" * 9999)
    cleaned = clean(item, HASHER)
    assert cleaned is not None
    with database.write() as session:
        store(session, source_id, "weibo", [cleaned], NOW)
    with database.read() as session:
        (stored,) = session.scalars(select(Post))
    assert (stored.title, stored.text) == ("标题 二", "甲\n乙")
    assert len(stored.key) <= 200
    assert len(stored.author_hash or "") == 32


def test_an_item_without_title_and_text_is_no_post() -> None:
    assert clean(Item(key="1", title=" \n", text="\u200b"), HASHER) is None


def test_an_author_is_one_hash_on_one_channel_and_another_on_the_next() -> None:
    elsewhere = author_hasher(b"k" * 32, "forum")
    assert HASHER("路人") == HASHER(" 路人 ")
    assert HASHER("路人") != elsewhere("路人")


def test_two_rounds_never_hold_one_source(database: Database, source_id: int) -> None:
    with database.write() as session:
        assert due_sources(session, NOW, 10) == [source_id]
        assert len(lease(session, [source_id], "first", NOW)) == 1
    with database.write() as session:
        assert due_sources(session, NOW, 10) == []
        assert lease(session, [source_id], "second", NOW) == []
        assert not renew(session, [source_id], "second", NOW)
        assert renew(session, [source_id], "first", NOW + timedelta(seconds=50))
    with database.write() as session:
        assert lease(session, [source_id], "second", NOW + timedelta(seconds=100)) == []
        assert len(lease(session, [source_id], "second", NOW + timedelta(seconds=111))) == 1


def test_failures_wait_longer_each_time_and_success_forgets_them(database: Database, source_id: int) -> None:
    now = NOW
    waits = []
    for failure in ("服务器出错（500）", "服务器出错（500）", "服务器出错（500）", None):
        with database.write() as session:
            lease(session, [source_id], "round", now)
            ((source, visit),) = open_visits(session, "round")
            finish(session, source, visit, now, failure=failure)
            assert source.next_due_at is not None
            waits.append((source.state, int((source.next_due_at - now).total_seconds())))
            now = source.next_due_at
    assert waits == [("degraded", 60), ("degraded", 120), ("failing", 240), ("healthy", 600)]
    assert retry_after(1000) == timedelta(hours=6)


def test_pages_are_remembered_by_source_and_address(database: Database, source_id: int) -> None:
    address = "http://a.example/1"
    for etag in ('"1"', '"2"'):
        with database.write() as session:
            remember(session, source_id, [Fetched(address, 200, NOW, etag, None, "h" * 64)])
    with database.read() as session:
        assert session.scalar(select(func.count(FetchedPage.id))) == 1
        remembered = last_fetch(session, source_id, address)
        assert remembered is not None
        assert remembered.etag == '"2"'
        assert fetched_before(session, source_id, [address, address + "2"]) == {address}
        assert fetched_before(session, source_id + 1, [address]) == set()
