"""One element of a feed -> its item. What stands where in the dialects is written in the tables here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawlers.feeds.item import FeedItem
from crawlers.feeds.markup import squeeze
from crawlers.feeds.moments import moment_of
from crawlers.feeds.names import name_of
from crawlers.feeds.values import address_in, line_in, mended_address, resolved, text_in, words_in

Element = Any

# The first that is there and not empty counts.
_TITLES = ("title", "dc:title", "media:title", "itunes:title")
# RSS says description, Atom summary; where both stand, the first is the summary and the other more text.
_ALIASES = {"summary": "description"}
_SUMMARIES = (
    "description", "abstract", "dc:description", "dcterms:abstract", "media:description",
    "itunes:summary", "itunes:subtitle", "subtitle",
)  # fmt: skip
_CONTENTS = ("content:encoded", "content", "xhtml:body", "body", "fullitem", "xhtml:div")
_MOMENTS = (
    "published", "pubdate", "issued", "dcterms:issued", "dc:date", "dcterms:created", "created", "date",
    "updated", "modified", "dcterms:modified", "lastmod", "dcterms:date",
)  # fmt: skip
_AUTHORS = ("author", "dc:creator", "itunes:author", "dc:author", "managingeditor", "media:credit")
_IDS = ("id", "guid", "dc:identifier")
_RDF_ABOUT = ("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about", "rdf:about", "about")
# Links of Atom that are no page of the entry.
_NO_PAGE = frozenset({"self", "edit", "edit-media", "enclosure", "replies", "hub", "next", "prev", "license"})
_PAGES = frozenset({"", "text/html", "application/xhtml+xml", "text/xhtml", "text/plain"})
_SUMMARY_OF_TEXT = 300

Parts = dict[str, list[Element]]


@dataclass(frozen=True, slots=True)
class Setting:
    """What an entry is read against: the moment of the fetch, the namespace of the root, and the address
    that relative links count from where the feed gives no xml:base."""

    now: datetime
    home: str = ""
    base: str = ""


def item_of(element: Element, setting: Setting) -> FeedItem:
    """The item of an <item> or <entry>."""
    parts = _parts(element, setting.home)
    address = _link(element, parts)
    own = element.base
    base = resolved(setting.base, own) if own else setting.base
    summary = _first_text(parts, _SUMMARIES)
    text = _first_text(parts, _CONTENTS) or _longest(parts)
    name = _id(element, parts, base)
    link = resolved(base, address) if address else None
    return FeedItem(
        title=_first_line(parts, _TITLES),
        link=link,
        published_at=_moment(element, parts, setting.now),
        summary=summary or text[:_SUMMARY_OF_TEXT],
        id=name or link,
        author=_author(parts, setting.home),
        text=text if len(text) > len(summary) else summary,
    )


def _parts(element: Element, home: str) -> Parts:
    """The children by name; those of a media:group stand as if they were the entry's own."""
    parts: Parts = {}
    grouped: list[Element] = []
    for child in element.iterchildren("*"):
        name = name_of(child.tag, home)
        parts.setdefault(_ALIASES.get(name, name), []).append(child)
        if name in ("media:group", "media:content"):
            grouped.append(child)
    for group in grouped:
        for child in group.iterchildren("*"):
            parts.setdefault(name_of(child.tag, home), []).append(child)
    return parts


def _of(parts: Parts, names: Sequence[str]) -> list[Element]:
    return [element for name in names if name in parts for element in parts[name]]


def _first_line(parts: Parts, names: Sequence[str]) -> str | None:
    for element in _of(parts, names):
        if line := line_in(element):
            return line
    return None


def _first_text(parts: Parts, names: Sequence[str]) -> str:
    for element in _of(parts, names):
        if text := text_in(element):
            return text
    return ""


def _longest(parts: Parts) -> str:
    described = parts.get("description", ())
    return max(map(text_in, described), key=len) if len(described) > 1 else ""


def _link(element: Element, parts: Parts) -> str:
    """The address of the entry's page, as it is written."""
    links = parts.get("link", [])
    written = (address_in(link) for link in links if not link.get("href"))
    found = next((link for link in written if link), "") or _atom_link(links)
    return found or mended_address(_said(element, "href")) or _permalink(parts) or _about(element)


def _atom_link(links: Sequence[Element]) -> str:
    others = []
    for link in links:
        href = mended_address(link.get("href") or "")
        rel = (link.get("rel") or "alternate").lower().rpartition("/")[2]
        if not href or rel in _NO_PAGE:
            continue
        if rel == "alternate" and (link.get("type") or "").lower() in _PAGES:
            return href
        others.append(href)
    return others[0] if others else ""


def _permalink(parts: Parts) -> str:
    """A guid is the address of the page unless it says that it is not (RSS 2.0); an id of Atom that looks
    like an address mostly is one."""
    for part in _of(parts, ("guid", "id")):
        said = (part.get("isPermaLink") or _said(part, "ispermalink")).lower()
        address = address_in(part)
        if said == "true" or (said != "false" and address.startswith(("http://", "https://"))):
            return address
    return ""


def _about(element: Element) -> str:
    about = next((value for name in _RDF_ABOUT if (value := element.get(name))), "")
    return about if about.startswith(("http://", "https://")) else ""


def _id(element: Element, parts: Parts, base: str) -> str | None:
    for part in _of(parts, _IDS):
        name = squeeze(words_in(part))
        if name:
            return resolved(base, name) if name.startswith("/") else name
    return next((value for name in _RDF_ABOUT if (value := element.get(name))), None)


def _moment(element: Element, parts: Parts, now: datetime) -> datetime | None:
    for name in _MOMENTS:
        if name not in parts:
            continue
        for part in reversed(parts[name]):  # of several the last was written last
            moment = moment_of(words_in(part), now)
            if moment is not None:
                return moment
    return moment_of(_said(element, "lastmod"), now)


def _author(parts: Parts, home: str) -> str | None:
    for part in _of(parts, _AUTHORS):
        named = [child for child in part if name_of(child.tag, home) == "name"]
        line = line_in(named[0]) if named else line_in(part)
        if line:
            return line
    return None


def _said(element: Element, attribute: str) -> str:
    """An attribute of CDF and other dialects that were written by hand, in capitals or not."""
    return str(element.get(attribute) or element.get(attribute.upper()) or "")
