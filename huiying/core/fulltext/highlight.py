"""Where the words of a query stand in a text as it was written."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from huiying.core.fulltext.folding import fold

MOST_READ = 20_000
"""How far into a text words are looked for; a hit beyond is found, and not shown."""
BEFORE = 24
ELLIPSIS = "……"


@dataclass(frozen=True)
class Piece:
    """A piece of a text; `hit` is whether it is one of the words."""

    text: str
    hit: bool = False


def spans(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Begin and end of all hits, in order; what overlaps or touches is one."""
    text = text[:MOST_READ]
    ends = list(accumulate(len(fold(character)) for character in text))
    folded = fold(text)
    found: list[tuple[int, int]] = []
    for begin, end in sorted(hit for word in words for hit in _hits(folded, word)):
        at, until = bisect_right(ends, begin), bisect_right(ends, end - 1) + 1
        if found and at <= found[-1][1]:
            found[-1] = (found[-1][0], max(until, found[-1][1]))
        else:
            found.append((at, until))
    return found


def pieces(text: str, words: Sequence[str], longest: int) -> list[Piece]:
    """The text in pieces, at most `longest` characters of it from a little before the first hit."""
    hits = spans(text, words) if words else []
    first, before = (hits[0][0] if hits else 0), min(BEFORE, longest // 3)
    start = max(0, min(first - before, len(text) - longest)) if first > longest - before else 0
    stop = min(len(text), start + longest)
    cut = list(_cut(text, start, stop, hits))
    return [*([Piece(ELLIPSIS)] if start else []), *cut, *([Piece(ELLIPSIS)] if stop < len(text) else [])]


def _hits(folded: str, word: str) -> Iterator[tuple[int, int]]:
    at = folded.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = folded.find(word, at + 1)


def _cut(text: str, start: int, stop: int, hits: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    at = start
    for begin, end in hits:
        begin, end = max(begin, at), min(end, stop)
        if begin >= end:
            continue
        if begin > at:
            yield Piece(text[at:begin])
        yield Piece(text[begin:end], hit=True)
        at = end
    if at < stop:
        yield Piece(text[at:stop])
