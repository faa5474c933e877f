"""One post follows the whole route: from a served web page to an accountability proposal.

Real servers on every side (a website, a robot, the database), real models, real child processes of the
crawler; only the time is passed in.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.analyst import Analyst
from crawlers import registry, rounds
from crawlers.config import SourceConfig
from huiying.core import audit
from huiying.core.clock import local
from huiying.core.database import Database
from huiying.core.keys import make_secret
from huiying.core.models import (
    Case,
    Clock,
    Decision,
    Notice,
    Proposal,
    Rung,
    SupervisionOrder,
    Unit,
    User,
)
from huiying.core.settings import Settings
from responder.accountability.evidence import timeline
from responder.clocks.policy import Policy, default_policy
from responder.intake import drain
from responder.ladder.sweep import sweep
from responder.outbox.deliver import deliver
from responder.reports.archive import Filed
from responder.reports.formats import html
from responder.reports.formats import json as json_format
from responder.reports.weekly import weekly
from responder.status import status
from responder.verbs.account import decide, state_side
from responder.verbs.acknowledge import acknowledge
from responder.verbs.assign import assign
from responder.verbs.confirm import confirm
from responder.verbs.find_harm import find_harm
from tests.support.cast import Cast, at
from tests.support.websites import Answer, LocalServer, Request

LIST_PAGE = '<html><body><ul><li><a href="/news/1.html">棋盘洲一化工厂发生爆炸</a></li></ul></body></html>'
ARTICLE = """<html><head><title>棋盘洲一化工厂发生爆炸_江畔新闻网</title></head><body>
<h1>棋盘洲一化工厂发生爆炸</h1><div class="info">2026-11-23 09:08 来源：江畔新闻网</div>
<div class="content"><p>本网讯 11月23日9时许，黄石新港物流工业园区棋盘洲一化工厂发生爆炸。</p>
<p>截至目前，事故已造成12人死亡、20人受伤，伤者已送往医院救治。现场明火已被扑灭，救援仍在进行。</p>
<p>园区管委会表示，事故原因正在调查，附近居民已转移安置。</p></div></body></html>"""


@pytest.fixture
def settings(tmp_path: Path, database: Database) -> Settings:
    settings = Settings(home=tmp_path, database_url=database.url, public_url="http://park.example")
    make_secret(settings.secret_file)
    return settings


@pytest.fixture
def robot() -> Iterator[LocalServer]:
    with LocalServer() as server:
        server.answer("/robot", _accepted)
        yield server


def _accepted(request: Request) -> Answer:
    body = json.dumps({"errcode": 0, "errmsg": "ok"}).encode()
    return Answer(200, body, {"Content-Type": "application/json"})


@pytest.fixture(scope="module")
def analyst() -> Analyst:
    return Analyst.default()


@dataclass
class Journey:
    """One installation on its way; each step is one stretch of the day."""

    database: Database
    settings: Settings
    website: LocalServer
    robot: LocalServer
    analyst: Analyst
    policy: Policy = field(default_factory=default_policy)

    def set_out(self) -> None:
        self.website.page("/news/", LIST_PAGE)
        self.website.page("/news/1.html", ARTICLE)
        address = self.website.url("/news/")
        source = SourceConfig(name="江畔新闻网", kind="site", address=address, allow_private=True)
        with self.database.write() as session:
            Cast(session).robot(self.robot.url("/robot"))
            registry.sync(session, [source], at("09:00"))

    def crawl_and_take_in(self) -> None:
        crawled = rounds.run_due(self.database, self.settings, at("09:10"))
        assert (crawled.new_posts, crawled.failures) == (1, {})
        taken = drain(self.database, self.analyst, self.policy, at("09:10"))
        assert (taken.assessed, taken.relevant, taken.cases) == (1, 1, 1)
        deliver(self.database, self.settings, at("09:10"))

    def hand_out(self) -> None:
        with self.database.write() as session:
            case, officer = _case(session), _person(session, "officer")
            confirm(session, case, tier=2, by=officer, policy=self.policy, now=at("09:20"))
            unit = session.scalars(select(Unit).where(Unit.name == "执法局")).one()
            assign(session, case, lead=unit, by=officer, policy=self.policy, now=at("09:30"))
            handler = _person(session, "handler")
            acknowledge(session, case, by=handler, policy=self.policy, now=at("09:40"))

    def let_the_day_pass(self) -> None:
        moment = at("09:45")
        while moment <= at("19:15"):
            sweep(self.database, moment)
            deliver(self.database, self.settings, moment)
            moment += timedelta(minutes=15)

    def account(self) -> None:
        with self.database.write() as session:
            interview = session.scalars(select(Proposal).where(Proposal.clock_id == _clock(session).id)).one()
            officer = _person(session, "officer")
            harm = "未及时发声，谣言扩散，引起恐慌"
            proposal = find_harm(session, interview, text=harm, by=officer, now=at("20:00"))
            handler = _person(session, "handler")
            state_side(session, proposal, text="现场救援占用人手。", by=handler, now=at("20:30"))

    def decide(self) -> None:
        with self.database.write() as session:
            leader = _person(session, "leader")
            proposal = _accountability(session)
            decide(session, proposal, measure="accountability", reason="属实", by=leader, now=at("21:00"))
        with self.database.write() as session:
            audit.seal(session)


def _case(session: Session) -> Case:
    return session.scalars(select(Case)).one()


def _person(session: Session, name: str) -> User:
    return session.scalars(select(User).where(User.name == name)).one()


def _clock(session: Session) -> Clock:
    return session.scalars(select(Clock).where(Clock.milestone == "first_word")).one()


def _accountability(session: Session) -> Proposal:
    return session.scalars(select(Proposal).where(Proposal.kind == "accountability")).one()


def test_one_post_travels_from_a_web_page_to_an_accountability_proposal(
    database: Database, settings: Settings, local_server: LocalServer, robot: LocalServer, analyst: Analyst
) -> None:
    journey = Journey(database, settings, local_server, robot, analyst)
    journey.set_out()
    journey.crawl_and_take_in()
    the_alert_is_at_the_robot(robot)
    the_case_has_its_clocks(database)
    journey.hand_out()
    journey.let_the_day_pass()
    every_rung_came_at_its_minute(database)
    everybody_was_told(database)
    journey.account()
    the_proposal_awaits_a_decision_with_its_evidence(database)
    journey.decide()
    the_record_holds(database)
    the_figures_tell_of_it(database)


def the_alert_is_at_the_robot(robot: LocalServer) -> None:
    alert = json.dumps(robot.requests("/robot")[0].json(), ensure_ascii=False)
    assert "棋盘洲一化工厂发生爆炸" in alert


def the_case_has_its_clocks(database: Database) -> None:
    with database.read() as session:
        case, clock = _case(session), _clock(session)
        assert (case.kind, case.tier, case.grade) == ("opinion", 2, 2)
        assert case.occurred_at == at("09:00")
        assert clock.due_at == at("14:00")
        assert clock.basis == "国办发〔2016〕80号"


def every_rung_came_at_its_minute(database: Database) -> None:
    with database.read() as session:
        rungs = session.scalars(select(Rung).where(Rung.clock_id == _clock(session).id)).all()
        assert {rung.rung: f"{local(rung.due_at):%H:%M}" for rung in rungs} == {
            "reminder_50": "11:30",
            "reminder_80": "13:00",
            "overdue": "14:00",
            "supervision": "15:15",
            "interview": "19:15",
        }
        of_clock = SupervisionOrder.clock_id == _clock(session).id
        assert "首发权威信息" in session.scalars(select(SupervisionOrder).where(of_clock)).one().text


def everybody_was_told(database: Database) -> None:
    with database.read() as session:
        states = session.scalars(select(Notice.state).where(Notice.channel == "wecom")).all()
        assert len(states) >= 6
        assert set(states) == {"sent"}


def the_proposal_awaits_a_decision_with_its_evidence(database: Database) -> None:
    with database.read() as session:
        proposal = _accountability(session)
        assert proposal.faults == ["late"]
        assert [share["holder"] for share in proposal.evidence["held"]] == ["office", "unit"]
        said = [entry["what"] for entry in timeline(session, _case(session))]
        assert said.index("assigned") < said.index("overdue") < said.index("supervision")


def the_record_holds(database: Database) -> None:
    with database.read() as session:
        assert audit.verify(session) == []
        assert session.get_one(Decision, _accountability(session).id).measure == "accountability"


def the_figures_tell_of_it(database: Database) -> None:
    with database.read() as session:
        counts = status(session, at("21:00"))
        report = weekly(session, "2026-W48", at("21:00"))
    assert counts["cases"] == {"open": 1, "closed": 0, "overdue": 1}
    assert counts["proposals"] >= 2
    assert "棋盘洲一化工厂发生爆炸" in html.render(Filed(report)).decode()
    assert "棋盘洲一化工厂发生爆炸" in json_format.render(Filed(report)).decode()
