"""Is a post louder than its source usually is? A robust z-score against the source's own posts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

LEAST_POSTS = 8
# Median absolute deviation to standard deviation, for a normal spread.
_TO_SIGMA = 1.4826
# In natural logarithms: a source whose posts are all alike must not make a burst of every small change.
_LEAST_SPREAD = 0.35


@dataclass(frozen=True, slots=True)
class Usual:
    """What a source's posts usually reach: middle and spread of the logarithms of weighted touches."""

    middle: float
    spread: float

    @property
    def touches(self) -> float:
        """What its median post reaches."""
        return math.expm1(self.middle)

    def burst(self, touches: float) -> float:
        """By how many spreads the touches lie above the middle."""
        return (math.log1p(max(0.0, touches)) - self.middle) / self.spread


def usual(touches: Sequence[float]) -> Usual | None:
    """None where too few posts are known to say what is usual.

    Logarithms, because touches are spread over powers of ten; median and absolute deviation, because
    one post that went round the world must not raise what counts as usual.
    """
    if len(touches) < LEAST_POSTS:
        return None
    logs = [math.log1p(max(0.0, one)) for one in touches]
    middle = median(logs)
    spread = _TO_SIGMA * median(abs(one - middle) for one in logs)
    return Usual(middle, max(_LEAST_SPREAD, spread))
