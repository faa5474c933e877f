"""How a post has spread, as signs of a linear head: each counter on a scale of logarithms.

A count lies between two marks of its scale and counts for both by its nearness, so that what a head
learns of a counter is a line through the marks' values, and no count jumps.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

COUNTERS = ("reposts", "comments", "likes")
MARKS_A_DECADE = 5
MARKS = 36

Floats = NDArray[np.float64]


def places(counts: Sequence[Sequence[int | None]]) -> Floats:
    """Where each text's counters lie on the scale of marks; nan where a counter is unknown."""
    known = np.array([[np.nan if one is None else max(0, one) for one in row] for row in counts], float)
    on_scale = MARKS_A_DECADE * np.log10(known.reshape(len(counts), len(COUNTERS)) + 1)
    return np.asarray(np.clip(on_scale, 0, MARKS - 1))


def signs(on_scale: Floats) -> Floats:
    """One column a counter and mark: the nearness to the mark, 0..1. An unknown counter has none."""
    near = np.clip(1 - np.abs(on_scale[:, :, None] - np.arange(MARKS)), 0, 1)
    return np.asarray(np.nan_to_num(near).reshape(len(on_scale), -1))


def usual(all_signs: Floats) -> Floats:
    """The mean signs of the texts learned from: what an unknown counter stands for."""
    return np.asarray(all_signs.mean(axis=0))


def effect(on_scale: Floats, weights: Floats, mean: Floats) -> Floats:
    """What the counters add to the score of each text."""
    by_counter = weights.reshape(len(COUNTERS), MARKS)
    unknown = (mean.reshape(len(COUNTERS), MARKS) * by_counter).sum(axis=1)
    marks = np.arange(MARKS)
    parts = [np.interp(on_scale[:, number], marks, row) for number, row in enumerate(by_counter)]
    added = np.stack(parts, axis=1)
    return np.asarray(np.where(np.isnan(on_scale), unknown, added).sum(axis=1))
