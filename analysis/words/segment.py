"""Words of a text: rjieba, with jieba's own rule for ASCII runs, and jieba as the reference."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, Protocol

import rjieba

_EMOTICON = re.compile(r"(\[[^\[\]\s]{1,8}\])")
_ASCII_WORD = re.compile(r"([a-zA-Z0-9]+(?:\.\d+)?%?)")
_JOINT = "-._"
USER_WORD_FREQUENCY = 100_000


class Segmenter(Protocol):
    def words(self, text: str) -> list[str]:
        """The words in order; joined they give the text again."""


class FastSegmenter:
    """rjieba with the park's own words; emoticons stay whole."""

    def __init__(self, user_words: Iterable[str] = ()) -> None:
        self._jieba: Any = rjieba.Jieba()
        own = sorted(set(user_words))
        # Asked before the dictionary learns them; what it keeps whole anyhow needs no cutting.
        self._plainly = {word: cut for word in own if len(cut := self.words(word)) > 1}
        self._names = frozenset(self._plainly)
        for word in own:
            self._jieba.add_word(word, USER_WORD_FREQUENCY, "nz")

    def words(self, text: str) -> list[str]:
        if "[" not in text:
            return self._cut(text)
        parts = _EMOTICON.split(text)
        return [
            word
            for place, part in enumerate(parts)
            if part
            for word in ([part] if place % 2 else self._cut(part))
        ]

    def plainly(self, words: list[str]) -> list[str]:
        """The same words with the park's own names cut as the dictionary that ships cuts them."""
        names = self._names.intersection(words)
        if not names:
            return words
        cut = list(words)
        for name in names:
            while name in cut:
                place = cut.index(name)
                cut[place : place + 1] = self._plainly[name]
        return cut

    def parts(self, word: str) -> list[str]:
        """The two dictionary words that a word of four letters is made of (发生爆炸), or the word."""
        if len(word) != 4 or word.isascii():
            return [word]
        halves = [part for part in self._jieba.cut_for_search(word) if len(part) == 2]
        return halves if "".join(halves) == word else [word]

    def _cut(self, text: str) -> list[str]:
        words: list[str] = self._jieba.cut(text)
        if not any(joint in text for joint in _JOINT):
            return words
        return [piece for word in words for piece in repair(word)]


def without_emoticons(text: str) -> str:
    return _EMOTICON.sub("", text) if "[" in text else text


def repair(word: str) -> list[str]:
    """Splits an ASCII run that rjieba keeps whole where jieba does not (a-b, x_y, v1.2.3)."""
    if len(word) == 1 or not word.isascii() or not any(joint in word for joint in _JOINT):
        return [word]
    return [part for part in _ASCII_WORD.split(word) if part]


@cache
def plain_segmenter() -> FastSegmenter:
    """The dictionary as it ships, on which the models are trained."""
    return FastSegmenter()
