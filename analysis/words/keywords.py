"""The words that tell what a text is about."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis.profile import packaged
from analysis.words.rarity import rarities

MOST = 8
_LEAST_RARITY = 1.5
TITLE_COUNTS = 4
_MOST_POINTS = 60.0
_STOP = frozenset(packaged("stopwords.toml")["words"])


def keywords(words: Sequence[Sequence[str]], heads: Sequence[int]) -> list[tuple[str, ...]]:
    """Up to eight keywords a text, the strongest first. A word among the first `heads[i]` characters
    (the title) counts as much as four in the text. Empty rows give no keywords."""
    weights = rarities(words)
    start = 0
    found: list[tuple[str, ...]] = []
    for row, head in zip(words, heads, strict=True):
        found.append(_best(row, weights[start : start + len(row)], head))
        start += len(row)
    return found


@lru_cache(maxsize=1 << 16)
def telling(word: str) -> bool:
    """Could the word be a keyword: two letters or more, no number, no stop word, no bare code."""
    if len(word) < 2 or word in _STOP or word[0].isdigit() or not word[0].isalnum():
        return False
    return len(word) > 2 or not word.isascii()


def _best(words: Sequence[str], weights: NDArray[np.float32], head: int) -> tuple[str, ...]:
    points: dict[str, float] = {}
    in_title = _words_within(words, head)
    for place in np.flatnonzero(weights >= _LEAST_RARITY).tolist():
        word = words[place]
        if telling(word):
            weight = float(weights[place])
            points[word] = points.get(word, 0.0) + (TITLE_COUNTS * weight if place < in_title else weight)
    # Capped, for words repeated by chain posts; ties by the word itself, so that runs agree.
    order = sorted((-min(many, _MOST_POINTS), word) for word, many in points.items())
    return tuple(word for _, word in order[:MOST])


def _words_within(words: Sequence[str], head: int) -> int:
    """How many of the words begin within the first `head` letters."""
    number = read = 0
    while read < head and number < len(words):
        read += len(words[number])
        number += 1
    return number
