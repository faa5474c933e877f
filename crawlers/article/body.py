"""The text of an article: the part of the page that reads like running text.

Three opinions: our own (blocks of text pull their ancestors up, links pull them down), trafilatura's
and gne's. The own one is enough where it holds most of the page's running text; else trafilatura is asked,
and gne where the two differ.
Each opinion is cleaned in the same way and scored by the page's own blocks.
"""

import re
from dataclasses import dataclass

from crawlers.article import opinions
from crawlers.article.dom import Block, Node, as_html, blocks, squeeze
from crawlers.article.noise import drop_noise
from crawlers.article.repeats import drop_repeats
from crawlers.article.trimming import trimmed
from crawlers.article.worth import value

_DECAY = 0.75
_AGREEMENT = 0.9
_LONG_ENOUGH = 200
_SURE = 0.5
_SHORT_BUT_WHOLE = 40
_SURE_OF_SHORT = 0.75
_LINE_COST = 6.0


def find_body(root: Node, found: list[Block]) -> str:
    """The best of the opinions on where the article of a page is, one paragraph a line; else empty.

    `found` are the blocks of `root`. What repeats and what is named as noise is dropped from the tree,
    for the libraries as for our own opinion.
    """
    drop_noise(root, drop_repeats(found))
    found = blocks(root)
    page = _Page(found)
    own = page.judged(own_opinion(found))
    if not page.running_text or _is_sure(own, page):
        return own.text
    html = as_html(root)
    second = page.judged(opinions.by_trafilatura(html))
    if _similarity(own.text, second.text) >= _AGREEMENT:
        return own.text
    third = page.judged(opinions.by_gne(html))
    return max((own, second, third), key=lambda opinion: opinion.score).text


def _is_sure(own: "_Opinion", page: "_Page") -> bool:
    share = own.score / page.running_text if page.running_text else 0.0
    length = len(own.text)
    return (length >= _LONG_ENOUGH and share >= _SURE) or (
        length >= _SHORT_BUT_WHOLE and share >= _SURE_OF_SHORT
    )


def own_opinion(found: list[Block]) -> list[str]:
    """The paragraphs of the part of a page that holds the most running text, links held against it."""
    weights: dict[Node, float] = {}
    for block in found:
        _pull(weights, block)
    if not weights:
        return []
    best = _widened(max(weights, key=lambda node: weights[node]), found)
    inside = set(best.iter())
    return [b.text for b in found if b.node in inside and not _is_link_list(b)]


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


@dataclass(frozen=True, slots=True)
class _Opinion:
    """A text, one paragraph a line, and what the page's blocks say for it."""

    text: str
    score: float


class _Page:
    """What the blocks of the whole page say about a line of text."""

    def __init__(self, found: list[Block]) -> None:
        self._values = {_key(block.text): value(block) for block in found}
        self.running_text = sum(v for v in self._values.values() if v > 0)

    def judged(self, lines: list[str]) -> _Opinion:
        lines = trimmed([squeeze(line) for line in lines], "")
        return _Opinion("\n".join(lines), sum(self._worth(line) for line in lines))

    def _worth(self, line: str) -> float:
        known = self._values.get(_key(line))
        worth = known if known is not None else 0.8 * value(Block(None, line, 0))
        return worth or -_LINE_COST - 0.5 * len(line)


def _key(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _similarity(one: str, other: str) -> float:
    first, second = set(one.split("\n")), set(other.split("\n"))
    if not one or not other:
        return 0.0
    shared = sum(len(line) for line in first & second)
    return 2 * shared / (sum(map(len, first)) + sum(map(len, second)))
