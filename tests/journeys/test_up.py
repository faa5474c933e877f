"""`huiying up` against a local site: from a page to the alert at the robot, by the real command."""

import json
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from huiying.core.database import Database
from huiying.core.models import Case, Clock, Post, PostAssessment, Source
from tests.journeys.service import run, service, wait_until
from tests.support.websites import Answer, LocalServer, Request

FIRST_LIST = '<ul><li><a href="/news/0.html">市图书馆延长周末开放时间</a></li></ul>'
NEXT_LIST = '<ul><li><a href="/news/1.html">棋盘洲一仓库发生火灾</a></li></ul>' + FIRST_LIST
FIRST = "<p>市图书馆周末开放时间延长到晚上九点，读者可以凭身份证办理借书手续，自习室座位需要提前预约。</p>"
NEXT = """<p>黄石新港物流工业园区棋盘洲一仓库发生火灾，已造成4人死亡、6人受伤。</p>
<p>消防救援力量已到场处置，明火已被扑灭，事故原因正在调查，附近居民已转移安置。</p>"""


def article(title: str, text: str) -> str:
    head = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>"
    return f"{head}<div>2026-11-23 09:08 来源：江畔新闻网</div><div>{text}</div></body></html>"


@pytest.fixture
def home(tmp_path: Path, local_server: LocalServer) -> Path:
    """A home that watches a site with one article of no concern, and a source that is not there."""
    home = tmp_path / "home"
    run(home, "init")
    local_server.page("/news/", FIRST_LIST)
    local_server.page("/news/0.html", article("市图书馆延长周末开放时间", FIRST))
    local_server.answer("/robot", _accepted)
    sources = [("江畔新闻网", local_server.url("/news/")), ("不通的站", "http://127.0.0.1:9/news/")]
    (home / "sources.toml").write_text("".join(map(_source, sources)), encoding="utf-8")
    units = (home / "units.toml").read_text(encoding="utf-8")
    (home / "units.toml").write_text(units + _robot(local_server.url("/robot")), encoding="utf-8")
    run(home, "init")
    return home


def _source(named: tuple[str, str]) -> str:
    name, address = named
    return f'[[source]]\nname = "{name}"\naddress = "{address}"\ninterval_seconds = 1\nallow_private = true\n'


def _robot(address: str) -> str:
    return f'\n[[robots]]\nname = "值班群"\nkind = "wecom"\naddress = "{address}"\nallow_private = true\n'


def _accepted(request: Request) -> Answer:
    return Answer(200, json.dumps({"errcode": 0}).encode(), {"Content-Type": "application/json"})


def test_a_page_becomes_a_case_with_clocks_and_an_alert_while_another_source_is_down(
    home: Path, local_server: LocalServer
) -> None:
    database = Database(f"sqlite:///{home / 'huiying.sqlite3'}")
    with service(home):
        wait_until(lambda: posts(database) == 1, 60)
        local_server.page("/news/1.html", article("棋盘洲一仓库发生火灾", NEXT))
        local_server.page("/news/", NEXT_LIST)
        local_server.wait_for("/news/1.html", 1, 60)
        visited = time.monotonic()
        alert = local_server.wait_for("/robot", 1, 60)[0]
        print(f"from visit to alert: {time.monotonic() - visited:.1f} s")
        wait_until(lambda: failures(database, "不通的站") >= 1, 60)
    assert "棋盘洲一仓库发生火灾" in json.dumps(alert.json(), ensure_ascii=False)
    with database.read() as session:
        found = session.execute(select(Post.title, PostAssessment.relevant).join(PostAssessment)).all()
        assert dict(found) == {"市图书馆延长周末开放时间": False, "棋盘洲一仓库发生火灾": True}
        case = session.scalars(select(Case)).one()
        assert (case.tier, case.grade) == (3, 3)
        running = session.scalars(select(Clock.milestone).where(Clock.case_id == case.id)).all()
        assert set(running) == {"confirm", "response"}


def failures(database: Database, name: str) -> int:
    with database.read() as session:
        source = session.scalars(select(Source).where(Source.name == name)).one()
        return source.failures


def posts(database: Database) -> int | None:
    with database.read() as session:
        return session.scalar(select(func.count(Post.id)))
