"""Thirty days of an office's life, by the product's own verbs and sweeps; every moment is passed in.

Who does what when is drawn from a seeded source, so that a run can be repeated. Moments are whole seconds.
"""

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from huiying.core.clock import SHANGHAI
from huiying.core.database import Database
from huiying.core.models import (
    Case,
    CasePost,
    Draft,
    Event,
    EventPost,
    HeatReading,
    Post,
    PostAssessment,
    Source,
    User,
)
from responder import casefile
from responder.clocks import keeper
from responder.evidence import Evidence
from responder.ladder.sweep import sweep
from responder.verbs.acknowledge import acknowledge
from responder.verbs.assign import assign
from responder.verbs.clear import CHECKLIST, clear, tick
from responder.verbs.close import close, dismiss, evaluate
from responder.verbs.confirm import confirm
from responder.verbs.correct import correct
from responder.verbs.draft import draft, submit
from responder.verbs.publish import publish
from tests.support.cast import TOLD, Cast

START = datetime(2026, 11, 2, 0, 0, tzinfo=SHANGHAI)
DAYS = 30
END = START + timedelta(days=DAYS)
HOUR = timedelta(hours=1)
STEP = 2 * HOUR
TEXT = "经查，情况属实。根据《大气污染防治法》第九十九条，已责令停产整改，将于11月20日前完成。"

Deed = Callable[[], None]


