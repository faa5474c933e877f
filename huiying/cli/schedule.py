"""All schedules on one page: what `huiying up` does again and again, and how often.

Each job is thin: fetch `now`, call one function, say in one line what happened. What must not be
missed is a row with a due moment in the database; a job only looks what has come due, so a job that
is late or was killed loses nothing.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from analysis.analyst import Analyst
from crawlers import rounds
from crawlers.health.watch import watch
from huiying.cli import home as homes
from huiying.cli import layers
from huiying.core import audit
from huiying.core.database import Database
from huiying.core.errors import BadInput
from huiying.core.settings import Settings
from responder.clocks.policy import Policy
from responder.duty.brief import run_due as run_due_brief
from responder.intake import drain
from responder.ladder.sweep import sweep
from responder.outbox.deliver import deliver
from responder.outbox.relay import relay
from responder.reports.due import run_due as run_due_reports
from responder.sources.announce import announce

log = logging.getLogger("huiying")


@dataclass
class Works:
    """What the jobs work with; the analyst's models are read when the first post comes."""

    settings: Settings
    database: Database
    policy: Policy
    make_analyst: Callable[[], Analyst]
    stop: threading.Event = field(default_factory=threading.Event)

    _made: tuple[object, Analyst] | None = None

    @property
    def analyst(self) -> Analyst:
        """The analysis with its models in memory; made anew when another layer came into use or park.toml
        was changed. A park.toml that does not read leaves the analysis as it was, and says so once."""
        stamp = layers.stamp(self.settings.home), homes.park_stamp(self.settings)
        if self._made is None:
            self._made = (stamp, self.make_analyst())
        elif self._made[0] != stamp:
            self._made = (stamp, self._made_anew(self._made[1]))
        return self._made[1]

    def _made_anew(self, former: Analyst) -> Analyst:
        try:
            return self.make_analyst()
        except BadInput as error:
            log.warning("研判沿用原来的内容：%s", error)
            return former


@dataclass(frozen=True)
class Job:
    """A part of the service: its name, what people call it, its rhythm in seconds, what it does.

    `run` returns a line for the log, or None where nothing happened. `at_once` is how many turns may
    overlap: leases keep them apart where it is more than one.
    """

    part: str
    label: str
    every: float
    run: Callable[[Works, datetime], str | None]
    at_once: int = 1


def crawl(works: Works, now: datetime) -> str | None:
    """Visit the sources that are due."""
    done = rounds.run_due(works.database, works.settings, now, stop=works.stop)
    # A visit that our own stopping cut short is no trouble: it is made again.
    failures = {} if works.stop.is_set() else done.failures
    for name, reason in failures.items():
        log.warning("信源“%s”未能采集：%s", name, reason)
    return _said(new=done.new_posts, failed=len(failures))


def intake(works: Works, now: datetime) -> str | None:
    """Assess what has come in; open and update cases."""
    done = drain(works.database, works.analyst, works.policy, now)
    return _said(assessed=done.assessed, opened=done.cases, set_aside=done.set_aside)


def climb(works: Works, now: datetime) -> str | None:
    """Take the rungs of the ladder that are due."""
    return _said(**sweep(works.database, now).taken)


def send(works: Works, now: datetime) -> str | None:
    """Deliver the notices that are due."""
    done = deliver(works.database, works.settings, now)
    return _said(sent=done.sent, retried=done.retried, failed=done.failed)


def tell_systems(works: Works, now: datetime) -> str | None:
    """Queue what happened to cases for the systems that asked to hear of it."""
    return _said(relayed=relay(works.database, now))


def watch_sources(works: Works, now: datetime) -> str | None:
    """Judge the sources that no visit ends for; tell the administrators what became of the others."""
    watch(works.database, now)
    return _said(told=announce(works.database, now))


def seal(works: Works, now: datetime) -> str | None:
    """Chain the audit entries of the last moments."""
    del now
    with works.database.write() as session:
        audit.seal(session)
    return None


def report(works: Works, now: datetime) -> str | None:
    """Make the weekly report when its moment has come."""
    return _said(reports=len(run_due_reports(works.database, now)))


def brief(works: Works, now: datetime) -> str | None:
    """Send the leadership's morning brief when its moment has come."""
    return _said(briefs=int(run_due_brief(works.database, now, works.settings.brief_at) is not None))


JOBS = (
    Job("crawl", "采集", 1.0, crawl, at_once=2),
    Job("intake", "研判", 0.5, intake),
    Job("sweep", "督办", 5.0, climb),
    Job("deliver", "通知", 1.0, send),
    Job("health", "信源", 30.0, watch_sources),
    Job("seal", "审计", 30.0, seal),
    Job("relay", "对接", 10.0, tell_systems),
    Job("report", "周报", 60.0, report),
    Job("brief", "晨报", 30.0, brief),
)

_WORDS = {
    "new": "新信息 {} 条",
    "assessed": "研判 {} 条",
    "opened": "立项 {} 件",
    "set_aside": "搁置 {} 条",
    "overdue": "超时 {} 项",
    "supervision": "督办 {} 项",
    "interview": "提请约谈 {} 项",
    "criticism": "提请通报批评 {} 件",
    "sent": "送达 {} 条",
    "retried": "待重试 {} 条",
    "failed": "失败 {} 项",
    "told": "信源通知 {} 条",
    "reports": "周报 {} 份",
    "relayed": "对接事件 {} 条",
    "briefs": "晨报 {} 份",
}


def _said(**counts: int) -> str | None:
    """The counts that are not zero, in words; both reminders are one word."""
    sums: dict[str, int] = {}
    for name, count in counts.items():
        phrase = _WORDS.get(name, "催办 {} 项")
        sums[phrase] = sums.get(phrase, 0) + count
    return "，".join(phrase.format(count) for phrase, count in sums.items() if count) or None
