"""A made home for each test, and `huiying` called in this process."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from huiying.cli.main import huiying
from huiying.cli.making import make_home
from huiying.core.database import Database
from huiying.core.settings import Settings
from tests.support.cast import NINE

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def _made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once by the real code; each test gets a copy."""
    path = tmp_path_factory.mktemp("made") / "home"
    for _ in make_home(Settings(home=path, database_url=None), NINE):
        continue
    return path


@pytest.fixture
def home(_made_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of one's own, with the default files, the units, the sources and one administrator."""
    path = tmp_path / "home"
    shutil.copytree(_made_home, path)
    _point_to(path, tmp_path, monkeypatch)
    return path


@pytest.fixture
def no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a home would be, but none was made."""
    path = tmp_path / "home"
    _point_to(path, tmp_path, monkeypatch)
    return path


def _point_to(home: Path, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYING_HOME", str(home))
    monkeypatch.delenv("HUIYING_DATABASE_URL", raising=False)
    monkeypatch.delenv("HUIYING_LOG_LEVEL", raising=False)
    monkeypatch.chdir(here)


@pytest.fixture
def run() -> Run:
    """Call `huiying` with these arguments; `stdin` is what it reads."""

    def call(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(huiying, [str(one) for one in arguments], input=stdin)

    return call


@pytest.fixture
def home_database(home: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{home / 'huiying.sqlite3'}")
    yield opened
    opened.close()
