"""How often a kind of receiver may be written to.

Only the rule stands here. The count of what was sent is kept in the database by the outbox, so
that all processes share it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Budget:
    """At most `sends` requests in any window of length `per` (a moving window), per target."""

    sends: int
    per: timedelta

    def wait(self, sent_at: Sequence[datetime], now: datetime) -> timedelta:
        """How long until one more may be sent, given the moments of the sends so far; 0 is now."""
        recent = sorted(moment for moment in sent_at if moment > now - self.per)
        if len(recent) < self.sends:
            return timedelta(0)
        return recent[-self.sends] + self.per - now


# The platforms allow a group robot 20 messages a minute; two are left for clocks that differ from ours.
ROBOT = Budget(sends=18, per=timedelta(minutes=1))
