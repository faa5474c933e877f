"""What a person typed into a search box, as words that must and words that must not stand in a post."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from huiying.core.fulltext.folding import fold

LONGEST_QUERY = 200
MOST_WORDS = 16

_QUOTES = '"“”„＂'
_PART = re.compile(
    rf"([-－]?)(?:[{_QUOTES}]([^{_QUOTES}]*)(?:[{_QUOTES}]|$)|「([^」]*)(?:」|$)|(\S+?)(?=[{_QUOTES}「\s]|$))"
)


@dataclass(frozen=True)
class Query:
    """All of `words` and none of `without`, folded. `is_cut` says that more was typed than is asked."""

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    is_cut: bool = False


def parse(typed: str) -> Query:
    """Words apart are all wanted, "in quotes" as they stand, -word is not wanted. Never an error.

    What goes beyond LONGEST_QUERY characters or MOST_WORDS words is left out, and said so.
    """
    found = list(dict.fromkeys(_parts(typed[:LONGEST_QUERY])))
    kept = found[:MOST_WORDS]
    return Query(
        words=tuple(word for word, wanted in kept if wanted),
        without=tuple(word for word, wanted in kept if not wanted),
        is_cut=len(typed) > LONGEST_QUERY or len(found) > MOST_WORDS,
    )


def _parts(typed: str) -> Iterator[tuple[str, bool]]:
    for sign, *said in _PART.findall(typed):
        if word := fold("".join(said)):
            yield word, not sign
