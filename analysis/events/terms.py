"""What a post is about, as weighted words, for comparing posts."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analysis.events.changes import EventText
from analysis.profile import packaged
from analysis.words.keywords import telling
from analysis.words.normalise import normalise
from analysis.words.rarity import rarities
from analysis.words.segment import FastSegmenter, plain_segmenter

MOST_TERMS = 40
LEAST_RARITY = 2.0
STEEPNESS = 2.0
LONGEST = 1_500
MOST_PLACES = 5
MOST_TAGS = 3
# The park's own names stand in every post about it and tell little of which matter is meant.
USER_RARITY = 3.0
TAG_RARITY = 10.0
Terms = dict[str, float]

_PLACE_ENDS = (
    r"镇|村|街道|社区|小区|路|街|巷|大道|码头|港区|园区|工业园|新城|新区|新村|花园|家园|嘉园|雅苑|佳苑|花苑|苑|广场"
    r"|大桥|公寓|公馆|学校|小学|中学|幼儿园|医院"
)
_PLACE_END = re.compile(rf"(?:{_PLACE_ENDS})$")
_ONLY_END = re.compile(r"镇|村|街道|社区|小区|花园|家园|嘉园|雅苑|佳苑|花苑|苑|新村|新城|公寓|公馆|大道")
_NO_NAME = frozenset(packaged("stopwords.toml")["no_place"])
_TAG = re.compile(r"#([^#\s]{2,30})#")


@dataclass(frozen=True, slots=True)
class Described:
    """A post ready to be compared: unit-length terms, its places, and its bare text."""

    post: EventText
    terms: Terms
    places: tuple[str, ...]
    bare: str


def describe(posts: Sequence[EventText], user_words: Iterable[str] = ()) -> list[Described]:
    """The terms of each post; the words of the title count twice."""
    names = frozenset(user_words)
    segmenter = _segmenter(names)
    titles = [normalise(post.title, 200) for post in posts]
    bodies = [normalise(post.text, LONGEST) for post in posts]
    whole = [segmenter.words(f"{title}。{body}") for title, body in zip(titles, bodies, strict=True)]
    words = [[part for word in row for part in _parts(word, segmenter, names)] for row in whole]
    weights = rarities(words).tolist()
    start = 0
    found: list[Described] = []
    for post, title, body, row in zip(posts, titles, bodies, words, strict=True):
        terms = _terms(row, weights[start : start + len(row)], len(title), names)
        terms = unit(terms | _tags(f"{title}。{body}", names))
        found.append(Described(post, terms, _places(post, row, names), _bare(title, body)))
        start += len(row)
    return found


@lru_cache(maxsize=4)
def _segmenter(names: frozenset[str]) -> FastSegmenter:
    """Kept between calls: to read its dictionary takes longer than to cluster a small batch."""
    return FastSegmenter(names) if names else plain_segmenter()


def _parts(word: str, segmenter: FastSegmenter, names: frozenset[str]) -> Sequence[str]:
    return (word,) if len(word) != 4 or word in names or _PLACE_END.search(word) else segmenter.parts(word)


def _terms(words: Sequence[str], weights: Sequence[float], head: int, names: frozenset[str]) -> Terms:
    counts: dict[str, float] = {}
    rarity: dict[str, float] = {}
    read = 0
    for word, weight in zip(words, weights, strict=True):
        if weight >= LEAST_RARITY and telling(word):
            counts[word] = counts.get(word, 0.0) + (2.0 if read < head else 1.0)
            rarity[word] = min(weight, USER_RARITY) if word in names else weight
        read += len(word)
    points = {word: (1 + math.log(counts[word])) * rarity[word] ** STEEPNESS for word in counts}
    strongest = sorted(points, key=lambda word: (-points[word], word))[:MOST_TERMS]
    return {word: points[word] for word in strongest}


def _tags(text: str, names: frozenset[str]) -> Terms:
    """Hashtags whole: whoever writes one says which matter is meant, unless it is the park's bare name."""
    tags = [f"#{tag}#" for tag in _TAG.findall(text) if tag not in names]
    return dict.fromkeys(tags[:MOST_TAGS], TAG_RARITY**STEEPNESS)


def unit(terms: Terms) -> Terms:
    """The same direction at length one."""
    length = math.sqrt(sum(weight * weight for weight in terms.values()))
    return {word: weight / length for word, weight in terms.items()} if length else {}


def _places(post: EventText, words: Sequence[str], names: frozenset[str]) -> tuple[str, ...]:
    """What tells one place of the park from another; the names of the park itself do not."""
    named = [place for place in _named(words) if place not in names]
    given = [place for place in post.places if place not in names]
    return tuple(dict.fromkeys((*given, *named)))[:MOST_PLACES]


def _named(words: Sequence[str]) -> Iterator[str]:
    before = ""
    for word in words:
        if _ONLY_END.fullmatch(word):
            named = telling(before) and not before.isascii() and not _PLACE_END.search(before)
            if named and before not in _NO_NAME:
                yield before + word
        elif len(word) > 2 and _PLACE_END.search(word):
            yield word
        before = word


def _bare(title: str, body: str) -> str:
    """Letters and signs without spaces, for near-duplicates; the title only where the text is short."""
    text = body if len(body) >= 20 else title + body
    return text.replace(" ", "")
