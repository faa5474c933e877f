"""The text of an article: the part of the page that reads like running text.

Three opinions: our own (blocks of text pull their ancestors up, links pull them down), trafilatura's
and gne's. The own one is enough where it holds most of the page's running text; else trafilatura is asked,
and gne where the two differ.
Each opinion is cleaned in the same way and scored by the page's own blocks.
"""

import re
from dataclasses import dataclass

from crawlers.article import opinions
from crawlers.article.dom import Block, Node, blocks, drop, names_of, parse, squeeze, strip_unread
from crawlers.article.trimming import trimmed

_DECAY = 0.75
_PUNCTUATION = re.compile(r"[，。！？；：、…,!?;]|\.(?=\s|$)")
_NOISE = frozenset(
    re.findall(
        r"[\w-]+",
        "share sharing shares bdsharebuttonbox related relate recommend recommended recommends "
        "comment comments reply copyright disclaimer footer foot nav navbar navigation "
        "breadcrumb breadcrumbs crumb crumbs sidebar aside ad ads advert advertisement adv "
        "toolbar tools popup modal dialog login register qrcode ewm pagination pager page-nav "
        "subscribe hotnews ranking rank tuijian xiangguan pinglun fenxiang statement menu "
        "topbar header tag tags keywords cookie qr_code",
    )
)
_NEVER_NOISE = ("html", "body", "article", "main")
_NOISE_TAGS = "//nav|//footer|//aside|//form|//header"
_KEPT_SHARE = 0.4
_AGREEMENT = 0.9
_LONG_ENOUGH = 200
_SURE = 0.5


@dataclass(frozen=True, slots=True)
class Body:
    """The text of an article, one paragraph a line, and the score that it won with."""

    text: str
    score: float
    node: Node | None = None


def find_body(html: str) -> Body:
    """The best of the opinions on where the article of a page is; an empty text where there is none."""
    root = parse(html)
    if root is None:
        return Body("", 0.0)
    strip_unread(root)
    page = _Page(blocks(root))
    own = page.judged(own_opinion(root))
    if len(own.text) >= _LONG_ENOUGH and own.score >= _SURE * page.running_text:
        return own
    second = page.judged(opinions.by_trafilatura(html))
    if _similarity(own.text, second.text) >= _AGREEMENT:
        return own
    third = page.judged(opinions.by_gne(html))
    return max((own, second, third), key=lambda body: body.score)


def own_opinion(root: Node) -> list[str]:
    """The paragraphs of the part of `root` that holds the most running text, links held against it."""
    _strip_noise(root)
    found = blocks(root)
    weights: dict[Node, float] = {}
    for block in found:
        _pull(weights, block)
    if not weights:
        return []
    best = _widened(max(weights, key=lambda node: weights[node]), found)
    inside = set(best.iter())
    return [b.text for b in found if b.node in inside and not _is_link_list(b)]


def value(block: Block) -> float:
    """What a block says for its surroundings being the article, in characters."""
    own = len(block.text) - block.linked
    if block.linked > own:
        return -float(block.linked)
    marks = len(_PUNCTUATION.findall(block.text))
    if marks and own >= 12:
        return own + 10.0 * min(marks, own / 8)
    return own * 0.2 if own >= 12 else 0.0


def _pull(weights: dict[Node, float], block: Block) -> None:
    pull = value(block)
    for node in (block.node, *block.node.iterancestors()):
        if node.tag == "html":
            return
        weights[node] = weights.get(node, 0.0) + pull
        pull *= _DECAY


def _widened(node: Node, found: list[Block]) -> Node:
    """Climb while the parent adds more running text than links: an article in several boxes."""
    while (parent := node.getparent()) is not None and parent.tag not in ("body", "html"):
        inside, around = set(node.iter()), set(parent.iter())
        added = [b for b in found if b.node in around and b.node not in inside]
        gain = sum(value(b) for b in added if value(b) > 0)
        loss = -sum(value(b) for b in added if value(b) < 0)
        within = sum(max(0.0, value(b)) for b in found if b.node in inside)
        if gain < 0.25 * within or loss > 0.1 * gain:
            return node
        node = parent
    return node


def _is_link_list(block: Block) -> bool:
    return block.linked > 0.6 * len(block.text)


def _strip_noise(root: Node) -> None:
    worth = _running_text(root)
    whole = worth.get(root, 0.0)
    for node in root.xpath(_NOISE_TAGS):
        _drop_unless_main(node, worth, whole)
    for node in root.xpath("//*[@class or @id]"):
        if node.tag not in _NEVER_NOISE and _NOISE.intersection(names_of(node)):
            _drop_unless_main(node, worth, whole)


def _running_text(root: Node) -> dict[Node, float]:
    worth: dict[Node, float] = {}
    for block in blocks(root):
        gain = max(0.0, value(block))
        for node in (block.node, *block.node.iterancestors()):
            worth[node] = worth.get(node, 0.0) + gain
    return worth


def _drop_unless_main(node: Node, worth: dict[Node, float], whole: float) -> None:
    if worth.get(node, 0.0) <= _KEPT_SHARE * whole:
        drop(node)


class _Page:
    """What the blocks of the whole page say about a line of text."""

    def __init__(self, found: list[Block]) -> None:
        self._values = {_key(block.text): value(block) for block in found}
        self.running_text = sum(v for v in self._values.values() if v > 0)

    def judged(self, lines: list[str]) -> Body:
        lines = trimmed([squeeze(line) for line in lines], "")
        return Body("\n".join(lines), sum(self._worth(line) for line in lines))

    def _worth(self, line: str) -> float:
        known = self._values.get(_key(line))
        if known is not None:
            return known if known else -0.5 * len(line)
        return value(Block(None, line, 0)) * 0.8


def _key(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _similarity(one: str, other: str) -> float:
    first, second = set(one.split("\n")), set(other.split("\n"))
    if not one or not other:
        return 0.0
    shared = sum(len(line) for line in first & second)
    return 2 * shared / (sum(map(len, first)) + sum(map(len, second)))
