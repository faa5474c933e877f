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
# Frequent characters of both scripts: half of all running text. Text read with the wrong Chinese
# encoding holds hardly any of them, and that is how a wrong declaration shows.
_FREQUENT = frozenset(
    "的一是不了在人有我他这中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年"
    "過这個们們來為國說時會對於後發行所家種种事成方多经經法学學如都同现現当當没動动面起看定天"
    "分还還進进好小部其些主理心本前開开但因只从從想实實日者意無无力长長机民第公此已工使情明性"
    "全三又关關点點正业業外将將两兩高间間由问問最重物文体體政相被利二等产產或新制加月合回特代"
    "内內信表化位次度任常通原東东提立及比員员解水名处處各入市场場区區報报道记記者信息中心电電"
    "年月日时分秒关于公告通知工作建设建設服务服務发布來源来源作者首页首頁"
)
_PLAUSIBLE = 0.15


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
    names = list(dict.fromkeys(_candidates(sample, content_type)))
    fitting = (n for n in names if _fits(sample, n))
    name = next(fitting, None) or max(names, key=lambda n: _plausibility(_read(sample, n)))
    return body.decode(name, "replace"), _NAMES.get(name, name)


def _candidates(sample: bytes, content_type: str | None) -> list[str]:
    declared = [_HEADER.search(content_type or ""), _META.search(sample[:_META_WITHIN])]
    names = [_known(match[1]) for match in declared if match]
    if _is_utf16(sample):
        names.insert(0, "utf-16-le" if sample[1:2] == b"\0" else "utf-16-be")
    detected = _known(detect_encoding(sample))
    return [name for name in ["utf-8", *names, detected, "gb18030", "big5hkscs"] if name]


def _is_utf16(sample: bytes) -> bool:
    head = sample[:200]
    return len(head) >= 4 and head.count(0) * 5 > len(head)


def _known(name: str | bytes | None) -> str | None:
    if not name:
        return None
    try:
        canonical = codecs.lookup(name.decode("ascii") if isinstance(name, bytes) else name).name
        "".encode(canonical)
    except (LookupError, UnicodeError):
        return None
    return _SUPERSETS.get(canonical, canonical)


def _fits(sample: bytes, name: str) -> bool:
    text = _read(sample, name)
    if text.count("\ufffd") > 2 + len(sample) * _BROKEN_SHARE:
        return False
    return name == "utf-8" or _plausibility(text) >= _PLAUSIBLE


def _read(sample: bytes, name: str) -> str:
    return sample.decode(name, "replace")


def _plausibility(text: str) -> float:
    """Share of frequent ones among the characters beyond ASCII; 1.0 where there are none."""
    foreign = [c for c in text if c > "\x7f" and not "\u2000" <= c <= "\u303f"]
    if not foreign:
        return 1.0
    return sum(c in _FREQUENT for c in foreign) / len(foreign)
