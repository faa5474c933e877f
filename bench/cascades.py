"""Does heat rise, peak and fall as real posts spread? For `python -m bench.cascades FILE`.

FILE holds one JSON object a line, `repost_minutes`: minutes after posting of every repost (gzip or plain).
Each cascade is read at growing moments, as a crawler comes back; its heat is taken at each from what was
known then.
"""

import bisect
import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from analysis.heat import heat_of
from analysis.profile import default_rubric
from analysis.texts import Reading, Text

START = datetime(2026, 11, 23, tzinfo=UTC)
MOMENTS = (
    0, 10, 20, 30, 45, 60, 90, 120, 180, 240, 300, 360, 480, 600, 720, 960, 1200, 1440, 1800, 2160, 2880,
    3600, 4320, 5760, 7200,
)  # fmt: skip
LEAST_REPOSTS = 20
BUSIEST = 120
# A second rise of a tenth of the peak's height is a wave, not noise.
WAVE = 0.1
LATE = 240


@dataclass(frozen=True)
class Shape:
    """Of one cascade's heat: one peak within the time that was read; near the two hours in which most
    came; and half or less of its height at the end."""

    one_peak: bool
    near: bool
    falls: bool

    @property
    def whole(self) -> bool:
        """All three."""
        return self.one_peak and self.near and self.falls


def shape(minutes: Sequence[float]) -> Shape:
    """The shape of a cascade's heat; `minutes` are sorted."""
    heat = curve(minutes)
    least, most = heat[0], max(heat)
    peak, slack = heat.index(most), max(1.0, WAVE * (most - heat[0]))
    rises = all(after >= before - slack for before, after in pairwise(heat[: peak + 1]))
    sinks = all(after <= before + slack for before, after in pairwise(heat[peak:]))
    inside = 0 < peak < len(heat) - 1
    falls = heat[-1] - least <= (most - least) / 2
    return Shape(rises and sinks and inside, _near(minutes, peak), falls)


def curve(minutes: Sequence[float]) -> list[float]:
    """Heat at each of MOMENTS, by the readings up to it."""
    scale = default_rubric().scale
    readings = [
        Reading(START + timedelta(minutes=moment), reposts=bisect.bisect_right(minutes, moment))
        for moment in MOMENTS
    ]
    return [
        heat_of(
            [Text(id="1", channel="weibo", readings=tuple(readings[:count]))], scale, readings[count - 1].at
        ).value
        for count in range(1, len(readings) + 1)
    ]


def _near(minutes: Sequence[float], peak: int) -> bool:
    """From two hours before the busiest two hours begin to four after they end, or the next reading."""
    begins = max(
        minutes,
        key=lambda one: bisect.bisect_right(minutes, one + BUSIEST) - bisect.bisect_left(minutes, one),
    )
    late = max(LATE, MOMENTS[min(peak + 1, len(MOMENTS) - 1)] - MOMENTS[max(0, peak - 1)])
    return begins - BUSIEST <= MOMENTS[peak] <= begins + BUSIEST + late


def cascades(path: Path) -> Iterator[list[float]]:
    """The sorted minutes of every cascade that has enough reposts within the time that is read."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        for line in lines:
            minutes = sorted(json.loads(line)["repost_minutes"])
            if bisect.bisect_right(minutes, MOMENTS[-1]) >= LEAST_REPOSTS:
                yield minutes


def _tell(path: Path) -> None:
    shapes = [shape(minutes) for minutes in cascades(path)]
    shares = {
        "one peak": [one.one_peak for one in shapes],
        "near the fastest growth": [one.near for one in shapes],
        "falls to half or less": [one.falls for one in shapes],
        "all three": [one.whole for one in shapes],
    }
    sys.stdout.write(f"{len(shapes)} cascades\n")
    for name, hits in shares.items():
        sys.stdout.write(f"{name}: {sum(hits) / len(hits):.3f}\n")


if __name__ == "__main__":
    _tell(Path(sys.argv[1]))
