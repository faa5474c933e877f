"""The town's officials at work."""

from datetime import datetime


class People:
    def moments(self) -> list[datetime]:
        return []

    def act(self, now: datetime) -> None:
        return None
