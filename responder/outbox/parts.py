"""A notice that takes several messages on its platform: which of them goes next, and how far it has come.

The place is kept in the notice's detail. It holds for the very same messages to the very same place:
where the words, their division or the address have changed since, the notice begins anew, so that
nobody is told the end of one text after the beginning of another.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from huiying.core.models import Notice
from responder.notifiers.message import Message

PARTS = "parts"
"""Under this word a notice's detail keeps the last part that the receiver has accepted."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the `of` messages that a notice takes, counted from 1. `plan` is a digest of all of them."""

    number: int = 1
    of: int = 1
    plan: str = ""

    @property
    def is_last(self) -> bool:
        return self.number == self.of


def next_part(notice: Notice, messages: Sequence[Message], place: str) -> Part:
    """The first of these messages that the receiver at `place` has not accepted yet."""
    if len(messages) == 1:
        return Part()
    plan = hashlib.sha256(repr((place, messages)).encode()).hexdigest()[:32]
    accepted = accepted_part(notice.detail)
    number = accepted.number + 1 if accepted and accepted.plan == plan else 1
    return Part(min(number, len(messages)), len(messages), plan)


def accepted_part(detail: Mapping[str, Any]) -> Part | None:
    """The last part that was accepted; None where none was, or where the notice is one message."""
    return Part(**detail[PARTS]) if PARTS in detail else None


def with_accepted(detail: Mapping[str, Any], part: Part) -> dict[str, Any]:
    """The detail once `part` was accepted; a process that was slow takes nothing back."""
    accepted = accepted_part(detail)
    ahead = accepted and accepted.plan == part.plan and accepted.number > part.number
    return dict(detail) if ahead else {**detail, PARTS: asdict(part)}
