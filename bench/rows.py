"""What every measurement gives back: a figure, the named reference of the same run, their ratio."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure. `ratio` is ours over the reference's, None where there is nothing to compare with."""

    what: str
    figure: float
    unit: str
    reference: str = ""
    reference_figure: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the reference's figure ours is."""
        return self.figure / self.reference_figure if self.reference_figure else None


def best_of(rounds: int, work: Callable[[], object]) -> float:
    """Seconds of the fastest of so many runs: the one that the machine disturbed least."""
    return min(_once(work, time.perf_counter) for _ in range(rounds))


def best_cpu_of(rounds: int, work: Callable[[], object]) -> float:
    """Seconds of one core's work, for what computes in this process alone: a busy machine, where the
    process has to wait, does not count."""
    return min(_once(work, time.process_time) for _ in range(rounds))


def _once(work: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    work()
    return clock() - start
