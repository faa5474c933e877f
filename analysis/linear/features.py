"""Hashed letters, letter pairs and words of a batch of texts, computed without a Python loop.

A letter's hash is a function of its code; the hash of the span [s, e) is the sum of its letters'
hashes times P**(i - s), modulo 2**64. Words come from prefix sums: (S[e] - S[s]) * P**-s.
(Rabin-Karp; P is odd and thus invertible.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

BITS = 20
BASE = 0x9E3779B97F4A7C15
BASE_INVERSE = pow(BASE, -1, 2**64)
MIX = np.uint64(0xD6E8FEB86659FD93)
WORD = 11
TITLE_COUNTS = 3

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """The features of a batch, one an occurrence: the text it stands in and its hash."""

    rows: Numbers
    hashes: Hashes

    def columns(self, bits: int = BITS) -> Numbers:
        return (self.hashes >> np.uint64(64 - bits)).astype(np.int64)


def features(texts: Sequence[str], words: Sequence[Sequence[str]], heads: Sequence[int]) -> Found:
    """Every letter, pair of letters and word. `words[i]` joined give `texts[i]`, whose first `heads[i]`
    letters are its title: what stands there counts `TITLE_COUNTS` times."""
    letters = _letters("".join(texts))
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    rows = np.repeat(np.arange(len(texts)), lengths)
    pairs = np.flatnonzero(rows[1:] == rows[:-1])
    spans = _word_spans(words)
    parts = (
        (rows, _salted(letters, 1), np.arange(len(letters))),
        (rows[pairs], _salted(letters[pairs] + letters[pairs + 1] * np.uint64(BASE), 2), pairs),
        (_word_rows(words), _salted(_word_hashes(letters, *spans), WORD), spans[0]),
    )
    found = Found(np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts]))
    if not any(heads):
        return found
    titles_end = np.cumsum(lengths) - lengths + np.array(heads)
    in_title = np.concatenate([part[2] for part in parts]) < titles_end[found.rows]
    times = np.where(in_title, TITLE_COUNTS, 1)
    return Found(np.repeat(found.rows, times), np.repeat(found.hashes, times))


def matrix(
    texts: Sequence[str], words: Sequence[Sequence[str]], heads: Sequence[int], bits: int = BITS
) -> csr_matrix:
    """One row a text, 2**bits columns, values 1 + ln(count)."""
    found = features(texts, words, heads)
    return counted(found.rows, found.columns(bits), len(texts), 2**bits)


def counted(rows: Numbers, columns: Numbers, height: int, width: int) -> csr_matrix:
    """Occurrences counted into a matrix of 1 + ln(count)."""
    small = height * width < 2**32
    keys = np.sort((rows * width + columns).astype(np.uint32 if small else np.uint64))
    firsts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])
    counts = np.diff(firsts, append=len(keys))
    keys = keys[firsts].astype(np.int64)
    starts = np.searchsorted(keys, np.arange(height + 1) * width)
    values = (1 + np.log(counts)).astype(np.float32)
    return csr_matrix((values, (keys % width).astype(np.int32), starts.astype(np.int32)), (height, width))


def word_columns(words: Sequence[Sequence[str]], bits: int) -> Numbers:
    """The hashed column of every word, all rows one after another."""
    letters = _letters("".join(chain.from_iterable(words)))
    hashes = _salted(_word_hashes(letters, *_word_spans(words)), WORD)
    return Found(np.zeros(0, np.int64), hashes).columns(bits)


def _letters(joined: str) -> Hashes:
    """The hash of each letter; capitals as small ones."""
    codes = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32)
    small = codes + np.uint32(32) * (codes - np.uint32(65) < 26)
    return (small.astype(np.uint64) + np.uint64(1)) * MIX


def _word_spans(words: Sequence[Sequence[str]]) -> tuple[Numbers, Numbers]:
    lengths = np.fromiter(map(len, chain.from_iterable(words)), np.int64)
    ends = np.cumsum(lengths)
    return ends - lengths, ends


def _word_hashes(letters: Hashes, starts: Numbers, ends: Numbers) -> Hashes:
    powers, inverses = _powers(1 << len(letters).bit_length())
    sums = np.zeros(len(letters) + 1, np.uint64)
    np.cumsum(letters * powers[: len(letters)], out=sums[1:])
    return (sums[ends] - sums[starts]) * inverses[starts]


def _word_rows(words: Sequence[Sequence[str]]) -> Numbers:
    return np.repeat(np.arange(len(words)), np.fromiter(map(len, words), np.int64, len(words)))


def _salted(hashes: Hashes, salt: int) -> Hashes:
    """Kinds of features apart, and the high bits mixed."""
    return (hashes ^ (hashes >> np.uint64(29))) * (MIX + np.uint64(2 * salt))


@lru_cache(maxsize=4)
def _powers(size: int) -> tuple[Hashes, Hashes]:
    """P**i and P**-i for i below `size`."""
    return _power_row(BASE, size), _power_row(BASE_INVERSE, size)


def _power_row(base: int, size: int) -> Hashes:
    row = np.full(size, base, np.uint64)
    row[0] = 1
    return np.multiply.accumulate(row)
