"""A site map -> the pages and further maps that it names (sitemaps.org 0.9, news extension, plain text,
robots.txt)."""

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree

from crawlers.article.dom import squeeze
from crawlers.feeds import read_feed
from crawlers.feeds.moments import moment_of

Element = Any

MOST_BYTES = 50 * 1024 * 1024
"""The protocol's own bound for one map, uncompressed."""
MOST_ENTRIES = 50_000
_GZIP = b"\x1f\x8b"
_MAP = re.compile(rb"<(?:[\w.-]+:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)
_FEED = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_ROBOTS = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_ADDRESS_LINE = re.compile(r"^[ \t]*(https?://\S+)[ \t\r]*$", re.MULTILINE)


class UnreadableMap(ValueError):
    """The bytes are no site map; the text says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page or map that a site map names; `title` and `published_at` come from a news map."""

    url: str
    changed_at: datetime | None = None
    title: str | None = None
    published_at: datetime | None = None

    @property
    def moment(self) -> datetime | None:
        """The later of when it changed and when it was published."""
        known = [moment for moment in (self.changed_at, self.published_at) if moment]
        return max(known) if known else None


@dataclass(slots=True)
class SiteMap:
    """`maps` are further site maps, `pages` addresses of pages."""

    maps: list[Entry] = field(default_factory=list)
    pages: list[Entry] = field(default_factory=list)


def read_sitemap(content: bytes, now: datetime) -> SiteMap:
    """What a site map names, at most 50,000 entries. Raises UnreadableMap for what is none or too large."""
    content = _unpacked(content)
    head = content[:4096]
    if _MAP.search(head):
        return _read_xml(content, now)
    if _FEED.search(head):
        items = read_feed(content, now=now).items
        return SiteMap(pages=[Entry(i.link, None, i.title, i.published_at) for i in items if i.link])
    return _read_text(content)


def _unpacked(content: bytes) -> bytes:
    """Gzip undone, however often it was done, up to the bound."""
    for _ in range(2):
        if not content.startswith(_GZIP):
            break
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            content = unpacker.decompress(content, MOST_BYTES + 1)
        except zlib.error as error:
            raise UnreadableMap("站点地图的压缩文件已损坏") from error
        if len(content) > MOST_BYTES:
            raise UnreadableMap(f"站点地图解压后超过 {MOST_BYTES // 1024 // 1024} MB")
    return content


def _read_xml(content: bytes, now: datetime) -> SiteMap:
    """Read as a stream: a map may hold 50,000 pages, and a tree of them would fill the memory."""
    found = SiteMap()
    reading = etree.iterparse(
        io.BytesIO(content.lstrip()), events=("end",), tag=("{*}url", "{*}sitemap"), recover=True,
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
    )  # fmt: skip
    for _, element in reading:
        entry = _entry(element, now)
        if entry:
            is_map = etree.QName(element).localname == "sitemap"
            (found.maps if is_map else found.pages).append(entry)
        element.clear(keep_tail=False)
        if len(found.maps) + len(found.pages) >= MOST_ENTRIES:
            break
    if not (found.maps or found.pages) and len(reading.error_log):
        raise UnreadableMap("站点地图的格式有误，读不出任何网址")
    return found


def _entry(element: Element, now: datetime) -> Entry | None:
    texts: dict[str, str] = {}
    for child in element.iterdescendants("{*}loc", "{*}lastmod", "{*}title", "{*}publication_date"):
        name = etree.QName(child).localname
        # An image or a video has an address and a title too; those are not the page's.
        if name != "loc" or child.getparent() is element:
            texts.setdefault(name, (child.text or "").strip())
    if not texts.get("loc"):
        return None
    is_news = "publication_date" in texts
    return Entry(
        url="".join(texts["loc"].split()),
        changed_at=moment_of(texts.get("lastmod"), now),
        title=squeeze(texts["title"]) or None if is_news and "title" in texts else None,
        published_at=moment_of(texts.get("publication_date"), now),
    )


def _read_text(content: bytes) -> SiteMap:
    text = content.decode("utf-8", "replace")
    maps = [Entry(url) for url in _ROBOTS.findall(text)]
    pages = [] if maps else [Entry(url) for url in _ADDRESS_LINE.findall(text)]
    if not (maps or pages):
        raise UnreadableMap("返回的内容不是站点地图")
    return SiteMap(maps[:MOST_ENTRIES], pages[:MOST_ENTRIES])


def newest_first(entries: list[Entry]) -> Iterator[Entry]:
    """Dated entries, the newest first, then those without a date in the order of the map."""
    dated = [(entry.moment, entry) for entry in entries if entry.moment]
    yield from (entry for _, entry in sorted(dated, key=lambda pair: pair[0], reverse=True))
    yield from (entry for entry in entries if not entry.moment)
