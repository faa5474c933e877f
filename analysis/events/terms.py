"""What a post is about, as weighted words, for comparing posts."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from analysis.events.lexicon import STEEPNESS, Lexicon, lexicon_of
from analysis.events.places import named
from analysis.events.texts import EventText
from analysis.words.normalise import normalise

MOST_TERMS = 40
LONGEST = 1_500
MOST_PLACES = 5
MOST_TAGS = 3
# A word of the title counts as if it stood there so often.
TITLE = 4
# Words of a place's name say where, not what: other matters of the same place share them.
PLACE_RARITY = 5.0
TAG_RARITY = 10.0
Terms = dict[str, float]

_TAG = re.compile(r"#([^#\s]{2,30})#")
_MOST_PLACE = PLACE_RARITY**STEEPNESS
_COUNTED = [0.0, *(1 + math.log(count) for count in range(1, 200))]


@dataclass(frozen=True, slots=True)
class Described:
    """A post ready to be compared: unit-length terms, strongest first; its places; its bare text.
    `own` are places that stand for the whole park and so tell no matter from another; `matter` are the
    words of `terms` that are no part of a place's name."""

    post: EventText
    terms: Terms
    matter: frozenset[str]
    places: tuple[str, ...]
    own: tuple[str, ...]
    bare: str


def describe(posts: Sequence[EventText], user_words: Iterable[str] = ()) -> list[Described]:
    """The terms of each post; the words of the title weigh most."""
    lexicon = lexicon_of(frozenset(user_words))
    return [_described(post, lexicon) for post in posts]


def _described(post: EventText, lexicon: Lexicon) -> Described:
    title, body = normalise(post.title, 200), normalise(post.text, LONGEST)
    whole = f"{title}。{body}"
    words = lexicon.words(whole)
    found = [place for place in named(words, lexicon.rarity) if place not in lexicon.names]
    given = [place for place in post.places if place not in lexicon.names]
    where = "".join(found)
    terms = _terms(words, lexicon, len(title), where)
    if "#" in whole:
        terms = _tags(whole, lexicon.names) | terms
    places = tuple(dict.fromkeys((*given, *found)))[:MOST_PLACES]
    own = tuple(place for place in post.places if place in lexicon.names)
    matter = frozenset(word for word in terms if word not in where)
    return Described(post, unit(terms), matter, places, own, _bare(title, body))


def _terms(words: Sequence[str], lexicon: Lexicon, head: int, where: str) -> Terms:
    counts: dict[tuple[str, float, float], int] = {}
    known = lexicon.known
    title = sum(1 for end in accumulate(map(len, words[:head])) if end <= head) if head else 0
    for word in words[:title]:
        for part in known[word]:
            counts[part] = counts.get(part, 0) + TITLE
    for word in words[title:]:
        for part in known[word]:
            counts[part] = counts.get(part, 0) + 1
    points = [
        (-_points(count, usual, single, where and word in where), word)
        for (word, usual, single), count in counts.items()
    ]
    points.sort()
    return {word: -point for point, word in points[:MOST_TERMS]}


def _points(count: int, usual: float, single: float, is_place: bool | str) -> float:
    weight = single if count == 1 else usual * _COUNTED[min(count, 199)]
    return min(weight, _MOST_PLACE * _COUNTED[min(count, 199)]) if is_place else weight


def _tags(text: str, names: frozenset[str]) -> Terms:
    """Hashtags whole: whoever writes one says which matter is meant, unless it is the park's bare name."""
    tags = [f"#{tag}#" for tag in _TAG.findall(text) if tag not in names]
    return dict.fromkeys(tags[:MOST_TAGS], TAG_RARITY**STEEPNESS)


def unit(terms: Terms) -> Terms:
    """The same direction at length one."""
    length = math.sqrt(sum([weight * weight for weight in terms.values()]))
    return {word: weight / length for word, weight in terms.items()} if length else {}


def _bare(title: str, body: str) -> str:
    """Letters and signs without spaces, for near-duplicates; the title only where the text is short."""
    text = body if len(body) >= 20 else title + body
    return text.replace(" ", "")
