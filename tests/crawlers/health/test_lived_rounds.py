"""Health through real rounds against a real site: time is passed in, the states are what they come to."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from crawlers.config import SourceConfig
from crawlers.health.watch import watch
from crawlers.nursery import Nursery
from crawlers.registry import sync
from crawlers.rounds import open_nursery, run_named
from huiying.core.clock import SHANGHAI
from huiying.core.database import Database
from huiying.core.keys import make_secret
from huiying.core.models import AuditEntry, HealthChange, Source, Visit, VisitHour
from huiying.core.settings import Settings
from tests.crawlers.test_rounds import article, list_page
from tests.support.websites import LocalServer

MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)
NAME = "园区新闻网"
BY_SCRIPT = "<html><head><title>{}_园区新闻网</title></head><body><div id='app'></div></body></html>"


class Watched:
    """One source, visited as often as the test says, at the moments that it says."""

    def __init__(self, database: Database, settings: Settings, nursery: Nursery) -> None:
        self.database, self.settings, self.nursery = database, settings, nursery

    def add(self, address: str, kind: str = "site", **more: object) -> None:
        fields = {"allow_private": True, "interval_seconds": 3600, **more}
        source = SourceConfig(name=NAME, kind=kind, address=address, **fields)  # type: ignore[arg-type]
        with self.database.write() as session:
            sync(session, [source], MONDAY)

    def visit(self, now: datetime) -> tuple[str, str | None]:
        """Visit it at `now`; its state and reason afterwards."""
        run_named(self.database, self.settings, [NAME], now, nursery=self.nursery)
        found = self.source()
        return found.state, found.state_reason

    def source(self) -> Source:
        with self.database.read() as session:
            return session.scalars(select(Source)).one()

    def changes(self) -> list[tuple[str, str]]:
        with self.database.read() as session:
            rows = session.scalars(select(HealthChange).order_by(HealthChange.id))
            return [(row.before, row.after) for row in rows]


@pytest.fixture
def watched(sqlite_database: Database, tmp_path: Path) -> Iterator[Watched]:
    settings = Settings(home=tmp_path, crawl_limit_seconds=60, log_level="error")
    make_secret(settings.secret_file)
    with open_nursery(sqlite_database, settings) as nursery:
        yield Watched(sqlite_database, settings, nursery)


def publish(server: LocalServer, numbers: range, *, by_script_from: int = 1000) -> None:
    """A list of articles; those from `by_script_from` on load their text by a script."""
    paths = [f"/a/{1000 + n}.html" for n in numbers]
    server.page("/list.html", list_page(paths))
    for n, path in zip(numbers, paths, strict=True):
        title = f"海口大道施工通告之{n}"
        server.page(path, BY_SCRIPT.format(title) if n >= by_script_from else article(title))


def test_articles_that_lose_their_text_are_told_within_two_visits(
    watched: Watched, local_server: LocalServer
) -> None:
    watched.add(local_server.url("/list.html"))
    publish(local_server, range(12))
    assert watched.visit(MONDAY) == ("healthy", None)
    publish(local_server, range(14), by_script_from=12)
    watched.visit(MONDAY + HOUR)
    publish(local_server, range(16), by_script_from=12)
    state, reason = watched.visit(MONDAY + 2 * HOUR)
    assert state == "degraded"
    assert reason is not None
    assert "正文为空 4 条（平时 100% 有正文）：页面模板可能已改" in reason
    assert watched.changes() == [("healthy", "degraded")]
    with watched.database.read() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "health")).one()
        assert (entry.actor, entry.detail) == ("machine", {"before": "healthy", "after": "degraded"})


def test_a_list_page_whose_template_changes_is_told_at_once_and_fails_in_the_end(
    watched: Watched, local_server: LocalServer
) -> None:
    watched.add(local_server.url("/list.html"), options={"links": "li a"})
    publish(local_server, range(3))
    watched.visit(MONDAY)
    local_server.page("/list.html", "<html><body><div class='cards'></div></body></html>")
    state, reason = watched.visit(MONDAY + HOUR)
    assert (state, reason) == (
        "degraded",
        "连续 1 次采集失败：列表页上没有找到文章链接：页面模板可能已改，请检查 links 或 pattern",
    )
    watched.visit(MONDAY + 2 * HOUR)
    assert watched.visit(MONDAY + 3 * HOUR)[0] == "failing"
    publish(local_server, range(4))
    assert watched.visit(MONDAY + 4 * HOUR) == ("healthy", None)
    assert watched.changes() == [("healthy", "degraded"), ("degraded", "failing"), ("failing", "healthy")]


def test_rules_of_a_source_that_no_longer_meet_its_pages_are_told_while_the_text_is_still_there(
    watched: Watched, local_server: LocalServer
) -> None:
    watched.add(local_server.url("/list.html"), options={"article": {"title": "h1"}})
    publish(local_server, range(3))
    assert watched.visit(MONDAY) == ("healthy", None)
    for hour, count in ((1, 5), (2, 7)):
        publish(local_server, range(count))
        for n in range(3, count):
            changed = article(f"海口大道施工通告之{n}").replace("h1>", "h2>")
            local_server.page(f"/a/{1000 + n}.html", changed)
        state, reason = watched.visit(MONDAY + hour * HOUR)
    assert state == "degraded"
    assert reason is not None
    assert "4 条的页面与设定的规则（article）对不上" in reason
    with watched.database.read() as session:
        visit = session.scalars(select(Visit).order_by(Visit.id.desc())).first()
        assert visit is not None
        assert (visit.off_rules, visit.with_title, visit.with_text) == (2, 2, 2)
        assert (visit.lists, visit.links, visit.unchanged) == (1, 7, 0)


def feed(server: LocalServer, count: int) -> None:
    items = "".join(
        f"<item><title>园区通告{n}</title><guid>id-{n}</guid><description>通告全文。</description>"
        f"<pubDate>Mon, 23 Nov 2026 05:30:00 +0800</pubDate></item>"
        for n in range(count)
    )
    server.page("/rss.xml", f'<rss version="2.0"><channel>{items}</channel></rss>', etag=f'"{count}"')


def lived_three_weeks(watched: Watched) -> None:
    """The history of a source that brought four items an hour on every day from 8 to 12 o'clock."""
    source = watched.source()
    mornings = [MONDAY - timedelta(days=days) + hour * HOUR for days in range(1, 22) for hour in range(2, 6)]
    with watched.database.write() as session:
        session.add_all(
            VisitHour(source_id=source.id, hour=at, visits=1, good=1, items=4, new_items=4, with_text=4)
            for at in mornings
        )


