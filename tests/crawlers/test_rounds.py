"""Rounds against a real site on this machine: what is stored, once, and what goes wrong."""

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from crawlers.leases import due_sources, lease
from crawlers.once import check, config_of
from crawlers.rounds import run_due, run_named
from huiying.core import clock
from huiying.core.database import Database
from huiying.core.errors import BadInput
from huiying.core.keys import make_secret
from huiying.core.models import FetchedPage, PostReading, Source, Visit
from huiying.core.settings import Settings
from tests.support.park import PARAGRAPHS, Park, article, config, list_page, news_site
from tests.support.websites import Answer, LocalServer, Request

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=clock.SHANGHAI)


def test_a_site_becomes_posts_with_title_text_and_moment(park: Park, local_server: LocalServer) -> None:
    news_site(local_server)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    summary = park.visit()
    assert (summary.sources, summary.new_posts, summary.failures) == (1, 3, {})
    post = park.posts()[0]
    assert post.title == "海口大道施工通告之0"
    assert post.text is not None
    assert all(paragraph in post.text for paragraph in PARAGRAPHS)
    assert "相关阅读" not in post.text
    assert post.published_at == datetime(2026, 11, 22, 18, 30, tzinfo=clock.SHANGHAI)
    assert abs(post.detected_at - NOW) < timedelta(seconds=30)
    assert post.channel == "news"
    visit = park.visits()[0]
    assert (visit.items, visit.new_items, visit.with_title, visit.with_text) == (3, 3, 3, 3)
    assert visit.ended_at is not None


def test_a_second_visit_asks_cheaply_and_adds_nothing(park: Park, local_server: LocalServer) -> None:
    news_site(local_server)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    park.visit()
    again = park.visit(NOW + timedelta(hours=1))
    assert (again.sources, again.items, again.new_posts) == (1, 0, 0)
    assert len(park.posts()) == 3
    assert len(local_server.requests("/a/1000.html")) == 1
    assert local_server.requests("/list.html")[-1].headers["if-none-match"] == '"list-1"'


def test_only_the_new_article_of_a_changed_list_is_fetched(park: Park, local_server: LocalServer) -> None:
    news_site(local_server, 2)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    park.visit()
    news_site(local_server, 3)
    local_server.page(
        "/list.html", list_page([f"/a/100{i}.html?utm_source=x" for i in range(3)]), etag='"list-2"'
    )
    assert park.visit(NOW + timedelta(hours=1)).new_posts == 1
    assert len(local_server.requests("/a/1000.html")) == 1
    assert len(local_server.requests("/a/1002.html")) == 1


def test_a_page_in_gbk_that_declares_nothing_is_read_right(park: Park, local_server: LocalServer) -> None:
    body = article("园区道路通行调整公告").encode("gbk")
    local_server.page("/list.html", list_page(["/a/1001.html"]).encode("gbk"), content_type="text/html")
    local_server.page("/a/1001.html", body, content_type="text/html")
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    park.visit()
    assert [post.title for post in park.posts()] == ["园区道路通行调整公告"]


def test_the_css_of_a_source_wins_over_the_extraction(park: Park, local_server: LocalServer) -> None:
    news_site(local_server, 1)
    options = {"links": "li a", "article": {"title": ".info", "text": ".content p:nth-child(2)"}}
    park.watch(config("园区新闻网", local_server.url("/list.html"), options=options))
    park.visit()
    post = park.posts()[0]
    assert post.title == "来源：园区新闻网 发布时间：2026-11-22 18:30"
    assert post.text == PARAGRAPHS[0]


def test_paging_follows_the_next_link_up_to_its_limit(park: Park, local_server: LocalServer) -> None:
    for n in range(1, 5):
        more = f'<a class="next" href="/list{n + 1}.html">下一页</a>'
        local_server.page(f"/list{n}.html", list_page([f"/a/200{n}.html"]) + more)
        local_server.page(f"/a/200{n}.html", article(f"园区第{n}页的一条通告"))
    options = {"next": "a.next", "pages": 3}
    park.watch(config("园区新闻网", local_server.url("/list1.html"), options=options))
    assert park.visit().new_posts == 3
    assert local_server.requests("/list4.html") == []


