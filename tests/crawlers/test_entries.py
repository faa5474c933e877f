"""Links that people entered, under real rounds: fetched into posts, or told why not."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from crawlers.config import SourceConfig
from crawlers.once import check, config_of
from crawlers.rounds import run_due
from dashboard.entering import Given, add_words, enter, fetch_again
from huiying.core import clock
from huiying.core.database import Database
from huiying.core.keys import make_secret
from huiying.core.models import Entry, Post, Source, User, Visit
from huiying.core.settings import Settings
from responder.intake.leases import any_free
from tests.support.websites import LocalServer

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=clock.SHANGHAI)
PAGE = """<html><head><title>新港三路停水通知</title></head><body><h1>新港三路停水通知</h1>
<div class="info">来源：园区新闻网 发布时间：2026-11-22 18:30</div><div class="content">
<p>因供水管道抢修，新港三路沿线将于今晚八点起停水，预计明天上午十点恢复供水，请居民提前储水。</p>
<p>停水期间，园区在新港三路与海口大道路口设有临时供水点，居民可以凭身份证前往领取饮用水。</p></div></body></html>"""


class Desk:
    """Somebody at the desk, and the crawler beside it."""

    def __init__(self, database: Database, home: Path) -> None:
        self.database = database
        self.settings = Settings(home=home, crawl_limit_seconds=60, log_level="error")
        make_secret(self.settings.secret_file)
        self.officer = User(
            name="officer", display_name="值班员", password_hash="", role="office", created_at=NOW
        )
        with database.write() as session:
            session.add(self.officer)

    def enter(self, **given: str) -> int:
        with self.database.write() as session:
            return enter(session, Given(**given), by=self.officer, now=NOW).id

    def let_in(self, link: str) -> None:
        """The tests' websites are on this machine, where no entered link may lead: give leave for one."""
        with self.database.write() as session:
            source = session.scalars(select(Source)).one()
            source.address, source.allow_private = link, True

    def visit(self, now: datetime = NOW) -> int:
        return run_due(self.database, self.settings, now).sources

    def entry(self, number: int) -> Entry:
        with self.database.read() as session:
            return session.get_one(Entry, number)

    def posts(self) -> list[Post]:
        with self.database.read() as session:
            return list(session.scalars(select(Post)))

    def source(self) -> Source:
        with self.database.read() as session:
            return session.scalars(select(Source)).one()


@pytest.fixture
def desk(sqlite_database: Database, tmp_path: Path) -> Desk:
    return Desk(sqlite_database, tmp_path)


@pytest.fixture
def link(local_server: LocalServer) -> str:
    local_server.page("/a/1.html", PAGE)
    return local_server.url("/a/1.html")


def test_a_link_becomes_a_post_and_takes_the_place_of_words_that_were_not_yet_assessed(
    desk: Desk, link: str, local_server: LocalServer
) -> None:
    links = {name: local_server.url(f"/a/{name}.html") for name in ("worded", "assessed")}
    for name in links:
        local_server.page(f"/a/{name}.html", PAGE)
    alone = desk.enter(url=link)
    worded = desk.enter(url=links["worded"], title="有人说要停水", channel="news")
    assessed = desk.enter(url=links["assessed"], title="有人问停水吗")
    desk.let_in(link)
    with desk.database.write() as session:
        session.scalars(select(Post).where(Post.url == links["assessed"])).one().assessed_at = NOW
    assert desk.visit() == 1
    by_link = {post.url: post for post in desk.posts()}
    first = by_link[link]
    assert (first.title, first.channel) == ("新港三路停水通知", "manual")
    assert "临时供水点" in (first.text or "")
    assert first.published_at == datetime(2026, 11, 22, 18, 30, tzinfo=clock.SHANGHAI)
    second = by_link[links["worded"]]
    assert (second.title, second.channel, second.lease_owner) == ("新港三路停水通知", "news", None)
    assert desk.entry(worded).title == "有人说要停水"
    assert by_link[links["assessed"]].title == "有人问停水吗", "what was assessed stands"
    for number, url in ((alone, link), (worded, links["worded"]), (assessed, links["assessed"])):
        entry = desk.entry(number)
        assert (entry.state, entry.post_id, entry.reason) == ("fetched", by_link[url].id, None)
    with desk.database.read() as session:
        assert any_free(session, NOW)
    assert desk.source().next_due_at is None
    assert desk.visit(NOW + timedelta(days=1)) == 0, "where nobody entered anything there is nothing to do"


def test_a_page_that_is_gone_says_so_and_the_words_stand(desk: Desk, local_server: LocalServer) -> None:
    gone = local_server.url("/gone.html")
    with_words, alone = (
        desk.enter(url=gone, title="有人说要停水"),
        desk.enter(url=local_server.url("/x.html")),
    )
    local_server.page("/x.html", "<html><body></body></html>")
    desk.let_in(gone)
    desk.visit()
    assert desk.entry(with_words).reason == "页面不存在（404）"
    assert desk.entry(alone).reason == "网页中没有读到标题和正文"
    (post,) = desk.posts()
    assert (post.title, post.lease_owner) == ("有人说要停水", None)
    source = desk.source()
    assert (source.state, source.failures, source.next_due_at) == ("healthy", 0, None)
    with desk.database.read() as session:
        visit = session.scalars(select(Visit)).one()
    assert (visit.requests, visit.errors, visit.failure) == (2, 0, None)
    local_server.page("/gone.html", PAGE)
    with desk.database.write() as session:
        fetch_again(session, session.get_one(Entry, with_words), by=desk.officer, now=NOW)
        add_words(session, session.get_one(Entry, alone), "自己写的", "", by=desk.officer, now=NOW)
    desk.visit()
    assert desk.entry(with_words).state == "fetched"
    assert sorted(str(post.title) for post in desk.posts()) == ["新港三路停水通知", "自己写的"]


def test_a_link_into_the_house_is_not_followed(desk: Desk, link: str, local_server: LocalServer) -> None:
    number = desk.enter(url=link)
    desk.visit()
    assert "内部网络" in str(desk.entry(number).reason)
    assert local_server.requests("/a/1.html") == []


def test_a_link_that_was_left_by_a_killed_round_is_fetched_by_the_next(desk: Desk, link: str) -> None:
    number = desk.enter(url=link)
    desk.let_in(link)
    with desk.database.write() as session:
        source = session.scalars(select(Source)).one()
        source.lease_owner, source.lease_until = "dead", NOW + timedelta(seconds=60)
    assert desk.visit(NOW) == 0
    assert desk.visit(NOW + timedelta(seconds=61)) == 1
    assert desk.entry(number).state == "fetched"


def test_a_source_for_entries_may_be_configured_and_has_nothing_to_check(desk: Desk) -> None:
    config = SourceConfig(name="录入", kind="manual", channel="manual", address="manual:")
    assert check(config).outcome["failure"] is None
    desk.enter(text="三栋停水两天。")
    assert config_of(desk.source()).address == "manual:"
    with pytest.raises(ValueError, match="地址只能写 manual:"):
        SourceConfig(name="录入", kind="manual", address="https://a.example/")