def test_a_feed_that_goes_quiet_is_silent_when_its_morning_should_have_brought_eight(
    watched: Watched, local_server: LocalServer
) -> None:
    watched.add(local_server.url("/rss.xml"), "feed")
    lived_three_weeks(watched)
    feed(local_server, 4)
    assert watched.visit(MONDAY + 5 * HOUR) == ("healthy", None)
    eight = MONDAY + 26 * HOUR
    assert [watched.visit(eight + hour * HOUR)[0] for hour in (0, 1, 2)] == ["healthy"] * 3
    assert watched.visit(eight + 3 * HOUR) == (
        "silent",
        "已 23 小时没有新信息，平时周二上午每小时约 4 条：请打开网址看看",
    )
    feed(local_server, 5)
    assert watched.visit(eight + 4 * HOUR) == ("healthy", None)
    with watched.database.read() as session:
        visits = session.scalars(select(Visit).order_by(Visit.id)).all()
        assert [visit.new_items for visit in visits] == [4, 0, 0, 0, 0, 1]
        assert [visit.unchanged for visit in visits] == [0, 1, 1, 1, 1, 0]


def test_a_source_that_no_round_reaches_is_failing_once_the_watch_has_seen_it(
    watched: Watched, local_server: LocalServer
) -> None:
    watched.add(local_server.url("/list.html"))
    minutes = timedelta(minutes=4)
    began = MONDAY + 24 * HOUR  # the service was down for a day: that is nobody's fault
    moments = [began + minutes * number for number in range(60)]
    found = [watch(watched.database, moment) for moment in moments]
    late = moments[found.index(1)]
    assert timedelta(hours=3) < late - began < timedelta(hours=3, minutes=10)
    assert sum(found) == 1
    source = watched.source()
    assert source.state == "failing"
    assert "采集服务可能没有运行" in (source.state_reason or "")
