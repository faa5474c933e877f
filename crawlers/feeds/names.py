"""What the elements of a feed are called, whatever prefix a feed gives to a namespace.

Elements of RSS, RDF, Atom and CDF have bare names ("title"); those of the known extensions the usual
prefix ("dc:date"); those of an unknown namespace "?:name". All are lower case.
"""

import re
from functools import lru_cache
from typing import Any

_CORE = re.compile(
    r"^https?://(?:www\.w3\.org/2005/atom|purl\.org/atom/|purl\.org/rss/1\.0/?$|purl\.org/net/rss1\.1"
    r"|(?:my|channel)\.netscape\.com/|backend\.userland\.com/|blogs\.law\.harvard\.edu/tech/"
    r"|my\.theinfo\.org/|example\.com/newformat|www\.rssboard\.org/|cyber\.law\.harvard\.edu/)"
)
_EXTENSIONS = (
    (re.compile(r"purl\.org/dc/elements/|purl\.org/rss/1\.0/modules/dc/"), "dc"),
    (re.compile(r"purl\.org/dc/terms|purl\.org/rss/1\.0/modules/dcterms"), "dcterms"),
    (re.compile(r"purl\.org/rss/1\.0/modules/content"), "content"),
    (re.compile(r"search\.yahoo\.com/(?:mrss|rss)|tools\.search\.yahoo\.com/mrss"), "media"),
    (re.compile(r"itunes\.(?:apple\.)?com/dtds"), "itunes"),
    (re.compile(r"www\.w3\.org/1999/xhtml"), "xhtml"),
    (re.compile(r"www\.w3\.org/1999/02/22-rdf-syntax-ns"), "rdf"),
)
_CORE_PREFIXES = frozenset({"rss", "atom", "rdf", "a", "a10", "atom10", "rss1"})
_KNOWN_PREFIXES = frozenset({"dc", "dcterms", "content", "media", "itunes", "xhtml"})


@lru_cache(4096)
def name_of(tag: str, home: str = "") -> str:
    """The name of an element from its tag as lxml gives it; `home` is a namespace whose names
    are bare too, though we do not know it."""
    if tag.startswith("{"):
        space, _, local = tag[1:].partition("}")
        prefix = _prefix(space.lower())
        if prefix == "?" and space == home:
            prefix = ""
    else:
        said, _, local = tag.rpartition(":")  # a prefix that nothing declares
        prefix = _undeclared(said.lower())
    local = local.lower()
    return f"{prefix}:{local}" if prefix else local


def home_of(root: Any) -> str:
    """The namespace in which a feed writes its bare names: the default one, else that of its root."""
    return root.nsmap.get(None) or (root.tag[1:].partition("}")[0] if root.tag.startswith("{") else "")


def _prefix(space: str) -> str:
    if not space or _CORE.match(space):
        return ""
    return next((prefix for pattern, prefix in _EXTENSIONS if pattern.search(space)), "?")


def _undeclared(prefix: str) -> str:
    if not prefix or prefix in _CORE_PREFIXES:
        return ""
    return prefix if prefix in _KNOWN_PREFIXES else "?"
