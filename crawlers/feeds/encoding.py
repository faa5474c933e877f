"""The bytes of a feed -> its text.

A feed says its encoding in a byte order mark, in the XML declaration, or not at all, and often wrongly.
Bytes that are strict UTF-8 are UTF-8 whatever is declared; a declaration counts where the bytes agree
with it; the rest is guessed as for pages.
"""

import codecs
import html
import re

from crawlers.article import charset

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# "<?" or "<r" without a mark, as the XML recommendation (appendix F) tells them apart.
_OPENINGS = (
    (re.compile(rb"<\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0<"), "utf-32-be"),
    (re.compile(rb"<\0[^\0]"), "utf-16-le"),
    (re.compile(rb"\0<\0"), "utf-16-be"),
)
_EBCDIC = b"\x4c\x6f\xa7\x94"
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([\w.:-]+)""", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_CHINESE = ("gb18030", "big5")
_LATIN = frozenset({"iso8859-1", "cp1252", "ascii", "iso8859-15"})
_FOREIGN = re.compile(r"[^\x00-\x7f\u2000-\u206f\u3000-\u303f\uff00-\uffef]")
_C1 = re.compile("[\x80-\x9f]")
_C1_BYTES = re.compile(rb"\xc2([\x80-\x9f])|&#(1[2-5]\d);")


def windows_meant(content: bytes) -> bytes:
    """UTF-8 in which the control characters of Latin-1 are what Windows meant by their numbers."""
    if b"\xc2" not in content and b"&#1" not in content:
        return content
    return _C1_BYTES.sub(lambda m: _windows(m[1][0] if m[1] else int(m[2])).encode(), content)


def _windows(number: int) -> str:
    """The character that a browser shows for a number."""
    return html.unescape(f"&#{number};") if 128 <= number < 160 else f"&#{number};"


def text_of(content: bytes, content_type: str | None = None) -> str:
    """The text of a feed; bytes that fit nowhere become U+FFFD, nothing raises."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace")
    opening = content.lstrip(b" \t\r\n")[:4]
    for pattern, name in _OPENINGS:
        if pattern.match(opening):
            return content.decode(name, "replace")
    declared = _declared(content, content_type)
    if b"\x1b" in content and declared:  # ISO-2022: looks like ASCII
        return content.decode(declared[0], "replace")
    return _utf8(content) or _as_declared(content, declared) or _guessed(content, content_type)


def _declared(content: bytes, content_type: str | None) -> list[str]:
    """Names of codecs, the header's first."""
    head = content[:400]
    if head.startswith(_EBCDIC):
        head = head.decode("cp037", "replace").encode("ascii", "replace")
    found = [_HEADER.search(content_type or ""), _DECLARED.search(head)]
    names = [str(match[1], "ascii") if isinstance(match[1], bytes) else match[1] for match in found if match]
    return [name for said in names if (name := _codec(said))]


def _codec(name: str) -> str | None:
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # rot13, hex and the like are codecs too, but no character encodings.
    if not getattr(codec, "_is_text_encoding", True) or codec.name in ("idna", "punycode"):
        return None
    return {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252"}.get(codec.name, codec.name)


def _as_declared(content: bytes, names: list[str]) -> str | None:
    for name in names:
        text = _strict(content, name)
        if text is None:
            continue
        if name in _LATIN or _C1.search(text):
            # Every byte is a Latin character: what is declared so may well be Chinese.
            return _chinese(content) or text
        return text
    return None


def _chinese(content: bytes) -> str | None:
    """The content as Chinese, where nearly all of its foreign characters are common ones."""
    for name in _CHINESE:
        text = _strict(content, name)
        foreign = _FOREIGN.findall(text or "")
        if text and len(foreign) >= 4 and sum(map(_is_common, foreign)) >= 0.9 * len(foreign):
            return text
    return None


def _is_common(character: str) -> bool:
    try:
        return len(character.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def _guessed(content: bytes, content_type: str | None) -> str:
    text = charset.decode(content, content_type)[0]
    foreign = _FOREIGN.findall(text)
    if text.count("\ufffd") * 10 <= len(foreign):
        return text
    return _strict(content, "cp1252") or text


def _utf8(content: bytes) -> str | None:
    """Strict but for the last character, in the middle of which a feed may be cut off."""
    try:
        return codecs.utf_8_decode(content, "strict", False)[0]
    except UnicodeError:
        return None


def _strict(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return None