def test_a_feed_gives_its_items(park: Park, local_server: LocalServer) -> None:
    item = "".join(
        f"<item><title>园区通告{n}</title><guid>id-{n}</guid><link>{local_server.url('/x')}/{n}</link>"
        f"<pubDate>Sun, 22 Nov 2026 10:30:00 GMT</pubDate><author>小新</author>"
        f"<description>{PARAGRAPHS[0]}</description></item>"
        for n in range(2)
    )
    local_server.page("/rss.xml", f'<rss version="2.0"><channel>{item}</channel></rss>')
    park.watch(config("园区订阅", local_server.url("/rss.xml"), "feed"))
    park.visit()
    first = park.posts()[0]
    assert (first.key, first.title, first.text) == ("id-0", "园区通告0", PARAGRAPHS[0])
    assert first.published_at == datetime(2026, 11, 22, 18, 30, tzinfo=clock.SHANGHAI)
    assert first.author_hash is not None
    assert "小新" not in json.dumps([first.author_hash, first.text, first.title])


def weibo_answer(likes: int, cursor: str = "0") -> dict[str, Any]:
    post = {
        "id": f"m{cursor}",
        "text": "新港大道<b>积水</b>严重，<br/>请尽快处理",
        "user": {"name": "路人"},
        "created_at": "3分钟前",
        "counts": {"likes": likes, "reposts": "1.2万", "comments": "7"},
    }
    return {"data": {"list": [post], "next": "p2" if cursor == "0" else ""}}


WEIBO = {
    "items": "data.list",
    "fields": {
        "id": "id",
        "text": "text",
        "author": "user.name",
        "published_at": "created_at",
        "likes": "counts.likes",
        "reposts": "counts.reposts",
        "comments": "counts.comments",
    },
    "cursor": "data.next",
    "cursor_param": "since",
    "pages": 5,
    "url": "https://weibo.example/{id}",
}


def test_an_api_gives_posts_whose_counters_grow_into_a_series(park: Park, local_server: LocalServer) -> None:
    likes = iter((3, 3, 50, 50))

    def answer(request: Request) -> Answer:
        value = weibo_answer(next(likes), request.query.get("since", ["0"])[0])
        return Answer(200, json.dumps(value).encode(), {"Content-Type": "application/json"})

    local_server.answer("/api", answer)
    source = config("微博", local_server.url("/api"), "api", channel="weibo", options=WEIBO)
    park.watch(source)
    park.visit()
    park.visit(NOW + timedelta(hours=1))
    posts = park.posts()
    assert [post.key for post in posts] == ["m0", "mp2"]
    assert posts[0].text == "新港大道积水严重，\n请尽快处理"
    assert posts[0].url == "https://weibo.example/m0"
    assert (posts[0].likes, posts[0].reposts, posts[0].comments) == (50, 12_000, 7)
    with park.database.read() as session:
        series = session.scalars(select(PostReading).where(PostReading.post_id == posts[0].id))
        assert [reading.likes for reading in series] == [3, 50]


def test_robots_txt_is_obeyed(park: Park, local_server: LocalServer) -> None:
    news_site(local_server)
    local_server.page("/robots.txt", "User-agent: *\nDisallow: /", content_type="text/plain")
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    summary = park.visit()
    assert summary.failures == {"园区新闻网": "网站的 robots.txt 不允许访问"}
    assert local_server.requests("/list.html") == []


