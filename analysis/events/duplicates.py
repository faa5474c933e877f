"""Near-duplicates (reposts, slightly edited copies) by MinHash and banding."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

PERMUTATIONS = 64
BANDS = 16
SHINGLE = 3
LEAST_LIKENESS = 0.5
SEED = 42
ALGORITHM = str(getattr(RMinHash, "ALGORITHM_VERSION", "1"))

Digests = NDArray[np.uint32]

_ROWS = PERMUTATIONS // BANDS
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5], np.uint64)
_SALT = np.arange(BANDS, dtype=np.uint64) * np.uint64(0xD6E8FEB86659FD93)


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


def band_keys(row: Digests) -> list[int]:
    """One number a band; rows that share one are worth comparing."""
    mixed = row.reshape(BANDS, _ROWS).astype(np.uint64) * _MIX
    keys: list[int] = (np.bitwise_xor.reduce(mixed ^ (mixed >> np.uint64(29)), axis=1) + _SALT).tolist()
    return keys


class DuplicateIndex:
    """Finds the stored post that a new one copies.

    Each band's key leads to the post that came last with it: of a thousand copies one is compared, not
    a thousand. An index that forgot posts equals one that never held them.
    """

    def __init__(self) -> None:
        self._latest: dict[int, str] = {}
        self._rows: dict[str, Digests] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, identity: str, row: Digests, keys: Sequence[int] | None = None) -> None:
        self._rows[identity] = row
        self._latest.update(dict.fromkeys(keys or band_keys(row), identity))

    def remove(self, identity: str) -> None:
        """Forget a post. Posts are forgotten in the order in which they came."""
        row = self._rows.pop(identity, None)
        for key in band_keys(row) if row is not None else ():
            if self._latest.get(key) == identity:
                del self._latest[key]

    def model_of(self, row: Digests, keys: Sequence[int] | None = None) -> str | None:
        """The likest stored post at or above the bound; of equals the one met first."""
        best, likest = None, PERMUTATIONS * LEAST_LIKENESS
        found = (self._latest.get(key) for key in keys or band_keys(row))
        for identity in dict.fromkeys(one for one in found if one is not None):
            alike = int(np.count_nonzero(self._rows[identity] == row))
            if alike > likest or (alike == likest and best is None):
                best, likest = identity, alike
        return best
