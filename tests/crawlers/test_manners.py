"""How we behave on other people's sites: asked to wait, forbidden, failing, on a budget."""

import json
import subprocess
import sys
from datetime import datetime, timedelta
from itertools import pairwise
from time import monotonic

from sqlalchemy import select

from crawlers import sites
from crawlers.leases import due_sources, lease, lease_only
from huiying.core import clock
from huiying.core.models import Visit
from tests.support.park import NOW, Park, article, config, list_page, news_site
from tests.support.websites import Answer, LocalServer, Request

HOUR = timedelta(hours=1)
AT_ONCE = 8
"""Requests that may be under way on a host inside the house; outside it is two."""


def asked_for_articles(server: LocalServer) -> int:
    return sum(request.path.startswith("/a/") for request in server.requests())


def test_a_site_that_asks_for_rest_gets_it_from_all_its_sources(
    park: Park, local_server: LocalServer
) -> None:
    news_site(local_server, 40)
    for number in range(3, 40):
        local_server.page(f"/a/100{number}.html", "", status=429, headers={"Retry-After": "7200"})
    local_server.page("/other.html", list_page(["/a/2000.html"]))
    park.watch(
        config("园区新闻网", local_server.url("/list.html")),
        config("园区新闻网另一栏目", local_server.url("/other.html"), options={"links": "a.none"}),
    )
    park.visit()
    assert asked_for_articles(local_server) <= 3 + 2 * AT_ONCE
    due = park.source("园区新闻网").next_due_at
    assert due is not None
    assert due >= NOW + 2 * HOUR
    news_site(local_server, 40)
    assert park.visit(NOW + 3 * HOUR).new_posts >= 37
    assert len(park.posts()) == 40


def test_a_site_that_fails_again_and_again_is_left_alone_for_the_round(
    park: Park, local_server: LocalServer
) -> None:
    paths = [f"/a/{number}.html" for number in range(1000, 1060)]
    local_server.page("/list.html", list_page(paths))
    for path in paths:
        local_server.page(path, "", status=503)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    said = park.visit().failures["园区新闻网"]
    assert said.startswith("60 篇文章都没有读到：")
    assert asked_for_articles(local_server) <= 5 + 2 * AT_ONCE
    for path in paths:
        local_server.page(path, article(f"园区通告{path}"))
    assert park.visit(NOW + HOUR).new_posts == 60


def test_a_site_whose_robots_txt_cannot_be_read_is_not_read_either(
    park: Park, local_server: LocalServer
) -> None:
    news_site(local_server)
    local_server.page("/robots.txt", "", status=503)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    said = park.visit().failures["园区新闻网"]
    assert said == "网站的 robots.txt 暂时无法读取（503），本轮不再访问"
    assert {request.path for request in local_server.requests()} == {"/robots.txt"}


def test_robots_txt_may_forbid_a_part(park: Park, local_server: LocalServer) -> None:
    news_site(local_server)
    rules = "User-agent: other\nDisallow: /\n\nUser-agent: huiying\nDisallow: /a/1001"
    local_server.page("/robots.txt", rules, content_type="text/plain")
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    assert park.visit().new_posts == 2
    assert local_server.requests("/a/1001.html") == []


def test_a_list_without_validators_is_known_by_its_content(park: Park, local_server: LocalServer) -> None:
    item = "<item><title>园区通告</title><guid>1</guid><description>正文若干</description></item>"
    local_server.page("/rss.xml", f'<rss version="2.0"><channel>{item}</channel></rss>')
    park.watch(config("园区订阅", local_server.url("/rss.xml"), "feed"))
    park.visit()
    assert park.visit(NOW + HOUR).items == 0


def test_a_page_that_names_its_last_change_is_asked_for_by_it(park: Park, local_server: LocalServer) -> None:
    changed = "Sun, 22 Nov 2026 10:30:00 GMT"

    def serve(request: Request) -> Answer:
        if request.headers.get("if-modified-since") == changed:
            return Answer(304)
        body = list_page(["/a/1000.html"]).encode()
        return Answer(200, body, {"Content-Type": "text/html", "Last-Modified": changed})

    news_site(local_server, 1)
    local_server.answer("/list.html", serve)
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    park.visit()
    assert park.visit(NOW + HOUR).failures == {}
    assert local_server.requests("/list.html")[-1].headers["if-modified-since"] == changed


def test_what_a_visit_may_not_ask_any_more_comes_with_the_next(park: Park, local_server: LocalServer) -> None:
    news_site(local_server, 5)
    park.watch(config("园区新闻网", local_server.url("/list.html"), requests_a_visit=4))
    assert park.visit().new_posts == 3
    assert park.visit(NOW + HOUR).new_posts == 2
    assert asked_for_articles(local_server) == 5


