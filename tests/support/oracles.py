"""What others' programs find in a text that is to be text alone: markup, addresses, marks that turn it."""

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt

TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
PLAIN = {"inline", "text", "paragraph", "softbreak"}
"""What a CommonMark parser calls text without any markup."""

_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_ADDRESSES = LinkifyIt()


def markup(shown: str) -> set[str]:
    """The kinds of markup that a CommonMark parser finds, and where links lead."""
    blocks = _MARKDOWN.parse(shown)
    every = [*blocks, *(child for block in blocks for child in block.children or ())]
    kinds = {token.type.removesuffix("_open") for token in every if not token.type.endswith("_close")}
    return kinds | {str(token.attrs["href"]) for token in every if "href" in token.attrs}


def addresses(shown: str) -> list[str]:
    """What a program that makes addresses clickable would make clickable."""
    return [found.url for found in _ADDRESSES.match(shown) or ()]


def turns(shown: str) -> bool:
    """Whether a mark in the text turns the direction of reading."""
    return not TURNS.isdisjoint(shown)
