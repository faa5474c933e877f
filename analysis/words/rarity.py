"""How rare a word is in everyday posts and messages: a shipped table, so that the weight of a
word never depends on which posts came before."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from analysis.linear.features import word_columns

BITS = 18


@cache
def table() -> NDArray[np.float32]:
    """Inverse document frequency by hashed word; an unknown word has the largest."""
    data = files("analysis").joinpath("weights", "words.npz").read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        return np.asarray(arrays["idf"], np.float32)


def rarities(words: Sequence[Sequence[str]]) -> NDArray[np.float32]:
    """The rarity of every word, all rows one after another. No word may be empty."""
    if not any(words):
        return np.zeros(0, np.float32)
    return table()[word_columns(words, BITS)]
