"""A watcher in the park: a database, settings and sources, and a news site for it to visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from crawlers.config import SourceConfig
from crawlers.registry import sync
from crawlers.rounds import RoundSummary, run_due
from huiying.core import clock
from huiying.core.database import Database
from huiying.core.models import Post, Source, Visit
from huiying.core.settings import Settings
from tests.support.websites import LocalServer

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=clock.SHANGHAI)

PARAGRAPHS = (
    "黄石新港物流工业园区管委会今天上午发布通告，海口大道北段将于本周三起封闭施工，预计月底恢复通行。",
    "施工期间，请过往车辆听从现场交警指挥，绕行港城大道；公交线路临时调整的信息已在各站点张贴。",
    "园区交运分局负责人表示，将加强夜间照明和围挡巡查，周边企业和居民如有意见可以拨打服务热线反映。",
)


def article(title: str, *, day: str = "2026-11-22 18:30", declared: str = "") -> str:
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    return f"""<html><head>{declared}<title>{title}_园区新闻网</title></head><body>
    <div class="nav"><a href="/">首页</a> <a href="/list.html">要闻</a></div>
    <h1>{title}</h1><div class="info">来源：园区新闻网 发布时间：{day}</div>
    <div class="content"><p>{title}。</p>{body}</div>
    <div class="related"><a href="/a/9.html">相关阅读：另一条新闻</a></div></body></html>"""


def list_page(paths: Sequence[str]) -> str:
    links = "".join(f'<li><a href="{path}">园区要闻第{i}条通告标题</a></li>' for i, path in enumerate(paths))
    return f"<html><body><ul>{links}</ul></body></html>"


@dataclass
class Park:
    """The watcher's side: its database, its settings, its sources. `now` is when it watches and visits."""

    database: Database
    settings: Settings
    now: datetime = NOW

    def watch(self, *configs: SourceConfig) -> None:
        with self.database.write() as session:
            sync(session, configs, self.now)

    def visit(self, now: datetime | None = None) -> RoundSummary:
        return run_due(self.database, self.settings, now or self.now)

    def posts(self, source: str | None = None) -> list[Post]:
        query = select(Post).join(Source, Source.id == Post.source_id).order_by(Post.key)
        with self.database.read() as session:
            return list(session.scalars(query.where(Source.name == source) if source else query))

    def source(self, name: str) -> Source:
        with self.database.read() as session:
            return session.scalars(select(Source).where(Source.name == name)).one()

    def visits(self) -> list[Visit]:
        with self.database.read() as session:
            return list(session.scalars(select(Visit).order_by(Visit.id)))


def config(name: str, address: str, kind: str = "site", **more: Any) -> SourceConfig:
    values = {"allow_private": True, **more}
    return SourceConfig(name=name, kind=kind, address=address, **values)


def news_site(server: LocalServer, count: int = 3) -> None:
    paths = [f"/a/100{i}.html" for i in range(count)]
    server.page("/list.html", list_page(paths), etag='"list-1"')
    for i, path in enumerate(paths):
        server.page(path, article(f"海口大道施工通告之{i}"))
