"""A watched folder under real rounds: child process, leases, visits, and a kill in the middle."""

import os
import signal
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from crawlers.config import SourceConfig
from crawlers.once import check
from crawlers.registry import sync
from crawlers.rounds import RoundSummary, run_due
from huiying.core import clock
from huiying.core.contents import author_hash
from huiying.core.database import Database
from huiying.core.keys import make_secret, read_secret
from huiying.core.models import Post, Source, Visit
from huiying.core.settings import Settings
from tests.support.websites import LocalServer

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=clock.SHANGHAI)
HEADER = "工单编号,标题,内容,发布时间,来电人\n"
CALLS = (
    HEADER
    + "GD1,路灯不亮,海口大道北段路灯不亮。,2026-11-22 18:30,张先生\nGD2,噪声,夜里噪声大。,2026-11-22 23:10,\n"
)
FEED = """<rss version="2.0"><channel><title>新闻</title><item><title>园区招聘会举行</title>
<guid>g1</guid><description>三十家企业参加。</description></item></channel></rss>"""


class Office:
    """The watcher's side: a database, a home, a folder that is watched."""

    def __init__(self, database: Database, home: Path) -> None:
        self.database, self.folder = database, home / "drop"
        self.folder.mkdir()
        self.settings = Settings(home=home, crawl_limit_seconds=60, log_level="error")
        make_secret(self.settings.secret_file)

    def config(self, **options: object) -> SourceConfig:
        given = {"quiet_seconds": 0, **options}
        return SourceConfig(
            name="12345热线", kind="file", channel="hotline", address=str(self.folder), options=given
        )

    def watch(self, *configs: SourceConfig) -> None:
        with self.database.write() as session:
            sync(session, configs or [self.config()], NOW)

    def drop(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def visit(self, now: datetime = NOW) -> RoundSummary:
        return run_due(self.database, self.settings, now)

    def posts(self) -> list[Post]:
        with self.database.read() as session:
            return list(session.scalars(select(Post).order_by(Post.key)))

    def last_visit(self) -> Visit:
        with self.database.read() as session:
            return session.scalars(select(Visit).order_by(Visit.id.desc()).limit(1)).one()


@pytest.fixture
def office(sqlite_database: Database, tmp_path: Path) -> Office:
    return Office(sqlite_database, tmp_path)


def test_a_folder_and_a_feed_are_visited_in_one_round_and_accounted_alike(
    office: Office, local_server: LocalServer
) -> None:
    local_server.page("/rss.xml", FEED, content_type="application/rss+xml")
    feed = SourceConfig(name="新闻", kind="feed", address=local_server.url("/rss.xml"), allow_private=True)
    office.watch(office.config(), feed)
    office.drop("工单.csv", CALLS)
    summary = office.visit()
    assert (summary.sources, summary.new_posts, summary.failures) == (2, 3, {})
    first = office.posts()[0]
    secret = read_secret(office.settings.secret_file)
    assert (first.key, first.channel, first.text) == ("GD1", "hotline", "海口大道北段路灯不亮。")
    assert first.author_hash == author_hash(secret, "hotline", "张先生")
    with office.database.read() as session:
        visit = session.scalars(select(Visit).where(Visit.items == 2)).one()
        source = session.get_one(Source, visit.source_id)
    assert (visit.requests, visit.errors, visit.new_items, visit.with_date, visit.failure) == (
        1,
        0,
        2,
        2,
        None,
    )
    assert (source.name, source.state, source.lease_owner) == ("12345热线", "healthy", None)
    assert source.last_new_at is not None


def test_known_rows_under_another_name_are_not_doubled_and_bad_files_hold_up_no_other(
    office: Office,
) -> None:
    office.watch()
    office.drop("上午.csv", CALLS)
    office.visit()
    office.drop("上午 (1).csv", CALLS)
    office.drop("全天.csv", CALLS + "GD3,积水,低洼路段积水。,2026-11-23 08:00,\nGD4,,,,\n")
    office.drop("坏.csv", "甲,乙\n1,2\n")
    again = office.visit(NOW + timedelta(hours=1))
    assert (again.new_posts, again.failures) == (1, {}), "bad files keep nothing else waiting"
    assert [post.key for post in office.posts()] == ["GD1", "GD2", "GD3"]
    assert len(list((office.folder / "done").iterdir())) == 3
    visit = office.last_visit()
    assert (visit.requests, visit.errors, visit.new_items) == (4, 2, 1)
    assert "坏.csv 无法读取" in str(visit.last_error)
    left = sorted(path.name for path in office.folder.iterdir() if path.is_file())
    assert left == ["全天.csv.rejected.csv", "坏.csv", "坏.csv.rejected.csv"]


def test_a_folder_that_is_gone_fails_with_the_reason(office: Office) -> None:
    office.watch()
    office.folder.rmdir()
    assert "网络盘是否已挂载" in office.visit().failures["12345热线"]
    office.folder.mkdir()
    office.drop("工单.csv", CALLS)
    assert office.visit(NOW + timedelta(minutes=2)).new_posts == 2


def test_a_kill_in_the_middle_of_a_large_file_loses_nothing_and_doubles_nothing(office: Office) -> None:
    rows = 5000
    office.watch()
    office.drop("工单.csv", HEADER + "".join(f"GD{i:04},标题{i},第{i}件事的内容。,,\n" for i in range(rows)))
    children: list[int] = []
    killing = threading.Thread(target=lambda: kill_when_begun(office, children))
    killing.start()
    killed = run_due(office.database, office.settings, NOW, started=children.append)
    killing.join()
    assert killed.failures == {"12345热线": "采集进程中断，未完成的部分下次重新采集"}
    assert 0 < stored(office) < rows
    assert office.visit(NOW + timedelta(hours=1)).failures == {}
    assert stored(office) == rows
    assert [path.name for path in (office.folder / "done").iterdir()] == ["工单.csv"]


def kill_when_begun(office: Office, children: list[int]) -> None:
    while not stored(office):
        threading.Event().wait(0.002)
    os.kill(children[0], signal.SIGKILL)


def stored(office: Office) -> int:
    with office.database.read() as session:
        return session.scalar(select(func.count()).select_from(Post)) or 0


def test_a_check_shows_the_rows_and_leaves_everything_as_it_was(office: Office) -> None:
    office.drop("工单.csv", CALLS + "GD3,,,,\n")
    before = office.folder.joinpath("工单.csv").stat()
    found = check(office.config())
    assert [item["title"] for item in found.items] == ["路灯不亮", "噪声"]
    assert found.outcome["failure"] is None
    assert "退回 1 行" in found.outcome["last_error"]
    assert [path.name for path in office.folder.iterdir()] == ["工单.csv"]
    assert office.folder.joinpath("工单.csv").stat().st_mtime_ns == before.st_mtime_ns
    assert office.posts() == []
