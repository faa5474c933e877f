"""The demo: the banner with its accounts, signed in by the real log-in; the guided paths, without scripts."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from socket import create_server
from urllib.parse import urlsplit

import pytest

from dashboard.app import create_app, server
from dashboard.demo import Account, Demo, Progress
from dashboard.guides import GUIDES
from dashboard.queries.guide import FINDERS
from huiying.core.database import Database
from huiying.core.models import User
from huiying.core.settings import Settings
from responder.ladder.sweep import sweep
from tests.dashboard.conftest import HASHED, KEY, PASSWORD, SetClock, Town, Visitor
from tests.dashboard.pages.test_desk import with_event
from tests.dashboard.test_access import assigned
from tests.support.cast import Cast, at

ACCOUNTS = (
    Account("officer", "值班员", "office", "研判、交办"),
    Account("handler", "执法局经办人", "unit", "签收、起草"),
    Account("leader", "园区领导", "leader", "决定"),
    Account("boss", "管理员", "administrator", "系统管理"),
)


@dataclass
class Replay:
    """How far the test's replay is."""

    now: Progress | None = None

    def __call__(self) -> Progress | None:
        return self.now


@dataclass
class DemoTown(Town):
    """A served demo with a case that burns; `replay` is set by the test."""

    replay: Replay = field(default_factory=Replay)


@pytest.fixture
def demo_town(sqlite_database: Database, tmp_path: Path) -> Iterator[DemoTown]:
    with sqlite_database.write() as session:
        cast = Cast(session)
        boss = User(
            name="boss",
            display_name="管理员",
            password_hash="-",
            role="administrator",
            created_at=at("00:00"),
        )
        session.add(boss)
        for user in (cast.officer, cast.clearer, cast.handler, cast.leader, boss):
            user.password_hash = HASHED
        event = with_event(cast, [{"factor": "死亡人数", "evidence": "3（最新数字）", "points": None}])
        event_id = event.id
    clock, replay = SetClock(at("19:20")), Replay()
    demo = Demo(ACCOUNTS, PASSWORD, at("19:20"), replay)
    app = create_app(sqlite_database, Settings(home=tmp_path), cast.policy, clock=clock, key=KEY, demo=demo)
    with create_server(("127.0.0.1", 0)) as listening:
        running = server(app, "127.0.0.1", 0)
        thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        town = DemoTown(url, sqlite_database, clock, cast, app.state.site, replay)
        town.change(lambda cast: assigned(cast, event_id, at("09:30")))
        for moment in ("14:00", "15:15", "19:15"):
            sweep(sqlite_database, at(moment))
        yield town
        running.should_exit = True
        thread.join(20)


class Inputs(HTMLParser):
    """The forms of a page with their hidden fields."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and self.forms and given.get("type") == "hidden":
            self.forms[-1][given["name"]] = given["value"]


def one_click(visitor: Visitor, page: str, name: str) -> str:
    """Send the form of this account that stands on the page; where it leads."""
    forms = [form for form in Inputs(visitor.read(page)).forms if form.get("name") == name]
    answer = visitor.http.post("/login", data=forms[0])
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda one: one.role)
def test_one_click_signs_in_and_the_path_leads_over_pages_that_are_there(
    demo_town: DemoTown, account: Account
) -> None:
    visitor = demo_town.visitor()
    assert one_click(visitor, "/login", account.name) == "/demo/stop/1"
    stops = GUIDES[account.role]
    for number, stop in enumerate(stops, 1):
        answer = visitor.http.get(f"/demo/stop/{number}")
        there = urlsplit(answer.headers["location"])
        page = visitor.http.get(there.path, params=there.query, follow_redirects=True)
        assert page.status_code == 200, (stop, there)
        assert f"<strong>{stop.title}</strong>" in page.text and f"{number}/{len(stops)}" in page.text
        assert not there.fragment or f'id="{there.fragment}"' in page.text, (stop, there)
        assert (f"/demo/stop/{number + 1}" in page.text) == (number < len(stops))
    visitor.read(f"/demo/stop/{len(stops) + 1}", status=404)


def test_every_stop_names_an_address_or_something_that_can_be_found() -> None:
    pages = {stop.page for stops in GUIDES.values() for stop in stops}
    assert all(page.startswith("/") or page in FINDERS for page in pages)


def test_the_path_is_closed_where_the_visitor_is(demo_town: DemoTown) -> None:
    visitor = demo_town.signed_in("officer")
    visitor.http.get("/demo/stop/2")
    assert 'class="strip"' in visitor.read("/cases")
    assert visitor.http.get("/demo/close?back=/cases").headers["location"] == "/cases"
    page = visitor.read("/cases")
    assert 'class="strip"' not in page and 'href="/demo/stop/1"' in page
    assert visitor.http.get("/demo/close?back=//elsewhere").headers["location"] == "/"


def test_somebody_else_takes_the_browser_over_by_the_banner(demo_town: DemoTown) -> None:
    visitor = demo_town.signed_in("officer")
    visitor.http.get("/demo/stop/2")
    old = visitor.http.cookies["huiying_session"]
    one_click(visitor, "/", "leader")
    page = visitor.read("/")
    assert "leader · 领导" in page and 'class="strip"' not in page
    answer = demo_town.visitor().http.get("/", headers={"cookie": f"huiying_session={old}"})
    assert answer.status_code == 303


def test_the_banner_tells_how_far_the_replay_is(demo_town: DemoTown) -> None:
    visitor = demo_town.visitor()
    assert "11月23日 19:20 起与真实时间同步" in visitor.read("/login")
    demo_town.replay.now = Progress(45, 180, datetime.fromisoformat("2026-11-18T09:00+08:00"))
    part = visitor.read("/demo/progress")
    assert "已到 11月18日 09:00" in part and "25%" in part and 'hx-trigger="every 3s"' in part


def test_a_wrong_password_opens_no_door_in_the_demo_either(demo_town: DemoTown) -> None:
    assert demo_town.visitor().sign_in("officer", "not-the-password").status_code == 401


def test_a_real_installation_knows_of_no_demo(town: Town) -> None:
    page = town.visitor().read("/login")
    assert "演示" not in page
    officer = town.signed_in("officer")
    assert "演示" not in officer.read("/")
    officer.read("/demo/stop/1", status=404)
    officer.read("/demo/progress", status=404)


def test_the_proposals_stop_leads_to_the_proposal(demo_town: DemoTown) -> None:
    leader = demo_town.signed_in("leader")
    there = leader.http.get("/demo/stop/2").headers["location"]
    assert re.fullmatch(r"/accountability/\d+", there)
