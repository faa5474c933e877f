"""What the dashboard must know to show itself as a demo.

Only `huiying demo` gives a Demo to create_app; without one no page knows of it. An account is signed in by
the real log-in with its real password: the demo opens no side door.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Account:
    """An account that anybody may try out.

    `name` is its log-in name, `title` what the banner calls it (值班员), `what` one short line on what it is
    for, `role` one of huiying.core.models.user.ROLES, which picks the guided path.
    """

    name: str
    title: str
    role: str
    what: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the replay is: `done` of `total` steps, and the moment (aware) that it has reached."""

    done: int
    total: int
    moment: datetime

    @property
    def percent(self) -> int:
        """Whole percents, 0 to 100."""
        return min(100, max(0, 100 * self.done // self.total)) if self.total > 0 else 0


def over() -> Progress | None:
    """The progress of a replay that has reached its end."""
    return None


@dataclass(frozen=True)
class Demo:
    """A demo that is being served.

    `accounts` are offered in this order, all with the same `password`. `t0` is the moment (aware) at which
    the replayed week ends. `progress` is asked once a page, in any thread: None once the replay is over.
    """

    accounts: tuple[Account, ...]
    password: str
    t0: datetime
    progress: Callable[[], Progress | None] = over
