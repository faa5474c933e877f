"""Near-duplicates (reposts, slightly edited copies) by MinHash and banding."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

PERMUTATIONS = 64
BANDS = 16
ROWS = PERMUTATIONS // BANDS
SHINGLE = 3
LEAST_LIKENESS = 0.55
SEED = 42
ALGORITHM = str(getattr(RMinHash, "ALGORITHM_VERSION", "1"))

Digests = NDArray[np.uint32]


def digests(texts: Sequence[str]) -> Digests:
    """One MinHash row a text over its character triples; an empty text gives a row of its own."""
    if not texts:
        return np.zeros((0, PERMUTATIONS), np.uint32)
    hashes = RMinHash.digests_from_token_sets([shingles(text) for text in texts], PERMUTATIONS, SEED)
    return np.asarray(hashes, np.uint32)


def shingles(text: str) -> list[str]:
    if len(text) <= SHINGLE:
        return [text]
    return [text[place : place + SHINGLE] for place in range(len(text) - SHINGLE + 1)]


class DuplicateIndex:
    """Finds the stored post that a new one copies; earlier posts are the models."""

    def __init__(self) -> None:
        self._bands: dict[tuple[int, bytes], list[int]] = {}
        self._rows: dict[int, Digests] = {}

    def add(self, number: int, row: Digests) -> None:
        self._rows[number] = row
        for band in self._keys(row):
            self._bands.setdefault(band, []).append(number)

    def remove(self, number: int) -> None:
        for band in self._keys(self._rows.pop(number)):
            self._bands[band].remove(number)
            if not self._bands[band]:
                del self._bands[band]

    def model_of(self, row: Digests) -> int | None:
        """The likest stored post at or above the bound, the earliest of equals."""
        seen: set[int] = set()
        best, likest = None, LEAST_LIKENESS
        for band in self._keys(row):
            for number in self._bands.get(band, ())[:20]:
                if number in seen:
                    continue
                seen.add(number)
                likeness = float(np.count_nonzero(self._rows[number] == row)) / PERMUTATIONS
                if likeness > likest or (likeness == likest and best is None):
                    best, likest = number, likeness
        return best

    @staticmethod
    def _keys(row: Digests) -> list[tuple[int, bytes]]:
        data = row.tobytes()
        width = ROWS * row.itemsize
        return [(band, data[band * width : (band + 1) * width]) for band in range(BANDS)]