def test_a_day_has_a_budget_of_requests_and_the_next_day_another(
    park: Park, local_server: LocalServer
) -> None:
    news_site(local_server, 5)
    park.watch(config("园区新闻网", local_server.url("/list.html"), requests_a_day=3))
    summary = park.visit()
    assert (summary.new_posts, summary.failures) == (
        2,
        {"园区新闻网": "该信源当日的采集额度已用完，明日零点继续"},
    )
    tomorrow = datetime(2026, 11, 24, tzinfo=clock.SHANGHAI)
    assert park.source("园区新闻网").next_due_at == tomorrow
    assert park.visit(tomorrow).new_posts == 2


def test_a_day_has_a_budget_of_bytes(park: Park, local_server: LocalServer) -> None:
    paths = [f"/a/{number}.html" for number in range(1000, 1030)]
    local_server.page("/list.html", list_page(paths))
    for path in paths:
        local_server.page(path, article(f"园区通告{path}") + f"<!--{'x' * 300_000}-->")
    park.watch(config("园区新闻网", local_server.url("/list.html"), megabytes_a_day=1))
    assert park.visit().failures == {"园区新闻网": "该信源当日的采集额度已用完，明日零点继续"}
    assert 3 <= asked_for_articles(local_server) <= 4 + AT_ONCE
    assert park.visits()[0].bytes > 1_000_000


def test_all_sources_together_have_a_budget(park: Park, local_server: LocalServer) -> None:
    news_site(local_server, 5)
    park.settings = park.settings.model_copy(update={"crawl_daily_requests": 4})
    park.watch(config("园区新闻网", local_server.url("/list.html")))
    assert park.visit().failures == {"园区新闻网": "全部信源当日的采集额度已用完，明日零点继续"}
    assert len(park.posts()) == 3


def test_the_sources_of_one_site_are_in_one_hand(park: Park) -> None:
    outside = {"allow_private": False}
    names = [f"{host}{number}" for host in ("a.example", "b.example") for number in range(4)]
    park.watch(*(config(name, f"http://{name[:-1]}/{name[-1]}", **outside) for name in names))
    park.watch(*(config(f"内网{n}", f"http://10.0.0.1/{n}") for n in range(4)))
    with park.database.write() as session:
        ids = due_sources(session, NOW, 100)
        dealt = sites.shares(session, ids, 3)
        assert sorted(id_ for share in dealt for id_ in share) == sorted(ids)
        a, b = set(range(ids[0], ids[0] + 4)), set(range(ids[0] + 4, ids[0] + 8))
        assert all(group <= set(share) or not group & set(share) for share in dealt for group in (a, b))
        lease(session, [ids[0]], "first", NOW)
        assert [visit.source_id for visit in lease(session, ids, "second", NOW)] == ids[4:]
        assert lease_only(session, ids[:4], "first", NOW) == ids[1:4]
        assert len(list(session.scalars(select(Visit)))) == 9


_SPIDER = """
import sys
from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from crawlers.engine.resting import Sites
from crawlers.engine.settings import scrapy_settings
from huiying.core import clock
from huiying.core.settings import Settings

class Three(Spider):
    name, sites, now = "three", Sites(), staticmethod(clock.now)
    start_urls = [f"{sys.argv[1]}/{n}" for n in range(3)]
    def parse(self, response):
        return None

settings = scrapy_settings([], [], 60, Settings(log_level="error"))
settings["TWISTED_DNS_RESOLVER"] = "scrapy.resolver.CachingThreadedResolver"
process = AsyncCrawlerProcess(settings)
process.crawl(Three)
process.start()
"""


def test_a_site_outside_is_asked_no_faster_than_its_robots_txt_allows(local_server: LocalServer) -> None:
    """Under the settings of a round, but for the resolver, which would refuse this machine."""
    arrived: list[float] = []

    def serve(_: Request) -> Answer:
        arrived.append(monotonic())
        return Answer(200, b"ok")

    local_server.page("/robots.txt", "User-agent: huiying\nCrawl-delay: 0.8", content_type="text/plain")
    for number in range(3):
        local_server.answer(f"/{number}", serve)
    done = subprocess.run(
        [sys.executable, "-c", _SPIDER, local_server.url()], capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    gaps = [later - earlier for earlier, later in pairwise(arrived)]
    assert len(gaps) == 2, json.dumps(arrived)
    assert all(gap > 0.7 for gap in gaps)
