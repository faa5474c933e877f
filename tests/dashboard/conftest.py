"""The dashboard really served over HTTP on a port of its own, with a small cast and a clock that is set."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from dashboard import accounts
from dashboard.app import create_app, server
from dashboard.site import Site
from huiying.cli.source_door import SourceDoor
from huiying.core.database import Database
from huiying.core.models import User
from huiying.core.settings import Settings
from tests.support.cast import Cast, at

KEY = bytes(range(32))
PASSWORD = "right-horse-battery"
HASHED = accounts.hashed(PASSWORD)
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


@dataclass
class SetClock:
    """The moment that the dashboard takes for now."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Town:
    """A served dashboard: its address, database, clock and the cast who can sign in."""

    url: str
    database: Database
    clock: SetClock
    cast: Cast
    site: Site

    def change(self, deed: Callable[[Cast], object]) -> None:
        """Do something as the cast, in one transaction."""
        with self.database.write() as session:
            self.cast.session = session
            deed(self.cast)

    def case(self, **change: object) -> int:
        """A new case of the cast; its id."""
        with self.database.write() as session:
            self.cast.session = session
            return self.cast.case(**change).id

    def made(self, name: str, role: str) -> int:
        """One more account, of a role that is not in the cast; its id."""
        with self.database.write() as session:
            user = User(name=name, display_name=name, role=role, password_hash=HASHED, created_at=at("08:00"))
            session.add(user)
            session.flush()
            return user.id

    def boss(self) -> "Visitor":
        """A browser in which an administrator has signed in."""
        self.made("boss", "administrator")
        return self.signed_in("boss")

    def visitor(self) -> "Visitor":
        """A browser without a session."""
        return Visitor(httpx.Client(base_url=self.url, follow_redirects=False, timeout=30))

    def signed_in(self, name: str) -> "Visitor":
        """A browser in which this person of the cast has signed in."""
        visitor = self.visitor()
        answer = visitor.sign_in(name)
        assert answer.status_code == 303, answer.text
        return visitor


@dataclass
class Visitor:
    """A browser without pictures: reads pages and sends their forms."""

    http: httpx.Client

    def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
        """Send the log-in form."""
        return self.http.post("/login", data={"name": name, "password": password, **fields})

    def read(self, path: str, status: int = 200) -> str:
        """A page's text."""
        answer = self.http.get(path)
        assert answer.status_code == status, (path, answer.status_code, answer.text)
        return answer.text

    def send(self, path: str, **fields: object) -> httpx.Response:
        """Send a form with this session's token."""
        return self.http.post(path, data={"csrf": self.token(), **fields})

    def token(self) -> str:
        """A form token of this session."""
        found = _TOKEN.search(self.read("/cases"))
        assert found is not None
        return found.group(1)


@pytest.fixture
def town(sqlite_database: Database, tmp_path: Path) -> Iterator[Town]:
    yield from served_town(sqlite_database, tmp_path)


@pytest.fixture
def either_town(database: Database, tmp_path: Path) -> Iterator[Town]:
    """The same on SQLite and on PostgreSQL."""
    yield from served_town(database, tmp_path)


def served_town(database: Database, home: Path) -> Iterator[Town]:
    """One town, served for as long as its user takes."""
    with database.write() as session:
        cast = Cast(session)
        for user in (cast.officer, cast.clearer, cast.handler, cast.outsider, cast.leader, cast.own_leader):
            user.password_hash = HASHED
    clock = SetClock(at("09:30"))
    settings = Settings(home=home)
    app = create_app(database, settings, cast.policy, clock=clock, key=KEY, sourcing=SourceDoor(settings))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        running = server(app, "127.0.0.1", 0)
        thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
        thread.start()
        yield Town(f"http://127.0.0.1:{listening.getsockname()[1]}", database, clock, cast, app.state.site)
        running.should_exit = True
        thread.join(20)
        assert not thread.is_alive()
