"""A feed of any dialect -> what it is and what stands in it."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree

from crawlers.feeds import mending
from crawlers.feeds.encoding import text_of, windows_meant
from crawlers.feeds.entries import Setting, item_of
from crawlers.feeds.item import FeedItem
from crawlers.feeds.jsonfeed import json_items
from crawlers.feeds.names import home_of, name_of
from crawlers.feeds.values import resolved, words_in

Element = Any

_ENTRIES = frozenset({"item", "entry"})
_ENTRY_TAGS = tuple(f"{{*}}{name}" for name in ("item", "entry", "Item", "Entry", "ITEM", "ENTRY"))
_FEEDS = {"rss": "RSS", "rdf:rdf": "RDF", "feed": "Atom", "channel": "CDF", "rdf": "RDF"}
_BARE = ("<rss>", "</rss>")
_MOST_PIECES = 5_000
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_FEED = re.compile(r"<(?:[\w.-]+:)?(rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_ALTERNATE = re.compile(
    r"<link\b[^>]{0,500}\btype\s*=\s*[\"']?application/(?:rss|atom|feed)\+[^>]{0,500}>", re.I
)
_HREF = re.compile(r"""\bhref\s*=\s*["']([^"']{1,500})["']""", re.IGNORECASE)
_SITE_LINK = re.compile(r"<link>\s*(?:<!\[CDATA\[)?\s*(https?://[^<\]\s]+)", re.IGNORECASE)
_HEAD = 20_000


@dataclass(frozen=True, slots=True)
class Feed:
    """What was read. `dialect` is None where it is no feed at all; `problem` then says in Chinese what
    it is instead. `is_broken`: it was read piece by piece, and something of it may be missing."""

    dialect: str | None
    items: list[FeedItem] = field(default_factory=list)
    is_broken: bool = False
    problem: str | None = None


def read_feed(content: bytes, *, now: datetime, base_url: str = "", content_type: str | None = None) -> Feed:
    """Read a feed; one that is broken gives the items that can be had, what is no feed none. Never raises.

    Dates without an offset are Asia/Shanghai; relative and yearless ones count from `now` (aware).
    Relative links are resolved against xml:base, else `base_url`, else the site that the feed names.
    """
    if not mending.has_doctype(content[:_HEAD]):
        root = _parsed(windows_meant(content))
        if root is not None and (feed := _read_whole(root, now, base_url)):
            return feed
    text = text_of(content, content_type)
    if text.lstrip("\ufeff \t\r\n\0")[:1] in ("{", "["):
        items = json_items(text, base_url, now)
        if items is not None:
            return Feed("JSON Feed", items)
    return _read_xml(text, now, base_url) or Feed(None, problem=_problem(text, base_url))


def _read_xml(text: str, now: datetime, base_url: str) -> Feed | None:
    """The feed as one document where mending makes it well-formed, else piece by piece."""
    text = mending.mended(text)
    root = _parsed(text.encode("utf-8", "replace"))
    return _read_whole(root, now, base_url) if root is not None else _read_pieces(text, now, base_url)


def _read_whole(root: Element, now: datetime, base_url: str) -> Feed | None:
    home = home_of(root)
    name = name_of(root.tag, home)
    elements = [e for e in root.iter(*_ENTRY_TAGS) if name_of(e.tag, home) in _ENTRIES]
    if name == "html" or not (name in _FEEDS or elements):
        return None
    setting = Setting(now, home, base_url or _site(root))
    return Feed(_FEEDS.get(name, "XML"), [item_of(element, setting) for element in elements])


def _read_pieces(text: str, now: datetime, base_url: str) -> Feed | None:
    root, entries = mending.split(text)
    said = _FEED.search(root or text[:_HEAD])
    if said is None and (not entries or _PAGE.search(text[:_HEAD])):
        return None
    dialect = _FEEDS.get(said[1].lower(), "XML") if said else "XML"
    site = _SITE_LINK.search(text[:_HEAD])
    base = base_url or (site[1] if site else "")
    pieces = (_read_piece(entry, root, now, base) for entry in entries[:_MOST_PIECES])
    return Feed(dialect, [item for item in pieces if item is not None], is_broken=True)


def _read_piece(entry: str, root: str, now: datetime, base: str) -> FeedItem | None:
    """The item of one entry; where the feed's own root tag does not help, without it."""
    name = re.match(r"<([\w.:-]+)", root)
    for before, after in ((root, f"</{name[1]}>"), _BARE) if name else (_BARE,):
        tree = _parsed(f"{before}{entry}{after}".encode("utf-8", "replace"))
        if tree is None:
            escaped = f"{before}{mending.escape_texts(entry)}{after}"
            tree = _parsed(escaped.encode("utf-8", "replace"), recover=True)
        home = home_of(tree) if tree is not None else ""
        found = tree.iter(etree.Element) if tree is not None else ()
        element = next((e for e in found if name_of(e.tag, home) in _ENTRIES), None)
        if element is not None:
            return item_of(element, Setting(now, home, base))
    return None


def _parsed(content: bytes, *, recover: bool = False) -> Element | None:
    """The root of UTF-8 bytes; None where the parser gives up. Nothing outside of them is looked at."""
    parser = etree.XMLParser(
        encoding="utf-8", recover=recover, resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def _site(root: Element) -> str:
    """The address of the site that the feed names."""
    links = root.xpath("(/*|/*/*[local-name()='channel'])/*[local-name()='link']")
    named = (link.get("href") if link.get("rel") != "self" else None for link in links)
    found = (said or words_in(link).strip() for said, link in zip(named, links, strict=True))
    return next((link for link in found if link.startswith(("http://", "https://"))), "")


def _problem(text: str, base_url: str) -> str:
    """What it is instead, and what to do."""
    head = text[:_HEAD]
    if not text.strip():
        return "内容是空的"
    if re.search(r"<opml\b", head, re.IGNORECASE):
        return "它是订阅清单（OPML），不是订阅源；请填写其中各订阅源的网址"
    if re.search(r"<(?:urlset|sitemapindex)\b", head, re.IGNORECASE):
        return "它是站点地图，不是订阅源；信源类型请改用 sitemap"
    if _PAGE.search(head):
        tag = _ALTERNATE.search(text[:200_000])
        href = _HREF.search(tag[0]) if tag else None
        hint = f"页面声明的订阅源是 {resolved(base_url, href[1])}" if href else "请填写订阅源本身的网址"
        return f"它是一个网页，不是订阅源；{hint}"
    return "它不是 RSS、Atom 或 JSON Feed"
