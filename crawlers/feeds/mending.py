"""A broken feed -> pieces that an XML parser can read, one an entry, so that one fault costs one entry.

Entities are never looked up outside the feed, and those that it declares count only where their value is
short and plain: a bomb stays what it is, text.
"""

import html
import re
from collections.abc import Iterator
from html.entities import html5
from itertools import pairwise

# What XML forbids, and the control characters that Windows meant as letters.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f\ud800-\udfff\ufffe\uffff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>\s*")
_DOCTYPE = re.compile(r"<!DOCTYPE\b", re.IGNORECASE)
_ENTITY = re.compile(r"""<!ENTITY\s+([\w.-]{1,64})\s+(?:"([^"<&%]{0,100})"|'([^'<&%]{0,100})')\s*>""")
_MOST_ENTITIES = 100
# Every ampersand but those of XML's own five entities, with the name or number that follows it.
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][\w.-]{0,63});)?"
)
_ENTRY = re.compile(r"<(?:[\w.-]+:)?(item|entry)(?=[\s/>])", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\b[^<>]{0,20000}>", re.IGNORECASE)
_TEXTS = re.compile(
    r"<((?:[\w.-]+:)?(?:title|description|summary|encoded|content|body))(?:\s[^<>]{0,2000})?(?<!/)>",
    re.IGNORECASE,
)


def mended(text: str) -> str:
    """The text without document type, comments and CDATA marks, every ampersand in order."""
    text, entities = _without_doctype(without_prolog(text))
    return "".join(
        html.escape(piece, quote=False) if is_data else _ampersands(piece, entities)
        for piece, is_data in _pieces(text)
    )


def split(text: str) -> tuple[str, list[str]]:
    """The start tag of the root of a mended feed and its entries, each as XML text."""
    starts = [match.start() for match in _ENTRY.finditer(text)]
    root = _ROOT.search(text[: starts[0]] if starts else text)
    pieces = pairwise([*starts, len(text)])
    return root[0] if root else "", [_entry(text[start:end]) for start, end in pieces]


def without_prolog(text: str) -> str:
    """The text without its XML declaration (it was decoded already) and characters that XML forbids."""
    return _DECLARATION.sub("", _NOT_XML.sub(_meant, text.lstrip("\ufeff")), count=1)


def _meant(forbidden: re.Match[str]) -> str:
    return html.unescape(f"&#{ord(forbidden[0])};") if "\x80" <= forbidden[0] <= "\x9f" else ""


def has_doctype(head: bytes) -> bool:
    """Whether a document type is declared, inside which entities may be."""
    return b"<!doctype" in head.replace(b"\0", b"").lower()


def escape_texts(entry: str) -> str:
    """An entry whose titles and descriptions hold raw HTML: taken as text, tags and all."""
    pieces, at = [], 0
    for match in _TEXTS.finditer(entry):
        if match.start() < at:
            continue
        end = entry.find(f"</{match[1]}", match.end())
        end = end if end >= 0 else len(entry)
        inner = entry[match.end() : end]
        pieces += [entry[at : match.end()], html.escape(inner, quote=False) if "<" in inner else inner]
        at = end
    return "".join([*pieces, entry[at:]])


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Runs of markup and (True) of CDATA, without comments. A mark that is never closed is dropped."""
    at, unclosed = 0, set[str]()
    for match in re.finditer(r"<!\[CDATA\[|<!--", text):
        if match.start() < at:
            continue
        mark = match[0]
        closing = "]]>" if mark.startswith("<![") else "-->"
        end = -1 if closing in unclosed else text.find(closing, match.end())
        yield text[at : match.start()], False
        at = match.end()
        if end < 0:
            unclosed.add(closing)
            continue
        if closing == "]]>":
            yield text[at:end], True
        at = end + 3
    yield text[at:].replace("]]>", ""), False


def _ampersands(text: str, entities: dict[str, str]) -> str:
    if "&" not in text:
        return text
    return _AMPERSAND.sub(lambda match: _reference(match[1], entities), text)


def _reference(name: str | None, entities: dict[str, str]) -> str:
    if not name:
        return "&amp;"
    if name.startswith("#"):
        return html.escape(_NOT_XML.sub(_meant, html.unescape(f"&{name};")))
    value = entities.get(name, html5.get(f"{name};"))
    return f"&amp;{name};" if value is None else html.escape(value)


def _without_doctype(text: str) -> tuple[str, dict[str, str]]:
    """The text without its document type, and the plain entities that this declares."""
    match = _DOCTYPE.search(text[:20_000])
    if match is None:
        return text, {}
    end = _end_of_doctype(text, match.end())
    subset = text[match.start() : end]
    found = [(m[1], m[2] if m[2] is not None else m[3]) for m in _ENTITY.finditer(subset)]
    return text[: match.start()] + text[end:], dict(found[:_MOST_ENTITIES])


def _end_of_doctype(text: str, at: int) -> int:
    opened, closed = text.find("[", at), text.find(">", at)
    if closed < 0:
        return at
    if opened < 0 or opened > closed:
        return closed + 1
    end = re.compile(r"\]\s*>").search(text, opened)
    return end.end() if end else closed + 1


def _entry(piece: str) -> str:
    """One entry, without what stands after its end."""
    match = _ENTRY.match(piece)
    end = piece.lower().rfind(f"{match[1].lower()}>") if match else -1
    is_closed = end > 0 and "</" in piece[max(0, end - 40) : end]
    return piece[: end + len(match[1]) + 1] if match and is_closed else piece
