"""What the dashboard must know to show itself as a demo: who may be tried out, the moment that the town's week
leads up to, how far its replay is, and the guided path of each account.

Only `huiying demo` gives a Demo to create_app; without one no page knows of it. An account is signed in by the
real log-in with its real password: the demo opens no side door.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from dashboard.guides import GUIDES, Stop


@dataclass(frozen=True, slots=True)
class Account:
    """An account that anybody may try out. `name` is its log-in name, `title` what the banner calls it
    (值班员), `what` one short line on what it is for, `role` one of huiying.core.models.user.ROLES: it picks
    the guided path.
    """

    name: str
    title: str
    role: str
    what: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the replay is: `done` of `total` steps, and the moment of the week that it has reached (aware)."""

    done: int
    total: int
    moment: datetime


def over() -> Progress | None:
    """The progress of a replay that has reached its end."""
    return None


@dataclass(frozen=True)
class Demo:
    """A demo that is being served.

    `accounts` are offered in this order, all with the same `password`; `t0` is the moment at which the replayed
    week ends (aware). `progress` is asked once a page, in any thread: None once the replay is over. `guides` are
    the paths by role; the usual ones are dashboard.guides.GUIDES.
    """

    accounts: tuple[Account, ...]
    password: str
    t0: datetime
    progress: Callable[[], Progress | None] = over
    guides: dict[str, tuple[Stop, ...]] = field(default_factory=lambda: GUIDES)

    def guide(self, role: str) -> tuple[Stop, ...]:
        """The path of a role; empty where it has none."""
        return self.guides.get(role, ())