@dataclass
class Life:
    """The office at work on one database; `cases` are opened over the first 25 days."""

    database: Database
    cases: int
    seed: int = 20261102
    _agenda: list[tuple[datetime, int, Deed]] = field(default_factory=list)

    def live(self) -> None:
        """Step by step: what was to be done in it, then one sweep."""
        self._random, self._numbers = random.Random(self.seed), count()
        with self.database.write() as session:
            self.cast = Cast(session)
            self._welfare = User(
                name="carer",
                display_name="carer",
                password_hash="-",
                role="unit",
                unit_id=self.cast.welfare.id,
                created_at=START,
            )
            self._source = Source(
                name="本地论坛", kind="site", channel="forum", address="https://x.example/", created_at=START
            )
            session.add_all([self._welfare, self._source])
            session.flush()
        for _ in range(self.cases):
            self._at(self._later(START, 0, 25 * 24), self._open)
        for step in range(1, DAYS * (timedelta(days=1) // STEP) + 1):
            self._step(START + step * STEP)

    def _step(self, until: datetime) -> None:
        with self.database.write() as session:
            self.cast.session = session
            while self._agenda and self._agenda[0][0] <= until:
                self.now, _, deed = heapq.heappop(self._agenda)
                deed()
        sweep(self.database, until)

    @property
    def _session(self) -> Session:
        return self.cast.session

    def _at(self, moment: datetime, deed: Deed) -> None:
        heapq.heappush(self._agenda, (moment, next(self._numbers), deed))

    def _later(self, since: datetime, least: float, most: float) -> datetime:
        """A whole second between so many hours after the moment."""
        return since + timedelta(seconds=round(self._random.uniform(least, most) * 3600))

    def _next(self, least: float, most: float, deed: Deed) -> None:
        self._at(self._later(self.now, least, most), deed)

    def _happens(self, chance: float) -> bool:
        return self._random.random() < chance

    def _open(self) -> None:
        if self._happens(0.5):
            case = self._message()
        else:
            tier = self._random.choice([1, 2, 3, 3, 4, 4])
            event = self._event()
            case = self.cast.case(
                title=f"第 {event.id} 起",
                tier=tier,
                grade=tier if tier < 3 else None,
                event=event,
                occurred_at=self.now - timedelta(minutes=self._random.choice([5, 40, 400])),
                detected_at=self.now,
                now=self.now,
            )
        if self._happens(0.1) and case.kind == "opinion":  # a message is always answered
            self._next(0.1, 3, lambda: self._dismiss(case.id))
        else:
            self._next(0.05, 3, lambda: self._confirm(case.id))

    def _message(self) -> Case:
        appeal = self._random.choice(["inquiry", "help", "complaint"])
        case = self.cast.case(
            kind="message",
            title="夜间异味",
            tier=None,
            grade=None,
            appeal=appeal,
            occurred_at=None,
            detected_at=self.now,
            now=self.now,
        )
        self._session.add(CasePost(post_id=self._post("message").id, case_id=case.id, joined_at=self.now))
        keeper.replan(self._session, case, self.cast.policy, self.now)
        return case

    def _event(self) -> Event:
        """An event with eight posts and a heat that rises for a day and falls."""
        peak = self._later(self.now, 1, 30)
        event = Event(
            key=f"event-{next(self._numbers)}",
            title="异味",
            first_at=self.now,
            last_at=self.now,
            detected_at=self.now,
            heat=60.0,
            peak_heat=60.0,
            peak_at=peak,
        )
        self._session.add(event)
        self._session.flush()
        for hours in range(0, 96, 12):
            at = self.now + hours * HOUR
            heat = max(5.0, 60 - 1.2 * abs((at - peak).total_seconds()) / 3600)
            self._session.add(HeatReading(event_id=event.id, at=at, heat=heat, posts=hours))
            post = self._post("forum", at)
            self._session.add(EventPost(post_id=post.id, event_id=event.id, joined_at=at))
        return event

    def _post(self, channel: str, at: datetime | None = None) -> Post:
        number = next(self._numbers)
        post = Post(
            source_id=self._source.id,
            key=f"post-{number}",
            channel=channel,
            title="夜间异味",
            text="厂区夜里气味刺鼻，何时能解决？",
            published_at=at or self.now,
            detected_at=at or self.now,
            content_hash=f"{number:064d}",
            assessed_at=at or self.now,
        )
        self._session.add(post)
        self._session.flush()
        self._session.add(
            PostAssessment(
                post_id=post.id,
                assessed_at=post.detected_at,
                model_version="1",
                relevant=True,
                relevance=1.0,
                topic="环境保护",
                appeal="complaint",
                sentiment="negative" if self._happens(0.6) else "neutral",
                sentiment_score=0.0,
                rumor=0.8 if self._happens(0.1) else 0.1,
                heat=1.0,
                verdict={},
            )
        )
        return post

    def _case(self, case_id: int) -> Case:
        return self._session.get_one(Case, case_id)

    def _planned(self, by: User) -> dict[str, Any]:
        return {"by": by, "policy": self.cast.policy, "now": self.now}

    def _dismiss(self, case_id: int) -> None:
        dismiss(self._session, self._case(case_id), note="不是本园区的事", **self._planned(self.cast.officer))

    def _confirm(self, case_id: int) -> None:
        case = self._case(case_id)
        confirm(self._session, case, tier=case.tier, **self._planned(self.cast.officer))
        if case.tier == 3 and self._happens(0.3):
            self._next(0.1, 6, lambda: self._raise(case_id))
        self._next(0.05, 2, lambda: self._assign(case_id))

    def _raise(self, case_id: int) -> None:
        """A later change of the tier: its clocks are re-planned, the old ones superseded."""
        case = self._case(case_id)
        if case.closed_at is None:
            why = {"tier": 2, "reason": "转发骤增"}
            confirm(self._session, case, **why, **self._planned(self.cast.officer))

    def _assign(self, case_id: int) -> None:
        lead = self._random.choice([self.cast.enforcement, self.cast.welfare])
        assign(self._session, self._case(case_id), lead=lead, **self._planned(self.cast.officer))
        if self._happens(0.93):
            self._next(0.1, 6, lambda: self._acknowledge(case_id))

    def _handler(self, case_id: int) -> User:
        lead = self._case(case_id).lead_unit_id
        return self.cast.handler if lead == self.cast.enforcement.id else self._welfare

    def _acknowledge(self, case_id: int) -> None:
        acknowledge(self._session, self._case(case_id), **self._planned(self._handler(case_id)))
        case = self._case(case_id)
        kinds = ["first_word", "explanation"] if case.tier in (1, 2) else ["response"]
        for kind in ["reply"] if case.kind == "message" else kinds:
            self._next(0.5, 80 if kind in ("reply", "response") else 10, self._drafting(case_id, kind))
        if self._happens(0.8):
            self._next(100, 240, lambda: self._close(case_id))

    def _drafting(self, case_id: int, kind: str) -> Deed:
        return lambda: self._draft(case_id, kind)

    def _draft(self, case_id: int, kind: str) -> None:
        case, by = self._case(case_id), self._handler(case_id)
        if case.closed_at is not None:
            return
        written = draft(
            *(self._session, case),
            kind=kind,
            title="情况通报",
            body=TEXT,
            elements=TOLD,
            by=by,
            now=self.now,
        )
        submit(self._session, written, **self._planned(by))
        self._next(0.1, 5, lambda: self._clear(case_id, written.id))

    def _clear(self, case_id: int, draft_id: int) -> None:
        if self._case(case_id).closed_at is not None:
            return
        written = self._session.get_one(Draft, draft_id)
        for item in CHECKLIST:
            tick(self._session, written, item, by=self.cast.clearer, now=self.now)
        clear(self._session, written, cleared=True, **self._planned(self.cast.clearer))
        self._next(0.05, 2, lambda: self._publish(case_id, draft_id))

    def _publish(self, case_id: int, draft_id: int) -> None:
        written, case = self._session.get_one(Draft, draft_id), self._case(case_id)
        if case.closed_at is not None:
            return
        seen = Evidence("https://park.example/1", self.now, written.body, True, "页面与审查稿一致")
        record = publish(
            *(self._session, written),
            outlet="media",
            published_at=self.now,
            url=seen.url,
            evidence=seen,
            **self._planned(self._handler(case_id)),
        )
        if self._happens(0.1):
            correct(
                *(self._session, record),
                title="更正",
                body=TEXT,
                error="日期有误",
                noticed_by=self._random.choice(["self", "others"]),
                by=self.cast.officer,
                now=self.now,
            )
        if case.tier in (1, 2) and self._happens(0.6):
            self._next(4, 20, self._drafting(case_id, "progress"))

    def _close(self, case_id: int) -> None:
        case = self._case(case_id)
        if casefile.counted_publications(self._session, case):
            close(self._session, case, note="已整改", **self._planned(self.cast.officer))
            self._next(24, 200, lambda: self._evaluate(case_id))

    def _evaluate(self, case_id: int) -> None:
        mark = self._random.choice([None, 3, 5])
        evaluate(
            *(self._session, self._case(case_id)),
            text="按程序办理。",
            by=self.cast.officer,
            now=self.now,
            satisfaction=mark,
        )