def test_sources_that_fail_are_recorded_and_retried_while_others_go_on(
    park: Park, local_server: LocalServer
) -> None:
    news_site(local_server)
    with LocalServer() as gone:
        nowhere = gone.url("/list.html")
    local_server.page("/huge", b"x" * (9 * 1024 * 1024))
    local_server.page("/empty", "<html><body>维护中</body></html>")
    away = {"localhost": "/away1", "127.0.0.2": "/away2", "2130706433": "/away3"}
    for host, path in away.items():
        secret = f"http://{host}:{local_server.port}/secret"
        local_server.page(path, "", status=302, headers={"Location": secret})
    overrun = LocalServer()
    overrun.page("/busy", "slow down", status=429, headers={"Retry-After": "7200"})
    park.watch(
        config("已关闭的网站", nowhere),
        config("园区新闻网", local_server.url("/list.html")),
        config("限流的网站", overrun.url("/busy")),
        config("过大的网站", local_server.url("/huge")),
        config("改版的网站", local_server.url("/empty")),
        *(config(f"引向{host}的网站", local_server.url(path)) for host, path in away.items()),
    )
    with overrun:
        summary = park.visit()
    assert summary.new_posts == 3
    assert summary.failures == {
        "已关闭的网站": "服务器拒绝连接",
        "限流的网站": "服务器要求降低访问频率（429）",
        "过大的网站": "页面超过大小上限",
        "改版的网站": "列表页上没有找到文章链接：页面模板可能已改，请检查 links 或 pattern",
        **{f"引向{host}的网站": f"地址 {host} 属于内部网络，未获允许（allow_private）" for host in away},
    }
    assert local_server.requests("/secret") == []
    broken = park.source("已关闭的网站")
    assert (broken.failures, broken.state, broken.lease_owner) == (1, "degraded", None)
    assert broken.state_reason == "连续 1 次采集失败：服务器拒绝连接，对方网站可能停机，或网址的端口有误"
    assert broken.next_due_at is not None
    assert NOW + timedelta(seconds=60) <= broken.next_due_at < NOW + timedelta(seconds=180)
    assert park.source("园区新闻网").state == "healthy"
    busy = park.source("限流的网站").next_due_at
    assert busy is not None
    assert busy >= NOW + timedelta(seconds=7200)


def test_an_article_that_fails_is_asked_for_again_though_the_list_is_unchanged(
    park: Park, local_server: LocalServer
) -> None:
    news_site(local_server)
    local_server.page("/a/1001.html", "broken", status=500)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    assert park.visit().new_posts == 2
    local_server.page("/a/1001.html", article("海口大道施工通告之1"))
    assert park.visit(NOW + timedelta(hours=1)).new_posts == 1
    assert len(local_server.requests("/a/1000.html")) == 1


def test_a_private_address_is_refused_without_leave(park: Park, local_server: LocalServer) -> None:
    news_site(local_server)
    park.watch(config("内网", local_server.url("/list.html"), allow_private=False))
    summary = park.visit()
    assert summary.failures == {"内网": "地址 127.0.0.1 属于内部网络，未获允许（allow_private）"}
    assert local_server.requests() == []


def test_leave_for_one_source_serves_no_other(park: Park, local_server: LocalServer) -> None:
    news_site(local_server)
    local_server.page("/away", "", status=302, headers={"Location": local_server.url("/secret")})
    other = f"http://localhost:{local_server.port}/away"
    park.watch(config("甲", local_server.url("/list.html")), config("乙", other))
    assert "属于内部网络" in park.visit().failures["乙"]
    assert local_server.requests("/secret") == []


def test_options_that_do_not_fit_close_the_visit_with_their_fault(
    park: Park, local_server: LocalServer
) -> None:
    news_site(local_server)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    with park.database.write() as session:
        session.scalars(select(Source)).one().options = {"link": "a"}
    assert "是否想写“links”" in park.visit().failures["园区新闻网"]


def test_posts_are_in_the_database_while_the_round_is_still_running(
    park: Park, local_server: LocalServer
) -> None:
    news_site(local_server)
    asked, go_on = threading.Event(), threading.Event()

    def slow(request: Request) -> Answer:
        asked.set()
        go_on.wait(20)
        return Answer(200, article("海口大道施工通告之2").encode(), {"Content-Type": "text/html"})

    local_server.answer("/a/1002.html", slow)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    running = threading.Thread(target=park.visit)
    running.start()
    assert asked.wait(20)
    pause = threading.Event()
    seen = any(len(park.posts()) == 2 or pause.wait(0.1) for _ in range(50))
    go_on.set()
    running.join()
    assert seen
    assert len(park.posts()) == 3


def test_a_child_killed_in_the_middle_loses_nothing(park: Park, local_server: LocalServer) -> None:
    news_site(local_server, 9)
    children: list[int] = []

    def kill(request: Request) -> Answer:
        if len(local_server.requests("/a/1005.html")) == 1:
            os.kill(children[0], signal.SIGKILL)
        return Answer(200, article("海口大道施工通告之5").encode(), {"Content-Type": "text/html"})

    local_server.answer("/a/1005.html", kill)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    killed = run_due(park.database, park.settings, NOW, started=children.append)
    assert killed.failures == {"园区新闻网": "采集进程中断，未完成的部分下次重新采集"}
    assert park.source("园区新闻网").lease_owner is None
    park.visit(NOW + timedelta(hours=1))
    assert sorted(str(post.title) for post in park.posts()) == [f"海口大道施工通告之{i}" for i in range(9)]


