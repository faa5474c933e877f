"""What became of one attempt to hand a message over.

`reason` is Chinese and is shown to people. `answer` is the beginning of what the receiver said,
kept for the log of attempts. Neither ever holds an address, a key or a password.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Delivered:
    """The receiver said, in its own answer, that it has the message."""

    answer: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Permanent: the same message to the same target would be refused again."""

    reason: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Throttled:
    """The receiver asks for patience; nothing was delivered. Try again after `retry_after`."""

    reason: str
    retry_after: timedelta
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """Temporary, and after a time-out uncertain: try again, with the same key."""

    reason: str
    answer: str = ""


Outcome = Delivered | Refused | Throttled | Failed
