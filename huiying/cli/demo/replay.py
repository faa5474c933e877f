"""The week before T0, lived through hour by hour with the time passed in.

Posts come from the crawl, cases from intake, rungs from the sweep, people's deeds through the verbs.
How far it got stands in the database: a replay that was killed goes on where it was.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from crawlers import rounds
from huiying.cli.demo import hours
from huiying.cli.demo.people import People, Plan
from huiying.cli.demo.sources import NAMES
from huiying.cli.demo.town import Town
from huiying.cli.schedule import Works
from huiying.core import audit
from huiying.core.errors import HuiyingError
from huiying.core.models import Clock, DueTask, Notice, Post, Source
from responder.intake import drain
from responder.ladder.sweep import sweep
from responder.outbox.deliver import deliver
from responder.reports.due import run_due as run_due_reports

log = logging.getLogger("huiying")
MARK = "demo:replay"
# Posts are detected while the visit lasts; intake comes when it is over.
AFTER_VISIT = timedelta(seconds=45)
# So that what one moment brings goes out together.
SENDING = timedelta(seconds=50)


@dataclass(frozen=True)
class Step:
    """What is done at one moment: visit, deed (with its plan), rung, notice or report."""

    at: datetime
    kind: str
    plan: Plan | None = None


@dataclass
class Replay:
    """One demo home's week. `tell(now)` hears how far it is."""

    works: Works
    town: Town
    people: People
    tell: Callable[[datetime], None] = lambda now: None

    def __post_init__(self) -> None:
        self._planned = hours.visits(self.town.t0, self.town.items)

    def run(self) -> bool:
        """Go on to T0; returns whether it got there (False where it was asked to stop)."""
        self._take_up()
        try:
            with rounds.open_nursery(self.works.database, self.works.settings) as nursery:
                return self._through(nursery)
        finally:
            self.town.now = None

    def _through(self, nursery: rounds.Nursery) -> bool:
        reached = self._reached()
        self.people.look_around()
        while (step := self._next(reached)) is not None:
            if self.works.stop.is_set():
                return False
            reached = max(step.at, reached)
            self.town.now = reached
            self.tell(reached)
            self._take(step, reached, nursery)
        return True

    def _next(self, reached: datetime) -> Step | None:
        """What comes next by T0; a visit before a deed, a deed before a rung of the same moment."""
        steps = [*self._visits(reached), *self._deeds(), *self._moments()]
        return min(
            (it for it in steps if it.at <= self.town.t0), key=lambda it: max(it.at, reached), default=None
        )

    def _visits(self, reached: datetime) -> list[Step]:
        later = next((at for at in self._planned if at > reached), None)
        return [Step(later, "visit")] if later else []

    def _deeds(self) -> list[Step]:
        plan = self.people.next()
        return [Step(plan.at, "deed", plan)] if plan else []

    def _moments(self) -> list[Step]:
        """When a rung, a notice or the weekly report falls due next."""
        with self.works.database.read() as session:
            rung = session.scalar(select(func.min(Clock.next_rung_at)))
            notice = session.scalar(select(func.min(Notice.next_try_at)).where(Notice.state == "pending"))
            report = session.scalar(select(func.min(DueTask.due_at)).where(DueTask.done_at.is_(None)))
        found = [Step(rung, "rung")] if rung else []
        found += [Step(notice + SENDING, "notice")] if notice else []
        return found + ([Step(report, "report")] if report else [])

    def _climbing(self, now: datetime) -> list[int]:
        """The cases of the clocks that reach a rung by `now`."""
        with self.works.database.read() as session:
            return list(session.scalars(select(Clock.case_id).where(Clock.next_rung_at <= now)))

    def _take(self, step: Step, now: datetime, nursery: rounds.Nursery) -> None:
        works, database = self.works, self.works.database
        if step.kind == "visit":
            self._visit(now, nursery)
        elif step.kind == "rung":
            self.people.look_again(self._climbing(now))
            sweep(database, now)
        elif step.kind == "notice":
            deliver(database, works.settings, now)
        elif step.kind == "report":
            run_due_reports(database, now)
        if self.works.stop.is_set():
            return  # what was cut short is done again: the mark stays where it was
        with database.write() as session:
            if step.plan and (refused := self.people.do(session, step.plan, now)):
                log.warning("%s  %s", step.plan.what, refused)
            if step.kind == "visit":
                audit.seal(session)
            _mark(session, now)

    def _visit(self, moment: datetime, nursery: rounds.Nursery) -> None:
        works = self.works
        names = [NAMES[site] for site in self._planned[moment]]
        failed = self._crawl(names, moment, nursery) if names else {}
        failed = self._crawl(list(failed), moment, nursery) if failed else failed
        if works.stop.is_set():
            return
        for name, reason in failed.items():
            raise HuiyingError(
                f"演示小镇的“{name}”未能采集（{reason}），请重新运行 huiying demo，会从这里继续"
            )
        drain(works.database, works.analyst, works.policy, moment + AFTER_VISIT)
        run_due_reports(works.database, moment)  # the first call only plans the week's report
        self.people.look_around()

    def _crawl(self, names: list[str], moment: datetime, nursery: rounds.Nursery) -> dict[str, str]:
        works = self.works
        done = rounds.run_named(
            works.database, works.settings, names, moment, stop=works.stop, nursery=nursery
        )
        return done.failures

    def _reached(self) -> datetime:
        with self.works.database.read() as session:
            mark = session.get(DueTask, MARK)
            return mark.due_at if mark else self.town.t0 - hours.LENGTH

    def _take_up(self) -> None:
        """Whoever held a lease in this home is dead: we alone have it now."""
        free = {"lease_owner": None, "lease_until": None}
        with self.works.database.write() as session:
            for model in (Post, Source, Notice):
                session.execute(update(model).where(model.lease_owner.is_not(None)).values(free))


def _mark(session: Session, moment: datetime) -> None:
    session.merge(DueTask(name=MARK, due_at=moment, done_at=moment))
