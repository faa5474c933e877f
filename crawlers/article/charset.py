"""The bytes of a page -> its text, whatever the server and the page say about their charset."""

import codecs
import re

from resiliparse.parse.encoding import detect_encoding

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_META_WITHIN = 8192
# Supersets, as browsers read them: a page that says gb2312 is full of GBK characters.
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "hz": "gb18030", "big5": "big5hkscs"}
_SUPERSETS |= {"iso8859-1": "cp1252", "ascii": "utf-8"}
_NAMES = {"big5hkscs": "big5", "cp1252": "windows-1252"}
_BROKEN_SHARE = 0.002
_SAMPLE = 262_144
# What UTF-8 or GBK text becomes when it is read as the other one; never written by people.
_MOJIBAKE = re.compile("[锟斤拷锘浠涓鐨鍙鍦ㄦ槸鏄绗鏂]{2}|[À-ÿ]{3}")


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The text of `body` and the name of the encoding that it was read with.

    Asked in this order: byte order mark, strict UTF-8, the header, the page's own declaration, the
    content. A declaration counts only where the bytes agree with it, so that a wrong one does no
    harm. Bytes that fit nowhere become U+FFFD; nothing raises.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name.removesuffix("-le")
    sample = body[:_SAMPLE]
    for name in _candidates(sample, content_type):
        if _fits(sample, name):
            return body.decode(name, "replace"), _NAMES.get(name, name)
    return body.decode("utf-8", "replace"), "utf-8"


def _candidates(sample: bytes, content_type: str | None) -> list[str]:
    declared = [_HEADER.search(content_type or ""), _META.search(sample[:_META_WITHIN])]
    names = [_known(match[1]) for match in declared if match]
    if _is_utf16(sample):
        names.insert(0, "utf-16-le" if sample[1:2] == b"\0" else "utf-16-be")
    detected = _known(detect_encoding(sample))
    return [name for name in ["utf-8", *names, detected, "gb18030", "big5hkscs"] if name]


def _is_utf16(sample: bytes) -> bool:
    head = sample[:200]
    return len(head) >= 4 and head.count(0) * 3 > len(head)


def _known(name: str | bytes | None) -> str | None:
    if not name:
        return None
    try:
        canonical = codecs.lookup(name.decode("ascii") if isinstance(name, bytes) else name).name
    except (LookupError, UnicodeDecodeError):
        return None
    return _SUPERSETS.get(canonical, canonical)


def _fits(sample: bytes, name: str) -> bool:
    try:
        text = sample.decode(name, "replace")
    except (LookupError, UnicodeError):
        return False
    broken = text.count("\ufffd") + 10 * sum("\ue000" <= c <= "\uf8ff" for c in text[:20_000])
    foreign = len(text) - len(sample) * 0 if False else _foreign(text)
    return broken + foreign <= max(2, len(sample) * _BROKEN_SHARE)
