"""The segmenter with the park's names, and what each word tells of a matter, remembered from text to text."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from analysis.events.places import is_place
from analysis.profile import packaged
from analysis.words.keywords import telling
from analysis.words.rarity import rarities
from analysis.words.segment import FastSegmenter, plain_segmenter

LEAST_RARITY = 2.0
STEEPNESS = 1.6
# A word that stands once in the body may be a slip of the pen or of the segmenter, however rare.
SINGLE_RARITY = 9.0
# The park's own names stand in every post about it and tell little of which matter is meant.
USER_RARITY = 3.0
# So do the words of every fire and accident: which sort of matter, not which.
EMERGENCY_RARITY = 3.0
MOST_REMEMBERED = 100_000

_EMERGENCIES = frozenset(packaged("stopwords.toml")["every_emergency"])
Part = tuple[str, float, float]


class Lexicon:
    """Words, their telling parts and how much each part says. Kept between calls: to read the
    dictionary takes longer than to cluster a small batch."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self._segmenter = FastSegmenter(names) if names else plain_segmenter()
        # The telling parts of every word that was read, each with what it says, and what it says where it
        # stands once.
        self.known: dict[str, tuple[Part, ...]] = {}
        self._rarity: dict[str, float] = {}

    def words(self, text: str) -> list[str]:
        """The words of a text that `normalise` gave; each is in `known` until the next text is read."""
        words = self._segmenter.words(text)
        new = [word for word in words if word not in self.known]
        if new:
            self._learn(new, words)
        return words

    def rarity(self, word: str) -> float:
        """How rare a word is; see `analysis.words.rarity`."""
        if word not in self._rarity:
            self._remember([word])
        return self._rarity[word]

    def _learn(self, new: Sequence[str], words: Sequence[str]) -> None:
        if len(self.known) > MOST_REMEMBERED:
            self.known.clear()
            self._rarity.clear()
            new = words
        parts = {word: self._telling(word) for word in dict.fromkeys(new)}
        self._remember([part for found in parts.values() for part in found])
        self.known |= {word: tuple(self._weighed(found)) for word, found in parts.items()}

    def _telling(self, word: str) -> Sequence[str]:
        whole = len(word) != 4 or word in self.names or is_place(word)
        return [part for part in ((word,) if whole else self._segmenter.parts(word)) if telling(part)]

    def _remember(self, words: Sequence[str]) -> None:
        self._rarity |= zip(words, rarities([[word] for word in words]).tolist(), strict=True)

    def _weighed(self, parts: Iterable[str]) -> Iterable[Part]:
        for part in parts:
            rarity = self._rarity[part]
            if part in self.names:
                rarity = min(rarity, USER_RARITY)
            elif part in _EMERGENCIES:
                rarity = min(rarity, EMERGENCY_RARITY)
            if rarity >= LEAST_RARITY:
                yield part, rarity**STEEPNESS, min(rarity, SINGLE_RARITY) ** STEEPNESS


@lru_cache(maxsize=4)
def lexicon_of(names: frozenset[str]) -> Lexicon:
    """The one lexicon of these names."""
    return Lexicon(names)
