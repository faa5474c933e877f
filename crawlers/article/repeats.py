"""Parts of a page that repeat a pattern: teasers of other articles, answers of a thread.

They are told by their form, not by the names of a site: neighbours with the same tag and class that
each open with a link (teasers), or that each carry a clock time and a way to answer (what people wrote).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from crawlers.article.dom import Block, Node, drop
from crawlers.article.worth import is_stamped, value

_TEASERS = 3
_ANSWERS = 2
_LINK_LENGTH = 6
_TEASER_LENGTH = 160
_TYPICAL = 0.8
# What stands beside a post of a thread. Entries of a live report are stamped, too, but answer nobody.
_ANSWERING = re.compile(
    r"回[复覆應应帖]|举报|檢舉|引用|\d\s*[楼樓#]|沙发|板凳|只看|点赞|打赏|发表于|發表於|作者[:：]"
)
_CONTROL_LENGTH = 60
_DIGITS = re.compile(r"[\d_-]+")


@dataclass(slots=True)
class _Content:
    """What stands inside one node."""

    opens_with_link: bool
    free: int = 0
    worth: float = 0.0
    stamped: bool = False
    answering: bool = False


@dataclass(slots=True)
class _Groups:
    contents: dict[Node, _Content] = field(default_factory=dict)
    parents: dict[Node, None] = field(default_factory=dict)

    def take(self, block: Block) -> None:
        opens = block.linked >= 0.9 * len(block.text) and len(block.text) >= _LINK_LENGTH
        stamped = is_stamped(block.text)
        answering = len(block.text) <= _CONTROL_LENGTH and _ANSWERING.search(block.text) is not None
        worth = max(0.0, value(block))
        for node in (block.node, *block.node.iterancestors()):
            content = self.contents.get(node)
            if content is None:
                content = self.contents[node] = _Content(opens)
            content.free += len(block.text) - block.linked
            content.worth += worth
            content.stamped = content.stamped or stamped
            content.answering = content.answering or answering
            self.parents[node] = None


def drop_repeats(found: list[Block]) -> list[Block]:
    """Take teasers and all but the first post of a thread out of the tree that `found` was read from.

    The blocks that stay are given back.
    """
    groups = _Groups()
    for block in found:
        groups.take(block)
    whole = max((content.worth for content in groups.contents.values()), default=0.0)
    gone: set[Node] = set()
    for parent in groups.parents:
        for alike in _alike(parent, groups.contents):
            for node in _superfluous(alike, groups.contents, whole):
                gone.update(node.iter())
                drop(node)
    return [block for block in found if block.node not in gone]


def _alike(parent: Node, contents: dict[Node, _Content]) -> Iterator[list[Node]]:
    by_form: dict[tuple[str, str], list[Node]] = {}
    for child in parent:
        if child in contents:
            by_form.setdefault(_form(child), []).append(child)
    return (nodes for nodes in by_form.values() if len(nodes) >= _ANSWERS)


def _form(node: Node) -> tuple[str, str]:
    names = (node.get("class") or "").split()
    return node.tag, names[0] if names else _DIGITS.sub("", node.get("id") or "")


def _superfluous(nodes: list[Node], contents: dict[Node, _Content], whole: float) -> list[Node]:
    inside = [contents[node] for node in nodes]
    if len(nodes) >= _TEASERS and _are_teasers(inside):
        return nodes
    stamped = sum(content.stamped and content.free > 0 for content in inside)
    # The moment of the first post often stands above it, beside the title.
    if stamped < _ANSWERS or not all(c.stamped and c.answering for c in inside[1:]):
        return []
    group = sum(content.worth for content in inside)
    return nodes if inside[0].worth < whole - group else nodes[1:]


def _are_teasers(inside: list[_Content]) -> bool:
    free = sum(content.free for content in inside)
    return sum(content.opens_with_link for content in inside) >= _TYPICAL * len(
        inside
    ) and free <= _TEASER_LENGTH * len(inside)
