"""The first run's moment of the tests, and what a visitor of the town gets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message

T0 = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
"""A Monday, 09:30 in the park."""


@dataclass(frozen=True)
class Got:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


Visit = Callable[..., Got]
