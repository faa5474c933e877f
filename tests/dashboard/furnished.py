"""A town in which every page has something to show, brought about by the forms of the people who would."""

import re
from dataclasses import dataclass

from sqlalchemy import select

from dashboard.access import ALLOWED
from dashboard.routes import PAGES
from dashboard.visit import Page
from huiying.core.models import (
    Draft,
    Fault,
    Handover,
    Notice,
    Proposal,
    Robot,
    Screenshot,
    SupervisionOrder,
    User,
)
from responder.ladder.sweep import sweep
from responder.reports.weekly import make
from responder.verbs.clear import CHECKLIST
from tests.dashboard.conftest import Town, Visitor
from tests.dashboard.pages.test_case import sent
from tests.dashboard.pages.test_entry import enter
from tests.dashboard.pages.test_letters import letter
from tests.dashboard.pages.test_sources import sources
from tests.dashboard.pages.test_unit import ANSWER
from tests.dashboard.pages.test_verdicts import judged
from tests.dashboard.test_access import assigned
from tests.support.cast import Cast, at
from tests.support.pictures import png

WEEK = "2026-W48"
WORDS = "经现场核实的情况"
PEOPLE = {"office": "officer", "unit": "handler", "leader": "leader", "administrator": "boss"}
"""Whoever of the cast looks at a page: the first of them who may."""
NOBODY, NEWCOMER = "", "newcomer"
ELSEWHERE = ("/demo/", "/l/", "/link/", "/wall")
"""Not of this table: there in a demo only (test_guided), behind a one-time link (test_link_browser), or
behind a screen's token (test_wall, test_live_browser)."""


@dataclass
class Furnished:
    """The town, with what may stand for each part of an address."""

    town: Town
    values: dict[str, list[str]]

    def addresses(self) -> list[tuple[str, str]]:
        """Every page of the site map that is read, with the name of who may; none is left out."""
        asked = [page for page in PAGES if page.method == "GET" and not page.path.startswith(ELSEWHERE)]
        return [(path, _reader(page)) for page in asked for path in self._filled(page.path)]

    def _filled(self, path: str) -> list[str]:
        """The addresses of a page; a part that nobody thought of is a KeyError."""
        for name, kind in re.findall(r"\{(\w+):(\w+)\}", path):
            ways = [path.replace(f"{{{name}:{kind}}}", value, 1) for value in self.values[name]]
            return [one for way in ways for one in self._filled(way)]
        return [path]


def _reader(page: Page) -> str:
    if page.asks is None:
        return NOBODY
    if page.newcomers:
        return NEWCOMER
    return next(name for role, name in PEOPLE.items() if role in ALLOWED[page.asks])


def furnish(town: Town, said: str = WORDS) -> Furnished:
    """Cases on every stage, everything that people may write being `said`."""
    judged(town)
    town.change(sources)
    newcomer = town.made(NEWCOMER, "office")
    town.change(lambda cast: _come(cast, newcomer))
    town.change(letter)
    town.change(lambda cast: assigned(cast, 1, at("09:30")))
    for moment in ("14:00", "15:15", "19:15"):
        sweep(town.database, at(moment))
    town.clock.now = at("19:20")
    office, handler, leader = (town.signed_in(PEOPLE[one]) for one in ("office", "unit", "leader"))
    _answered(town, office, handler, said)
    _instructed(town, leader, said)
    values = _held_to_account(town, office, handler, leader, said) | _administered(town, office, said)
    sent(office, "/cases/new", kind="duty", title=said[:200], text=said[:20000], at="2026-11-23T09:00")
    enter(office, png(), title=said[:200], text=said)
    enter(office, url="https://news.example/a/1.html")
    town.change(lambda cast: make(cast.session, WEEK, at("08:30", 7)))
    town.clock.now = at("09:00", 7)
    for one in (office, leader):
        assert one.sign_in(PEOPLE["office" if one is office else "leader"]).status_code == 303
    sent(office, f"/reports/{WEEK}/annotate", text=said[:1000])
    return Furnished(town, values)


