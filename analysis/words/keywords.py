"""The words that tell what a text is about."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

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
    chosen = [list(filter(telling, row)) for row in words]
    weights = rarities(chosen).tolist()
    bounds = pairwise(accumulate(map(len, chosen), initial=0))
    return [
        _best(candidates, weights[first:last], _within(row, head) if head else 0)
        for row, head, candidates, (first, last) in zip(words, heads, chosen, bounds, strict=True)
    ]


@lru_cache(maxsize=1 << 16)
def telling(word: str) -> bool:
    """Could the word be a keyword: two letters or more, no number, no stop word, no bare code."""
    if len(word) < 2 or word in _STOP or word[0].isdigit() or not word[0].isalnum():
        return False
    return len(word) > 2 or not word.isascii()


def _best(words: Sequence[str], weights: Sequence[float], in_title: int) -> tuple[str, ...]:
    """The strongest of the words; the first `in_title` are the title's."""
    points: dict[str, float] = {}
    for place, (word, weight) in enumerate(zip(words, weights, strict=True)):
        if weight >= _LEAST_RARITY:
            points[word] = points.get(word, 0.0) + (TITLE_COUNTS * weight if place < in_title else weight)
    # Capped, for words repeated by chain posts; ties by the word itself, so that runs agree.
    order = sorted([(-many if many < _MOST_POINTS else -_MOST_POINTS, word) for word, many in points.items()])
    return tuple([word for _, word in order[:MOST]])


def _within(words: Sequence[str], head: int) -> int:
    """How many telling words begin within the first `head` letters."""
    number = read = 0
    while read < head and number < len(words):
        read += len(words[number])
        number += 1
    return sum(map(telling, words[:number]))
