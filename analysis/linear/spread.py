"""How a post has spread, as signs of a linear head: each counter on a scale of logarithms, and every two
counters together on a coarser one, for many reposts with few comments tell another story than both.

A count lies between two marks of its scale and counts for both by its nearness, so that what a head
learns of a counter is a line through the marks' values, and no count jumps.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

COUNTERS = ("reposts", "comments", "likes")
MARKS_A_DECADE = 5
MARKS = 36
# Of two counters together: marks at every half decade.
COARSE = 2.5
COARSE_MARKS = 8
PAIRS = ((0, 1), (0, 2), (1, 2))

Floats = NDArray[np.float64]


def places(counts: Sequence[Sequence[int | None]]) -> Floats:
    """Where each text's counters lie on the scale of marks; nan where a counter is unknown."""
    known = np.array([[np.nan if one is None else max(0, one) for one in row] for row in counts], float)
    on_scale = MARKS_A_DECADE * np.log10(known.reshape(len(counts), len(COUNTERS)) + 1)
    return np.asarray(np.clip(on_scale, 0, MARKS - 1))


def signs(on_scale: Floats) -> Floats:
    """One column a counter and mark, then one a pair of counters and marks: the nearness to the marks,
    0..1. An unknown counter has nan."""
    near = _near(on_scale, MARKS)
    coarse = _near(np.minimum(on_scale / COARSE, COARSE_MARKS - 1), COARSE_MARKS)
    pairs = [coarse[:, one, :, None] * coarse[:, other, None, :] for one, other in PAIRS]
    return np.hstack([part.reshape(len(on_scale), -1) for part in (near, *pairs)])


def usual(all_signs: Floats) -> Floats:
    """The mean signs of the texts learned from: what an unknown counter stands for."""
    return np.asarray(np.nan_to_num(all_signs).mean(axis=0))


def effect(on_scale: Floats, weights: Floats, mean: Floats) -> Floats:
    """What the counters add to the score of each text."""
    added = np.full(len(on_scale), mean @ weights)
    known = np.flatnonzero(~np.isnan(on_scale).all(axis=1))
    if len(known):
        found = signs(on_scale[known])
        added[known] = np.where(np.isnan(found), mean, found) @ weights
    return added


def _near(on_scale: Floats, marks: int) -> Floats:
    return np.asarray(np.clip(1 - np.abs(on_scale[:, :, None] - np.arange(marks)), 0, 1))
