"""What every request shares: the doors, the policy, the installation's key and the templates."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from jinja2 import Environment

from dashboard.api.rates import Rates
from dashboard.demo import Demo
from dashboard.sourcing import Sourcing
from huiying.core.database import Database
from huiying.core.settings import Settings
from responder.clocks.policy import Policy
from responder.evaluation.rules import Rules, default_rules


@dataclass(frozen=True)
class Site:
    """One running dashboard. `clock` is asked once a request; tests pass their own.

    `stopping` is set when the server ends: open event streams then end too. `demo` is set where the made-up
    town is shown. `sourcing` adds and tries out sources; without it the pages say which command does.
    `rates` counts the calls of the API.
    """

    database: Database
    settings: Settings
    policy: Policy
    clock: Callable[[], datetime]
    key: bytes
    templates: Environment
    demo: Demo | None = None
    evaluation: Rules = field(default_factory=default_rules)
    sourcing: Sourcing | None = None
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    rates: Rates = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rates", Rates(self.settings.api_per_minute))

    @property
    def is_https(self) -> bool:
        """Whether people reach us over TLS: then cookies are marked so."""
        return self.settings.public_url.startswith("https://")
