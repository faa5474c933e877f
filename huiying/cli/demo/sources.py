"""The town's sites as [[source]] entries of sources.toml, and which item a stored post is."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from huiying.cli.demo.items import Item
from huiying.cli.demo.sites import feed, forum, hotline, news, park

NAMES = {
    "news": "江畔新闻网",
    "feed": "沿江快讯",
    "weibo": "同城微博",
    "forum": "棋盘洲论坛",
    "mailbox": "园区信箱",
    "hotline": "12345热线",
    "park": "园区官网",
}


def town_sources(base: str, calls: Path) -> list[dict[str, Any]]:
    """One entry a site, in the shape of crawlers.config.SourceConfig; `calls` is the hotline's folder."""
    return [
        _source("news", "site", "news", f"{base}/news/", 600, _news(), weight=1.5),
        _source("feed", "feed", "news", f"{base}/feed/atom.xml", 300, {"most": feed.MOST}),
        _source("weibo", "api", "weibo", f"{base}/mblog/api/timeline", 120, _microblog(base)),
        _source("forum", "site", "forum", f"{base}/bbs/forum-2-1.html", 300, _forum()),
        _source("mailbox", "api", "message", f"{base}/mailbox/api/messages", 120, _mailbox(base)),
        _source("hotline", "file", "hotline", str(calls), 300, _hotline()),
        _source("park", "site", "news", f"{base}/park/notices/", 600, _park(), weight=1.5),
    ]


def known_keys(items: Iterable[Item], base: str) -> dict[tuple[str, str], str]:
    """(source name, post key) of every item as the crawl stores it, with the item's id."""
    return {(NAMES[it.site], _key(it, base)): it.id for it in items}


def _key(item: Item, base: str) -> str:
    if item.site == "feed":
        return feed.tag(item)
    if item.site == "hotline":
        return hotline.call_number(item)
    pages = {"news": news.address, "forum": forum.address, "park": park.address}
    return base + pages[item.site](item) if item.site in pages else str(item.number)


def _source(
    site: str,
    kind: str,
    channel: str,
    address: str,
    seconds: int,
    options: dict[str, Any],
    *,
    weight: float = 1.0,
) -> dict[str, Any]:
    return {
        "name": NAMES[site],
        "kind": kind,
        "channel": channel,
        "address": address,
        "interval_seconds": seconds,
        "weight": weight,
        "local": True,
        "verified": True,
        "allow_private": True,
        "options": options,
    }


def _news() -> dict[str, Any]:
    # The rules are those of the template before the change in the middle of the week: after it the texts
    # are still found by the extraction, and the source says that its rules no longer meet the page.
    article = {"title": "#artibodyTitle", "published_at": "#wrap > div.info"}
    return {"links": "ul.newslist a", "next": "a.next", "pages": 3, "article": article}


def _forum() -> dict[str, Any]:
    article = {"text": "div.t_f", "title": "#thread_subject", "published_at": "div.first div.pi em"}
    return {"links": "a.xst", "next": "a.nxt", "pages": 3, "article": article}


def _park() -> dict[str, Any]:
    article = {"title": "main h1", "text": "div.content", "published_at": "div.meta"}
    return {"links": "ul.notices a", "next": "a.next", "pages": 2, "article": article}


def _microblog(base: str) -> dict[str, Any]:
    fields = {
        "id": "id",
        "text": "text",
        "author": "user.screen_name",
        "published_at": "created_at",
        "reposts": "reposts_count",
        "comments": "comments_count",
        "likes": "attitudes_count",
        "views": "reads_count",
    }
    paging = {"cursor": "data.max_id", "cursor_param": "max_id", "params": {"count": 50}, "pages": 6}
    return {"items": "data.statuses", "fields": fields, "url": f"{base}/mblog/status/{{id}}", **paging}


def _mailbox(base: str) -> dict[str, Any]:
    fields = {
        "id": "letterId",
        "title": "subject",
        "text": "content",
        "author": "sender",
        "published_at": "createTime",
        "likes": "agree",
        "views": "clicks",
    }
    paging = {"cursor": "next", "cursor_param": "after", "pages": 5}
    return {"items": "messages", "fields": fields, "url": f"{base}/mailbox/letter/{{id}}", **paging}


def _hotline() -> dict[str, Any]:
    """The hotline renames whole files into place, and goes on with the day's file: it stays there."""
    return {"pattern": "12345*.csv", "quiet_seconds": 0, "after": "leave"}