def test_the_lease_of_a_dead_round_runs_out_and_the_next_round_takes_over(
    park: Park, local_server: LocalServer
) -> None:
    news_site(local_server)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    with park.database.write() as session:
        source = session.scalars(select(Source)).one()
        source.lease_owner, source.lease_until = "dead", NOW + timedelta(seconds=60)
        session.add(Visit(source_id=source.id, started_at=NOW, heartbeat_at=NOW))
    assert park.visit(NOW + timedelta(seconds=30)).sources == 0
    assert park.visit(NOW + timedelta(seconds=61)).new_posts == 3
    abandoned, done = park.visits()
    assert abandoned.failure == "采集进程中断，未完成的部分下次重新采集"
    assert (done.failure, done.new_items) == (None, 3)


def test_a_round_over_its_time_is_killed_and_said_so(park: Park, local_server: LocalServer) -> None:
    release = threading.Event()

    def never(request: Request) -> Answer:
        release.wait(30)
        return Answer(200, b"late")

    local_server.answer("/list.html", never)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    hurried = park.settings.model_copy(update={"crawl_limit_seconds": 4})
    summary = run_due(park.database, hurried, NOW)
    release.set()
    assert summary.killed
    assert summary.failures == {"园区新闻网": "采集超过时限，已被中止，未完成的部分下次重新采集"}
    assert park.source("园区新闻网").lease_owner is None


def test_a_round_told_to_stop_ends_early_and_the_rest_comes_next_time(
    park: Park, local_server: LocalServer
) -> None:
    news_site(local_server, 4)
    stop = threading.Event()

    def stopping(request: Request) -> Answer:
        stop.set()
        return Answer(503)

    local_server.answer("/a/1003.html", stopping)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    run_due(park.database, park.settings, NOW, stop=stop)
    assert park.source("园区新闻网").lease_owner is None
    news_site(local_server, 4)
    park.visit(NOW + timedelta(hours=1))
    assert len(park.posts()) == 4


def test_a_child_whose_parent_is_gone_ends_by_itself(park: Park, local_server: LocalServer) -> None:
    asked, release = threading.Event(), threading.Event()

    def slow(request: Request) -> Answer:
        asked.set()
        release.wait(20)
        return Answer(200, b"late")

    local_server.answer("/list.html", slow)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    with park.database.write() as session:
        lease(session, due_sources(session, NOW, 1), "orphan", NOW)
    child = subprocess.Popen(
        [sys.executable, "-m", "crawlers.round", "--owner", "orphan"],
        stdin=subprocess.PIPE,
        env={
            **os.environ,
            "HUIYING_HOME": str(park.settings.home),
            "HUIYING_DATABASE_URL": park.database.url,
        },
    )
    assert asked.wait(20)
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(10) == 3
    release.set()


def test_a_round_stores_on_postgresql_too(
    pg_database: Database, tmp_path: Path, local_server: LocalServer
) -> None:
    settings = Settings(home=tmp_path, crawl_limit_seconds=60, log_level="error")
    make_secret(settings.secret_file)
    park = Park(pg_database, settings)
    news_site(local_server)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    assert park.visit().new_posts == 3
    assert park.visit(NOW + timedelta(hours=1)).new_posts == 0
    assert len(park.posts()) == 3


def test_a_source_is_visited_by_name_though_it_is_not_due(park: Park, local_server: LocalServer) -> None:
    news_site(local_server)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    park.visit()
    with park.database.read() as session:
        assert due_sources(session, NOW, 10) == []
    assert run_named(park.database, park.settings, ["园区新闻网"], NOW).sources == 1
    with pytest.raises(BadInput, match="没有名为“别的”的信源"):
        run_named(park.database, park.settings, ["别的"], NOW)


def test_a_check_shows_what_comes_out_and_writes_nothing(park: Park, local_server: LocalServer) -> None:
    news_site(local_server)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    result = check(config_of(park.source("园区新闻网")))
    assert sorted(item["title"] for item in result.items) == [f"海口大道施工通告之{i}" for i in range(3)]
    assert result.outcome["failure"] is None
    assert park.posts() == []
    with park.database.read() as session:
        assert session.scalars(select(FetchedPage)).all() == []
