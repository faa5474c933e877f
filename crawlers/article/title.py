"""The title of an article: the heading that the page's own title vouches for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

from crawlers.article import dates
from crawlers.article.dom import Block, Node, names_of, squeeze, text_of
from crawlers.article.metadata import Metadata

_SEPARATOR = re.compile(r"\s*(?:[|｜_—–]+|-+|[<>«»·•]+|::+|\s@\s)\s*")
_SITE_WORDS = re.compile(
    r"(?:网|网站|频道|日报|晚报|晨报|都市报|时报|新闻|资讯|论坛|社区|门户|官网|在线|博客|客户端|APP|新浪|腾讯|网易|搜狐|凤凰"
    r"|委员会|人民政府|政府|管委会|局|中心|杂志社?|电视台|融媒体?|平台|公众号|首页|財經|新聞|網|痞客邦)$|^(?:首页|新闻)$|\.(?:com|cn|net|org)",
    re.IGNORECASE,
)
_HEADINGS = (
    "//h1 | //h2 | //h3 | //*[contains(@class, 'title') or contains(@id, 'title')"
    " or contains(@class, 'Title') or contains(@id, 'Title') or contains(@class, 'headline')"
    " or contains(@class, 'bt') or contains(@id, 'subject')]"
)
_LABEL = re.compile(r"(?:信件|来信|留言|诉求|文件|信息|咨询|问题)?\s*(?:标\s*题|主\s*题|名\s*称)\s*[:：]?")
_LONGEST = 150
_SHORTEST = 4
_MOST_PARTS = 8
_SECTION = 8


@dataclass(frozen=True, slots=True)
class Headings:
    """What a tree holds of titles: its own, the headings that may be one, the first of the large ones."""

    declared: str
    lines: list[str]
    first: str | None


def read_headings(root: Node) -> Headings:
    """The headings of a page, to be taken while its tree is whole."""
    declared = squeeze(unescape(text_of(next(iter(root.xpath("//title")), None))))
    return Headings(declared, _headings(root), _first_heading(root))


def find_title(headings: Headings, metadata: Metadata, found: list[Block], body: str) -> str | None:
    """The title as the page shows it, without the names of site and section; None where there is none.

    `found` are the page's blocks and `body` the text found on it: a page whose own title names only
    a section shows its real title in the line above the text.
    """
    declared = headings.declared
    vouched = _vouched(headings, metadata) or _part_shown(found, declared) or _labelled(found)
    title = vouched or _declared(metadata, declared)
    if title is None or len(title) <= _SECTION or _is_site(title):
        shown = _line_above(found, body) or _short(title) or headings.first
        return shown or title or declared or None
    return title


def _short(title: str | None) -> str | None:
    """A short title that does not name a site or a section: 停水通知."""
    return title if title and len(title) >= _SHORTEST and not _is_site(title) else None


def _part_shown(found: list[Block], declared: str) -> str | None:
    """The longest part of the page's title that the page shows as a line of its own."""
    parts = frozenset(_parts(declared))
    lines = [b.text for b in found if len(b.text) <= _LONGEST and (b.is_heading or not b.linked)]
    shown = [line for line in lines if _bare(line) in parts and not _is_site(line)]
    return max(shown, key=len, default=None)


def _parts(declared: str) -> Iterator[str]:
    """What stands between any two separators of a title, without the whole."""
    cuts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(declared)][:_MOST_PARTS]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(declared)]
    for i, start in enumerate(starts):
        for j, end in enumerate(ends[i:], i):
            part = _bare(declared[start:end])
            if len(part) >= _SHORTEST and (i, j) != (0, len(ends) - 1):
                yield part


def _labelled(found: list[Block]) -> str | None:
    """The cell beside the label of a form: 信件标题 | …"""
    for label, cell in pairwise(found):
        if _LABEL.fullmatch(label.text) and _SHORTEST <= len(cell.text) <= _LONGEST:
            return cell.text
    return None


def _vouched(headings: Headings, metadata: Metadata) -> str | None:
    witnesses = [_bare(text) for text in (headings.declared, *metadata.titles) if text]
    lines = [h for h in headings.lines if any(_vouches(w, _bare(h)) for w in witnesses)]
    return max(lines, key=lambda h: (_weight(h, witnesses), len(h)), default=None)


def _declared(metadata: Metadata, declared: str) -> str | None:
    whole = _without_site(declared)
    for text in (*metadata.titles, declared):
        short = _without_site(text)
        if short and not _is_site(short):
            # A quotation mark inside a meta tag's value ends it too early.
            cut = whole.startswith(short) and whole[len(short) :].startswith('"')
            return whole if cut else short
    return None


def _line_above(found: list[Block], body: str) -> str | None:
    paragraphs = set(body.split("\n"))
    first = next((i for i, b in enumerate(found) if b.text in paragraphs and len(b.text) > 20), 0)
    lines = [b for b in found[max(0, first - 8) : first + 1] if _may_be_title(b)]
    headings = [b for b in lines if b.is_heading]
    return max((b.text for b in headings or lines), key=len, default=None)


def _may_be_title(block: Block) -> bool:
    if not _SECTION < len(block.text) <= 80 or block.linked or dates.is_dated(block.text):
        return False
    return not re.search(r"[。；：:>›»]|^(?:来源|作者|字体|【)|位置|授权|版权", block.text)


def _headings(root: Node) -> list[str]:
    texts = [squeeze(text_of(node)) for node in root.xpath(_HEADINGS)]
    return list(dict.fromkeys(t for t in texts if 4 <= len(t) <= _LONGEST))


def _first_heading(root: Node) -> str | None:
    for node in root.xpath("//h1 | //h2"):
        text = squeeze(text_of(node))
        if len(text) >= 4 and "logo" not in names_of(node):
            return text[:_LONGEST]
    return None


def _vouches(witness: str, heading: str) -> bool:
    """A heading counts that the page's title repeats, or begins with before it was cut short."""
    if len(heading) < 4 or _is_site(heading):
        return False
    if heading in witness:
        return True
    cut = re.match(r"(.{8,}?)(?:…|\.{3})", witness)
    return cut is not None and heading.startswith(cut[1]) and not dates.is_dated(heading)


def _weight(heading: str, witnesses: list[str]) -> int:
    bare = _bare(heading)
    return sum(_vouches(witness, bare) for witness in witnesses)


def _is_site(text: str) -> bool:
    return len(text) <= 16 and bool(_SITE_WORDS.search(text.strip()))


def _without_site(title: str) -> str:
    """Drop trailing parts that name the site or a section; a leading part only when it is one.

    The last part goes when it is the shorter one; a further part behind a mere hyphen only when it is
    a site's or section's name, because titles have hyphens of their own.
    """
    title, first = title.strip(), True
    while match := _last_separator(title):
        head, tail = title[: match.start()].strip(), title[match.end() :].strip()
        bar = "-" not in match.group()
        if not head or not (_is_site(tail) or ((first or bar) and len(tail) < len(head))):
            break
        title, first = head, False
    match = _SEPARATOR.search(title)
    if match and _is_site(title[: match.start()]) and title[match.end() :]:
        return title[match.end() :].strip()
    return title


def _last_separator(title: str) -> re.Match[str] | None:
    return max(_SEPARATOR.finditer(title), key=lambda match: match.start(), default=None)


def _bare(text: str) -> str:
    return re.sub(r"[\s\u200b\ufeff]+", "", text)
