"""Hashed word and character n-grams of a batch of texts, computed without a Python loop.

Every feature is a span of the text. With prefix sums of c[i] * P**i modulo 2**64 the hash of the
span [s, e) is (S[e] - S[s]) * P**-s, so words, word pairs and character n-grams all cost a few
numpy operations for the whole batch. (Rabin-Karp; P is odd and thus invertible.)
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

BITS = 20
BASE = 0x9E3779B97F4A7C15
BASE_INVERSE = pow(BASE, -1, 2**64)
MIX = np.uint64(0xD6E8FEB86659FD93)
WORD, PAIR = 11, 12

Indices = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Shape:
    """Which n-grams are taken."""

    characters: tuple[int, ...] = (1, 2, 3)
    words: bool = True
    pairs: bool = True
    bits: int = BITS


def matrix(texts: Sequence[str], words: Sequence[Sequence[str]], shape: Shape) -> csr_matrix:
    """One row a text, 2**bits columns, values 1 + ln(count). `words[i]` joined give `texts[i]`."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    spans = _Spans("".join(texts), lengths)
    rows: list[NDArray[np.int64]] = []
    hashes: list[Indices] = []
    for size in shape.characters:
        _collect(rows, hashes, *spans.grams(size))
    if shape.words:
        starts, ends = _word_spans(words)
        _collect(rows, hashes, *spans.of(starts, ends, WORD))
        if shape.pairs:
            _collect(rows, hashes, *spans.of(starts[:-1], ends[1:], PAIR))
    return _counted(rows, hashes, len(texts), shape.bits)


class _Spans:
    def __init__(self, joined: str, lengths: NDArray[np.int64]) -> None:
        codes = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
        codes[(codes >= ord("A")) & (codes <= ord("Z"))] += np.uint64(32)
        size = len(codes)
        self.row = np.repeat(np.arange(len(lengths)), lengths)
        powers = np.full(size, BASE, np.uint64)
        self._inverse = np.full(size, BASE_INVERSE, np.uint64)
        if size:
            powers[0] = self._inverse[0] = 1
        with np.errstate(over="ignore"):
            np.multiply.accumulate(powers, out=powers)
            np.multiply.accumulate(self._inverse, out=self._inverse)
            self._sums = np.zeros(size + 1, np.uint64)
            np.cumsum((codes + np.uint64(1)) * MIX * powers, out=self._sums[1:])

    def grams(self, size: int) -> tuple[NDArray[np.int64], Indices]:
        starts = np.arange(max(0, len(self.row) - size + 1))
        return self.of(starts, starts + size, size)

    def of(
        self, starts: NDArray[np.int64], ends: NDArray[np.int64], salt: int
    ) -> tuple[NDArray[np.int64], Indices]:
        """Rows and hashes of the spans that lie within one text."""
        rows = self.row[starts]
        within = rows == self.row[ends - 1]
        starts, ends, rows = starts[within], ends[within], rows[within]
        hashes = (self._sums[ends] - self._sums[starts]) * self._inverse[starts]
        return rows, (hashes ^ (hashes >> np.uint64(29))) * (MIX + np.uint64(2 * salt))


def _word_spans(words: Sequence[Sequence[str]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    total = sum(map(len, words))
    lengths = np.fromiter((len(word) for row in words for word in row), np.int64, total)
    ends = np.cumsum(lengths)
    return ends - lengths, ends


def _collect(
    rows: list[NDArray[np.int64]],
    hashes: list[Indices],
    more_rows: NDArray[np.int64],
    more_hashes: Indices,
) -> None:
    rows.append(more_rows)
    hashes.append(more_hashes)


def _counted(rows: list[NDArray[np.int64]], hashes: list[Indices], height: int, bits: int) -> csr_matrix:
    row = np.concatenate(rows).astype(np.uint64)
    column = np.concatenate(hashes) >> np.uint64(64 - bits)
    keys, counts = np.unique((row << np.uint64(bits)) | column, return_counts=True)
    columns = (keys & np.uint64(2**bits - 1)).astype(np.int32)
    starts = np.searchsorted(keys >> np.uint64(bits), np.arange(height + 1, dtype=np.uint64))
    values = (1 + np.log(counts)).astype(np.float32)
    return csr_matrix((values, columns, starts.astype(np.int32)), shape=(height, 2**bits))


def word_columns(words: Sequence[Sequence[str]], bits: int) -> NDArray[np.int64]:
    """The hashed column of every word, all rows one after another."""
    texts = ["".join(row) for row in words]
    spans = _Spans("".join(texts), np.fromiter(map(len, texts), np.int64, len(texts)))
    _, hashes = spans.of(*_word_spans(words), WORD)
    return (hashes >> np.uint64(64 - bits)).astype(np.int64)
