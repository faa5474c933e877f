"""A feed of any dialect (RSS 0.9-2.0, Atom, RDF, JSON Feed) -> its items.

fastfeedparser reads what is well formed and most of what is not, feedparser the rest. A feed that
nobody can read gives no items; it never raises.
"""

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import fastfeedparser
import feedparser
from lxml.etree import LxmlError

from crawlers.article import dates
from crawlers.article.charset import decode
from crawlers.article.dom import plain, squeeze

_LOG = logging.getLogger(__name__)
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)(?=[\s>])", re.IGNORECASE)
_DATE_TAG = re.compile(
    rb"<(?:pubDate|published|issued|dc:date|dcterms:issued|date|updated|modified)(?:\s[^>]*)?>"
    rb"\s*(?:<!\[CDATA\[)?\s*([^<\]]{4,60})",
    re.IGNORECASE,
)
_HAS_DATE = re.compile(rb"<(?:\w+:)?(?:\w*date|published|issued|updated|modified|created)\b", re.IGNORECASE)
_ENCODING = re.compile(rb"""(<\?xml[^>]*?encoding\s*=\s*["'])([\w.:-]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry. `summary` is plain text; `text` the full content where the feed carries it."""

    title: str | None
    link: str | None
    published_at: datetime | None
    summary: str
    id: str | None
    author: str | None = None
    text: str = ""

    def as_json(self) -> dict[str, str | None]:
        """The fields as `huiying feed` prints them."""
        moment = self.published_at
        return {
            "title": self.title,
            "link": self.link,
            "published_at": moment.isoformat() if moment else None,
            "summary": self.summary,
            "id": self.id,
        }


def parse_feed(content: bytes, *, now: datetime, base_url: str = "") -> list[FeedItem]:
    """The items of a feed in its order; an unreadable one gives an empty list.

    Dates without an offset are Asia/Shanghai; relative and yearless ones count from `now` (aware).
    Relative links are resolved against `base_url`.
    """
    entries = _entries(content)
    moments = _written_moments(content, len(entries), now)
    items = (_item(entry, moment, now, base_url) for entry, moment in zip(entries, moments, strict=True))
    return [item for item in items if item.title or item.link or item.summary]


def _entries(content: bytes) -> list[dict[str, Any]]:
    if not content.strip():
        return []
    try:
        found = fastfeedparser.parse(_as_utf8(content))
        entries = list(found.get("entries") or [])
    except (ValueError, TypeError, KeyError, AttributeError, LxmlError, RecursionError) as error:
        _LOG.info("fastfeedparser_failed", extra={"error": repr(error)})
        entries = []
    return entries or _entries_by_feedparser(content)


def _entries_by_feedparser(content: bytes) -> list[dict[str, Any]]:
    try:
        # A stream, not bytes: feedparser takes bytes for a file name or an address first.
        found = feedparser.parse(io.BytesIO(content), sanitize_html=False)
    except Exception as error:  # feedparser lets any parser's own error through
        _LOG.info("feedparser_failed", extra={"error": repr(error)})
        return []
    return list(found.get("entries") or [])


def _as_utf8(content: bytes) -> bytes:
    """The bytes as UTF-8 whatever they were: Chinese feeds are often declared wrongly."""
    text, _ = decode(content, None)
    return _ENCODING.sub(rb"\1utf-8", text.encode("utf-8", "replace"), count=1)


@dataclass(frozen=True, slots=True)
class _Dated:
    """The moment as an entry writes it, and whether the entry writes one at all: the fast parser takes
    a guid such as "12" for the twelfth of the month."""

    moment: datetime | None
    is_written: bool


def _written_moments(content: bytes, count: int, now: datetime) -> Iterator[_Dated]:
    """The moments as the feed writes them: the parsers take one without an offset for UTC."""
    chunks = _ENTRY.split(content)[1:]
    if len(chunks) != count:
        yield from [_Dated(None, is_written=True)] * count
        return
    for chunk in chunks:
        match = _DATE_TAG.search(chunk)
        moment = dates.parse(match[1].decode("utf-8", "replace"), now) if match else None
        yield _Dated(moment, _HAS_DATE.search(chunk) is not None)


def _item(entry: dict[str, Any], written: _Dated, now: datetime, base_url: str) -> FeedItem:
    content = "".join(str(part.get("value") or "") for part in entry.get("content") or [])
    described = str(entry.get("summary") or entry.get("description") or "")
    text, summary = plain(content), plain(described)
    link = str(entry.get("link") or "").strip()
    return FeedItem(
        title=squeeze(plain(str(entry.get("title") or ""))) or None,
        link=urljoin(base_url, link) if link else None,
        published_at=written.moment or (_moment(entry, now) if written.is_written else None),
        summary=summary or text[:300],
        id=str(entry.get("id") or entry.get("guid") or "").strip() or link or None,
        author=squeeze(str(entry.get("author") or "")) or None,
        text=text if len(text) > len(summary) else summary,
    )


def _moment(entry: dict[str, Any], now: datetime) -> datetime | None:
    for key in ("published", "date", "created", "updated", "pubDate"):
        moment = dates.parse(str(entry.get(key) or ""), now)
        if moment is not None:
            return moment
    return None
