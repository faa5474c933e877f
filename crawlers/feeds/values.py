"""The texts of a feed: plain, escaped HTML, inline XHTML or base64 -> plain text."""

import base64
import binascii
import html
import re
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from crawlers.feeds.markup import lines_of, plain_text, squeeze

Element = Any

_TAGS = re.findall(
    r"\w+",
    "a abbr acronym address area article aside audio b big blockquote body br button caption center cite "
    "code col dd del details dfn dir div dl dt em embed fieldset figcaption figure font footer form h1 h2 "
    "h3 h4 h5 h6 head header hr html i iframe img input ins kbd label li link main map meta nav noscript "
    "object ol option p param picture pre q s samp script section select small source span strike strong "
    "style sub summary sup svg table tbody td textarea tfoot th thead time title tr tt u ul var video wbr",
)
_HTML = re.compile(
    rf"</?(?:{'|'.join(_TAGS)})(?:\s[^<>]*)?/?>|<!--|&(?:#\d{{1,7}}|#x[0-9a-f]{{1,6}}|[a-z][a-z0-9]{{1,31}});",
    re.IGNORECASE,
)
_MARKUP_TYPE = re.compile(r"xml|html", re.IGNORECASE)
_LONGEST = 1_000_000


def text_in(element: Element) -> str:
    """The text of an element, one paragraph a line."""
    if len(element) and element.get("mode") not in ("escaped", "base64"):
        return plain_text(_inner(element)[:_LONGEST])
    raw = words_in(element)[:_LONGEST]
    return text_from(_decoded(raw) if element.attrib and _is_base64(element) else raw)


def text_from(raw: str) -> str:
    """Text that may be HTML. What has no known tag and no entity is taken as it stands: "a < b"."""
    is_html = ("<" in raw or "&" in raw) and _HTML.search(raw)
    return plain_text(raw) if is_html else lines_of(raw)


def line_in(element: Element) -> str:
    """The same on one line."""
    text = text_in(element)
    return squeeze(text) if "\n" in text else text


def words_in(element: Element) -> str:
    """All characters of an element as they stand."""
    return "".join(element.itertext()) if len(element) else element.text or ""


def address_in(element: Element) -> str:
    """The text of an element as an address: no white space, ampersands escaped once too often mended."""
    return mended_address(words_in(element))


def mended_address(text: str) -> str:
    """An address without white space and entities."""
    address = "".join(text.split()) if len(text) < 5000 else ""
    return html.unescape(address) if "&amp;" in address or "&#" in address else address


def resolved(base: str, address: str) -> str:
    """An address that may be relative, against its base; one that makes no sense stays as it is."""
    if address.startswith(("http://", "https://")):
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _inner(element: Element) -> str:
    for node in element.iter(etree.Element):
        if "}" in node.tag:
            node.tag = node.tag.rpartition("}")[2]
    parts = [html.escape(element.text or "", quote=False)]
    parts += [etree.tostring(child, encoding="unicode", method="html") for child in element]
    return "".join(parts)


def _is_base64(element: Element) -> bool:
    """Atom 0.3 says so; in Atom 1.0 every type is that is neither text nor XML (RFC 4287, 4.1.3.3)."""
    if element.get("mode"):
        return bool(element.get("mode") == "base64")
    kind = (element.get("type") or "").strip().lower()
    return "/" in kind and not kind.startswith("text/") and not _MARKUP_TYPE.search(kind)


def _decoded(raw: str) -> str:
    try:
        return base64.b64decode(raw, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return raw