def _come(cast: Cast, account: int) -> None:
    cast.session.get_one(User, account).password_given_at = at("08:00")


def _answered(town: Town, office: Visitor, handler: Visitor, said: str) -> None:
    """Objected, taken, answered with a photo, cleared, published, confirmed; progress besides."""
    sent(handler, "/case/1/acknowledge")
    picture = [("photo", ("现场.png", png(), "image/png"))]
    answer = {**ANSWER, "csrf": handler.token(), "title": said[:200], "body": said}
    assert handler.http.post("/unit/case/1/answer", data=answer, files=picture).status_code == 303
    clearer = town.signed_in("clearer")
    with town.database.read() as session:
        draft = session.scalars(select(Draft.id)).one()
    for item in CHECKLIST:
        sent(clearer, f"/case/1/draft/{draft}/tick", item=item)
    sent(clearer, f"/case/1/draft/{draft}/clear", decision="clear", note=said)
    place = {"outlet": "press_conference", "published_at": "2026-11-23T19:20"}
    sent(handler, f"/case/1/draft/{draft}/publish", **place)
    sent(office, "/case/1/publication/1", note=said)
    sent(handler, "/case/1/add_progress", text=said)


def _instructed(town: Town, leader: Visitor, said: str) -> None:
    sent(leader, "/case/1/instruct", text=said, unit=str(town.cast.welfare.id), term="12小时")
    sent(town.signed_in("outsider"), "/case/1/report_back", instruction="1", report=said)


def _administered(town: Town, office: Visitor, said: str) -> dict[str, list[str]]:
    """An administrator, a robot, a hand-over that waits for its second signature."""
    robot = Robot(name=said[:200], kind="webhook", address="https://robot.example/hook", secret="a" * 16)
    town.change(lambda cast: cast.session.add(robot))
    sent(office, "/roster/handover", note=said[:1000])
    with town.database.read() as session:
        boss = session.scalars(select(User.id).where(User.name == "boss")).one()
        handovers = [str(one) for one in session.scalars(select(Handover.id))]
    unit = str(town.cast.enforcement.id)
    return {"person": [str(boss)], "unit": [unit], "robot": [str(robot.id)], "handover": handovers}


def _held_to_account(
    town: Town, office: Visitor, handler: Visitor, leader: Visitor, said: str
) -> dict[str, list[str]]:
    """A fault, harm found, sides stated, one decision taken and one owed, a notice, a commendation."""
    unit = str(town.cast.enforcement.id)
    sent(office, "/case/1/fault", kind="wrong", unit=unit, said=said)
    with town.database.read() as session:
        orders = [str(one) for one in session.scalars(select(SupervisionOrder.id))]
        first = session.scalars(select(Proposal.id).order_by(Proposal.id)).first()
    sent(handler, f"/case/1/order/{orders[0]}", text=said)
    sent(office, f"/accountability/{first}/find_harm", text=said)
    sent(handler, f"/accountability/{first}/state_side", text=said)
    sent(leader, f"/accountability/{first}/decide", measure="criticism", reason=said)
    sent(office, "/accountability/text/1/submit", title=said[:200], body=said)
    sent(office, "/case/1/commend", unit=unit, grounds=said)
    with town.database.read() as session:
        ids = {
            "proposal": [str(one) for one in session.scalars(select(Proposal.id))],
            "fault": [str(one) for one in session.scalars(select(Fault.id))][-1:],
            "photo": [str(one) for one in session.scalars(select(Screenshot.id))],
            "letter": [str(one) for one in session.scalars(select(Notice.id))][:1],
        }
    return {
        **ids, "case": ["1"], "event": ["1"], "post": ["1"], "source": ["1"], "entry": ["1", "2"],
        "screenshot": ["2"], "order": orders[:1], "commendation": ["1"], "text": ["1"], "week": [WEEK],
        "part": ["waiting", "events", "trend", "units", "sources", "figures"],
        "form": ["csv", "xlsx"], "format": ["pdf", "docx", "xlsx", "json"],
    }  # fmt: skip
