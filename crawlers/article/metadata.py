"""What a page says about itself to machines: meta tags, JSON-LD, script data."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from crawlers.article.dom import Node, squeeze

_ARTICLE_TYPES = ("article", "posting", "report", "webpage", "discussion")
_DEPTH = 6
_DATA_DEPTH = 12
_LONG_TEXT = 80


@dataclass(slots=True)
class Metadata:
    """Candidates in the order of trust, as written on the page."""

    titles: list[str] = field(default_factory=list)
    moments: list[str] = field(default_factory=list)
    updates: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


# Chinese government sites carry ArticleTitle, PubDate and ContentSource by rule (GB/T 政府网站
# 发展指引, 国办发〔2017〕47号, annex on page tags); news sites follow Open Graph or schema.org.
_TITLES = ("articletitle", "og:title", "twitter:title", "sharetitle", "dc.title", "title")
_MOMENTS = (
    "pubdate", "article:published_time", "article:publish_time", "og:published_time",
    "datepublished", "og:release_date", "publishdate", "publish-date", "publishtime",
    "publish_time", "pubtime", "_pubtime", "apub:time", "og:time", "bt:pubdate",
    "weibo:article:create_at", "weibo: article:create_at", "publication_date", "published_at",
    "dc.date.issued", "dcterms.created", "dc.date", "parsely-pub-date", "article_date_original",
    "originalpublicationdate", "createdate", "date", "release_date",
)  # fmt: skip
_UPDATES = ("dateupdate", "datemodified", "article:modified_time", "og:updated_time", "lastmodified")
_SOURCES = ("contentsource", "mediaid", "article:source", "og:article:source", "source", "laiyuan")
_SITES = ("og:site_name", "sitename", "application-name")
_AUTHORS = ("article:author", "og:article:author", "author", "dc.creator", "contentauthor")
_SCRIPT_MOMENT = re.compile(
    r"""["']?\b(?:publish_?time|pub_?time|pub_?date|create_?time|publish_?date|ctime|ct"""
    r"""|date_?published)["']?\s*[:=]\s*["']?(\d{10}(?:\d{3})?|\d{4}[-/]\d{1,2}[-/]\d{1,2}"""
    r"""(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?)\b""",
    re.IGNORECASE,
)


def read_metadata(root: Node, html: str) -> Metadata:
    """All that the page declares, best first; the tree must still hold its scripts."""
    found = Metadata()
    for thing in _linked_data(root):
        _take_linked_data(found, thing)
    named = _named(root)
    for target, names in (
        (found.titles, _TITLES),
        (found.moments, _MOMENTS),
        (found.updates, _UPDATES),
        (found.sources, _SOURCES),
        (found.sites, _SITES),
        (found.authors, _AUTHORS),
    ):
        target.extend(value for name in names for value in named.get(name, ()))
    found.texts.extend(_data_texts(root))
    if not found.moments:
        found.moments.extend(match[1] for match in _SCRIPT_MOMENT.finditer(html))
    return found


def _named(root: Node) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    for node in root.xpath("//meta[@content] | //*[@itemprop]"):
        value = node.get("content") or node.get("datetime")
        if node.tag == "meta" or node.get("itemprop"):
            value = squeeze(value or (node.text_content() if node.tag != "meta" else ""))
        for attribute in ("name", "property", "itemprop"):
            name = (node.get(attribute) or "").strip().lower()
            if name and value and len(value) <= 300 and (node.tag == "meta" or attribute == "itemprop"):
                named.setdefault(name, []).append(value)
    return named


def _linked_data(root: Node) -> Iterator[dict[str, Any]]:
    for node in root.xpath('//script[contains(@type, "ld+json")]'):
        try:
            data = json.loads((node.text or "").strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _things(data, 0)


def _data_texts(root: Node) -> Iterator[str]:
    """Long texts in the data that a page's own script would set: __NEXT_DATA__ and the like."""
    for node in root.xpath('//script[@type="application/json"]'):
        text = node.text or ""
        try:
            data = json.loads(unquote(text) if text.startswith("%7B") else text)
        except (ValueError, RecursionError):
            continue
        yield from _long_strings(data, 0)


def _long_strings(data: Any, depth: int) -> Iterator[str]:
    if isinstance(data, str):
        if len(data) >= _LONG_TEXT:
            yield data
    elif depth < _DATA_DEPTH and isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _long_strings(value, depth + 1)


def _things(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEPTH:
        return
    if isinstance(data, list):
        for item in data[:50]:
            yield from _things(item, depth + 1)
    elif isinstance(data, dict):
        kind = str(data.get("@type", "")).lower()
        if any(word in kind for word in _ARTICLE_TYPES) or "datePublished" in data or "pubDate" in data:
            yield data
        for key in ("@graph", "mainEntity"):
            yield from _things(data.get(key), depth + 1)


def _take_linked_data(found: Metadata, thing: dict[str, Any]) -> None:
    if isinstance(text := thing.get("articleBody"), str):
        found.texts.append(text)
    for target, keys in (
        (found.titles, ("headline",)),
        (found.moments, ("datePublished", "pubDate", "dateCreated", "uploadDate")),
        (found.updates, ("dateModified", "upDate")),
        (found.authors, ("author", "creator")),
        (found.sites, ("publisher", "sourceOrganization")),
    ):
        target.extend(name for key in keys for name in _names(thing.get(key)))


def _names(value: Any) -> list[str]:
    if isinstance(value, str):
        return [squeeze(value)] if value.strip() else []
    if isinstance(value, dict):
        return _names(value.get("name"))
    if isinstance(value, list):
        return [name for item in value[:5] for name in _names(item)]
    return []
