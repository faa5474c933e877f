"""The demo set up for one run: the home held, the town open, everything ready to be replayed."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from time import monotonic

from dashboard.demo import Progress
from huiying.cli.demo import ground, hours
from huiying.cli.demo.frozen import Frozen, freeze, settled
from huiying.cli.demo.people import People
from huiying.cli.demo.replay import Replay
from huiying.cli.demo.town import Town
from huiying.cli.home import Home
from huiying.cli.schedule import Works
from huiying.cli.service import only_one
from huiying.core.clock import local
from huiying.core.settings import Settings

EVERY_SECONDS = 2.0
Say = Callable[[str], None]


class Journey:
    """How far the replay is: a line every few seconds, and what the pages ask."""

    def __init__(self, t0: datetime, say: Say) -> None:
        self._t0, self._say, self._last = t0, say, 0.0
        self._now: datetime | None = None

    def tell(self, now: datetime) -> None:
        """Hear how far the replay is."""
        self._now = now
        if monotonic() - self._last >= EVERY_SECONDS:
            self._last = monotonic()
            share = self._lived(now) / hours.LENGTH
            self._say(f"正在补演过去一周  {share:4.0%}  {local(now):%m-%d %H:%M}")

    def end(self) -> None:
        """The week is over."""
        self._now = None

    def progress(self) -> Progress | None:
        """In minutes of the week; None before it begins and when it is over."""
        if (now := self._now) is None:
            return None
        minute = timedelta(minutes=1)
        return Progress(self._lived(now) // minute, hours.LENGTH // minute, now)

    def _lived(self, now: datetime) -> timedelta:
        return max(now - (self._t0 - hours.LENGTH), timedelta())


@dataclass
class Stage:
    """One run of the demo."""

    town: Town
    home: Home
    people: People
    journey: Journey

    def works(self, settings: Settings, stop: Event) -> Works:
        """What the jobs work with."""
        return Works(settings, self.home.database, self.home.policy, self.home.analyst, stop)

    def replay(self, works: Works, say: Say) -> bool:
        """Live through the week; False where it was stopped. What is missing from it is said."""
        done = Replay(works, self.town, self.people, self.journey.tell).run()
        self.journey.end()
        if done:
            with self.home.database.read() as session:
                for name in self.people.missing(session):
                    say(f"事件 {name} 没有立为事项，写好的办理过程未演")
        return done


@contextmanager
def staged(settings: Settings, now: datetime, say: Say) -> Iterator[Stage]:
    """Hold the demo's home until the block ends; a first run makes it and freezes its moment, `now`."""
    ground.make_place(settings.home)
    with only_one(settings.home):
        frozen = settled(settings.home, now)
        say(f"演示目录 {settings.home}")
        with Town(frozen.t0, settings.home, port=frozen.port) as town:
            frozen = Frozen(frozen.t0, town.port)
            freeze(settings.home, frozen)
            home = ground.settle(settings, town, frozen)
            with closing(home.database):
                people = People(home.database, home.policy, town)
                yield Stage(town, home, people, Journey(frozen.t0, say))
