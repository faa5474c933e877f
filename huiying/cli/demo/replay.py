"""The week before T0, lived through hour by hour with the time passed in.

Posts come from the crawl, cases from intake, rungs from the sweep, people's deeds through the verbs.
How far it got stands in the database: a replay that was killed goes on where it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from crawlers import rounds
from huiying.cli.demo import hours
from huiying.cli.demo.people import People
from huiying.cli.demo.sources import NAMES
from huiying.cli.demo.town import Town
from huiying.cli.schedule import Works
from huiying.core import audit
from huiying.core.clock import local
from huiying.core.models import DueTask, Notice, Post, Source
from responder.intake import drain
from responder.ladder.sweep import sweep
from responder.outbox.deliver import deliver
from responder.reports.due import run_due as run_due_reports

MARK = "demo:replay"
# Posts are detected while the visit lasts; intake comes when it is over.
AFTER_VISIT = timedelta(seconds=45)


@dataclass
class Replay:
    """One demo home's week. `tell(done, total, line)` hears how far it is."""

    works: Works
    town: Town
    people: People
    tell: Callable[[int, int, str], None] = lambda done, total, line: None

    def run(self) -> bool:
        """Go on to T0; returns whether it got there (False where it was asked to stop)."""
        self._take_up()
        reached = self._reached()
        moments = hours.hours(self.town.t0, self.people.moments())
        with rounds.open_nursery(self.works.database, self.works.settings) as nursery:
            return self._through(moments, reached, nursery)

    def _through(
        self, moments: Sequence[datetime], reached: datetime | None, nursery: rounds.Nursery
    ) -> bool:
        for number, moment in enumerate(moments, 1):
            if self.works.stop.is_set():
                return False
            if reached is None or moment > reached:
                self.tell(number, len(moments), f"{local(moment):%m-%d %H:%M}")
                self._live(moment, nursery)
                reached = moment
        self.town.now = None
        return True

    def _live(self, moment: datetime, nursery: rounds.Nursery) -> None:
        works, database = self.works, self.works.database
        self.town.now = moment
        if moment in hours.visits(self.town.t0):
            self._visit(moment, nursery)
        self.people.act(moment)
        sweep(database, moment)
        deliver(database, works.settings, moment)
        run_due_reports(database, moment)
        with database.write() as session:
            audit.seal(session)
            _mark(session, moment)

    def _visit(self, moment: datetime, nursery: rounds.Nursery) -> None:
        works = self.works
        since = max((at for at in hours.visits(self.town.t0) if at < moment), default=_LONG_AGO)
        sites = hours.with_news(self.town.items, since, moment)
        names = [NAMES[site] for site in sites]
        rounds.run_named(works.database, works.settings, names, moment, stop=works.stop, nursery=nursery)
        drain(works.database, works.analyst, works.policy, moment + AFTER_VISIT)

    def _reached(self) -> datetime | None:
        with self.works.database.read() as session:
            mark = session.get(DueTask, MARK)
            return mark.due_at if mark else None

    def _take_up(self) -> None:
        """Whoever held a lease in this home is dead: we alone have it now."""
        free = {"lease_owner": None, "lease_until": None}
        with self.works.database.write() as session:
            for model in (Post, Source, Notice):
                session.execute(update(model).where(model.lease_owner.is_not(None)).values(free))


_LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


def _mark(session: Session, moment: datetime) -> None:
    session.merge(DueTask(name=MARK, due_at=moment, done_at=moment))
