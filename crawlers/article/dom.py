"""A page as a tree, without what nobody reads, and as blocks of text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html as lxml_html
from lxml.etree import ParserError

# lxml's element types have no useful stubs; a tree is handled as Any and kept inside this package.
Node = Any

_ZERO_WIDTH = re.compile("[\u200b\ufeff]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_EARLY_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_UNREAD = (
    "//script|//style|//noscript|//template|//iframe|//object|//embed|//svg|//select|//button"
    "|//input|//textarea|//video|//audio|//canvas|//link|//comment()|//processing-instruction()"
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BLOCKS = frozenset(
    re.findall(
        r"[\w-]+",
        "address article aside blockquote body br center dd details dialog div dl dt fieldset "
        "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre "
        "section table tbody td tfoot th thead tr ul summary",
    )
)
_DEPTH = 400


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text between two block tags; `linked` counts its characters inside links."""

    node: Node
    text: str
    linked: int
    pieces: tuple[str, ...] = ()

    @property
    def spaced(self) -> str:
        """The text with a blank between inline tags: a time of day and a counter side by side are two."""
        return squeeze(" ".join(self.pieces))

    @property
    def is_heading(self) -> bool:
        return self.node.tag in ("h1", "h2", "h3", "h4", "h5", "h6")


def parse(html: str) -> Node | None:
    """The tree of a page, or None where there is nothing to read in it."""
    html = whole(html)
    if not html.strip():
        return None
    try:
        parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=False)
        return lxml_html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (ParserError, ValueError):
        return None


def as_html(root: Node) -> str:
    """A tree as HTML again, for libraries that read it their own way."""
    return str(lxml_html.tostring(root, encoding="unicode"))


def whole(html: str) -> str:
    """A page that parsers read to its end: many close their <html> in the middle, and what follows
    would be dropped."""
    return _CONTROL.sub("", _EARLY_END.sub("", _XML_DECLARATION.sub("", html)))


def strip_unread(root: Node) -> None:
    """Drop scripts, controls and hidden parts in place (their tails stay)."""
    for node in root.xpath(_UNREAD):
        _drop(node)
    for node in root.xpath("//*[@style or @hidden]"):
        if node.tag not in ("html", "body") and _is_hidden(node):
            _drop(node)


def drop(node: Node) -> None:
    """Take `node` out of its tree, keeping the text that follows it."""
    _drop(node)


def blocks(root: Node) -> list[Block]:
    """The text of `root` in reading order, one entry a block; inline tags do not split it."""
    found: list[Block] = []
    _Walk(found).enter(root, root, False, 0)
    return found


def text_of(node: Node) -> str:
    """All text of a node on one line."""
    return squeeze(" ".join(node.itertext())) if node is not None else ""


def squeeze(text: str) -> str:
    """Runs of white space (also full-width and zero-width) become one blank."""
    return " ".join(_ZERO_WIDTH.sub(" ", text).split())


def plain(html: str | None) -> str:
    """A fragment of HTML as plain text, one paragraph a line; plain text stays as it is."""
    if not html:
        return ""
    if "<" not in html and "&" not in html:
        return "\n".join(line for part in html.split("\n") if (line := squeeze(part)))
    root = parse(f"<div>{html}</div>")
    if root is None:
        return ""
    strip_unread(root)
    return "\n".join(block.text for block in blocks(root))


def names_of(node: Node) -> Iterator[str]:
    """The words of a node's class and id, lower case."""
    for attribute in ("class", "id"):
        yield from re.split(r"[\s_-]+", (node.get(attribute) or "").lower())


def _drop(node: Node) -> None:
    if node.getparent() is not None:
        node.drop_tree()


def _is_hidden(node: Node) -> bool:
    return node.get("hidden") is not None or bool(_HIDDEN.search(node.get("style") or ""))


class _Walk:
    def __init__(self, found: list[Block]) -> None:
        self._found = found
        self._pieces: list[str] = []
        self._linked = 0

    def enter(self, node: Node, owner: Node, in_link: bool, depth: int) -> None:
        is_block = node.tag in _BLOCKS
        if is_block:
            self._close(owner)
            owner = node if node.tag != "br" else owner
        in_link = in_link or node.tag == "a"
        self._add(node.text, in_link)
        for child in node:
            if isinstance(child.tag, str) and child.tag != "head" and depth < _DEPTH:
                self.enter(child, owner, in_link, depth + 1)
            self._add(child.tail, in_link)
        if is_block:
            self._close(owner)

    def _add(self, text: str | None, in_link: bool) -> None:
        if text:
            self._pieces.append(text)
            if in_link:
                self._linked += len(squeeze(text))

    def _close(self, owner: Node) -> None:
        if not self._pieces:
            return
        if text := squeeze("".join(self._pieces)):
            self._found.append(Block(owner, text, min(self._linked, len(text)), tuple(self._pieces)))
        self._pieces.clear()
        self._linked = 0
