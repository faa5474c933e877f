"""What every room's tests may ask for: databases, a website, a mailbox, a browser.

database        huiying's database at the newest migration, once on SQLite and once on PostgreSQL
sqlite_database, pg_database            the same on one of them
sqlite_url, pg_url                      an empty database of one's own
local_server    an HTTP server whose answers the test sets (tests/support/websites.py)
mailbox         an SMTP receiver (tests/support/mailboxes.py)
imap_server     a mailbox that can be read over IMAP (tests/support/imap_servers.py)
page            a page of a real Chromium; such a test is marked `browser`
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from huiying.core.database import Database
from tests.support.browsers import FLAGS, MISSING, REMEDY, find_browser, skipped_for_lack
from tests.support.imap_servers import ImapServer
from tests.support.mailboxes import Mailbox
from tests.support.postgres import Postgres
from tests.support.websites import LocalServer


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Asked for by name, so that PostgreSQL starts only where a test runs on it."""
    name = {"sqlite": "sqlite_database", "postgresql": "pg_database"}[request.param]
    opened: Database = request.getfixturevalue(name)
    return opened


@pytest.fixture
def sqlite_database(sqlite_url: str, _sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copyfile(_sqlite_template, tmp_path / "huiying.sqlite3")
    opened = Database(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def pg_database(postgres: Postgres, _pg_template: str) -> Iterator[Database]:
    name = postgres.create(_pg_template)
    opened = Database(postgres.url(name))
    yield opened
    opened.close()
    postgres.drop(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'huiying.sqlite3'}"


@pytest.fixture
def pg_url(postgres: Postgres) -> Iterator[str]:
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    # Not under pytest's own folder: a second run of the same user closes that to the server's user.
    with tempfile.TemporaryDirectory(prefix="huiying-postgres-", ignore_cleanup_errors=True) as folder:
        server = Postgres(Path(folder))
        yield server
        server.stop()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once by the real migrations; each test gets a copy."""
    path = tmp_path_factory.mktemp("template") / "huiying.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _pg_template(postgres: Postgres) -> str:
    name = postgres.create()
    _migrate(postgres.url(name))
    return name


def _migrate(url: str) -> None:
    database = Database(url)
    database.upgrade()
    database.close()  # on SQLite the last connection writes the WAL back into the file


@pytest.fixture
def local_server() -> Iterator[LocalServer]:
    with LocalServer() as server:
        yield server


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as box:
        yield box


@pytest.fixture
def imap_server(tmp_path: Path) -> Iterator[ImapServer]:
    with ImapServer(tmp_path) as server:
        yield server


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One a module, not one a run: while Playwright is open its event loop counts as running in this
    thread, and what starts a loop of its own in another module's tests would fail."""
    path = find_browser()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(f"{MISSING}: {REMEDY}")
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield chromium
        chromium.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A browser test that did not run must not be overlooked."""
    skipped = skipped_for_lack(terminalreporter.stats.get("skipped", []))
    if not skipped:
        return
    terminalreporter.section("BROWSER TESTS DID NOT RUN（浏览器测试未运行）", red=True, bold=True)
    terminalreporter.line(f"{len(skipped)} skipped: {MISSING}", red=True)
    for nodeid in skipped:
        terminalreporter.line(f"    {nodeid}")
    terminalreporter.line(f"Install one and run again:\n    {REMEDY}", red=True)
