"""When posts of live events are read again, so that their heat has a curve and their change is noticed."""

from datetime import datetime, timedelta

STEPS = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""After the post was first seen."""


def next_reading(first_seen: datetime, now: datetime) -> tuple[int, datetime] | None:
    """The first step whose moment is still to come, with that moment; None where all are past.

    What was missed is not made up for: a late reading stands for those before it.
    """
    for step, after in enumerate(STEPS):
        if first_seen + after > now:
            return step, first_seen + after
    return None
