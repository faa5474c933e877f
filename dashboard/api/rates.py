"""How often an account may call the API: so many calls in each minute of the clock, said in headers.

Kept in memory: there is one web process to an installation, and a restart gives nobody more than one
minute's calls again.
"""

import threading
from dataclasses import dataclass, field
from datetime import datetime

MINUTE = 60


@dataclass(frozen=True)
class Allowance:
    """Where an account stands in the running minute. `reset` in seconds."""

    limit: int
    remaining: int
    reset: int
    exceeded: bool

    def headers(self) -> dict[str, str]:
        """RateLimit-Limit, -Remaining, -Reset; Retry-After where there is nothing left."""
        told = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }
        return {**told, "Retry-After": str(self.reset)} if self.exceeded else told


@dataclass
class Rates:
    """Counts the calls of each account in the running minute."""

    limit: int
    _minute: int = 0
    _counts: dict[int, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, account: int, now: datetime) -> Allowance:
        """Count one call of the account and say where it stands."""
        minute, second = divmod(int(now.timestamp()), MINUTE)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            used = self._counts[account] = self._counts.get(account, 0) + 1
        return Allowance(self.limit, max(self.limit - used, 0), MINUTE - second, used > self.limit)
