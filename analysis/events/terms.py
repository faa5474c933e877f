"""What a post is about, as weighted words, for comparing posts."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.events.changes import EventText
from analysis.words.keywords import telling
from analysis.words.normalise import normalise
from analysis.words.rarity import rarities
from analysis.words.segment import FastSegmenter, plain_segmenter

MOST_TERMS = 40
LEAST_RARITY = 2.0
STEEPNESS = 2.0
LONGEST = 1_500
MOST_PLACES = 5
Terms = dict[str, float]

_PLACE_END = re.compile(
    r"(?:镇|村|街道|社区|小区|路|大道|码头|港区|园区|工业园|新城|花园|广场|大桥|公寓|学校|医院)$"
)


@dataclass(frozen=True, slots=True)
class Described:
    """A post ready to be compared: unit-length terms, its places, and its bare text."""

    post: EventText
    terms: Terms
    places: tuple[str, ...]
    bare: str


def describe(posts: Sequence[EventText], user_words: Iterable[str] = ()) -> list[Described]:
    """The terms of each post; the words of the title count twice."""
    names = tuple(user_words)
    segmenter = FastSegmenter(names) if names else plain_segmenter()
    titles = [normalise(post.title, 200) for post in posts]
    bodies = [normalise(post.text, LONGEST) for post in posts]
    words = [segmenter.words(f"{title}。{body}") for title, body in zip(titles, bodies, strict=True)]
    weights = rarities(words).tolist()
    start = 0
    found: list[Described] = []
    for post, title, body, row in zip(posts, titles, bodies, words, strict=True):
        terms = _terms(row, weights[start : start + len(row)], len(title))
        found.append(Described(post, terms, _places(post, row), _bare(title, body)))
        start += len(row)
    return found


def _terms(words: Sequence[str], weights: Sequence[float], head: int) -> Terms:
    counts: dict[str, float] = {}
    rarity: dict[str, float] = {}
    read = 0
    for word, weight in zip(words, weights, strict=True):
        if weight >= LEAST_RARITY and telling(word):
            counts[word] = counts.get(word, 0.0) + (2.0 if read < head else 1.0)
            rarity[word] = weight
        read += len(word)
    points = {word: (1 + math.log(counts[word])) * rarity[word] ** STEEPNESS for word in counts}
    strongest = sorted(points, key=lambda word: (-points[word], word))[:MOST_TERMS]
    return unit({word: points[word] for word in strongest})


def unit(terms: Terms) -> Terms:
    """The same direction at length one."""
    length = math.sqrt(sum(weight * weight for weight in terms.values()))
    return {word: weight / length for word, weight in terms.items()} if length else {}


def _places(post: EventText, words: Sequence[str]) -> tuple[str, ...]:
    named = [word for word in words if len(word) > 2 and _PLACE_END.search(word)]
    return tuple(dict.fromkeys((*post.places, *named)))[:MOST_PLACES]


def _bare(title: str, body: str) -> str:
    """Letters and signs without spaces, for near-duplicates; the title only where the text is short."""
    text = body if len(body) >= 20 else title + body
    return text.replace(" ", "")
