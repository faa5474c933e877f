"""The operator's home: its settings, its TOML files checked, its database at the newest migration."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import inspect
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from analysis.profile import ParkProfile, Routing, Rubric
from huiying.core.config import line_of, load_toml, said, suggest
from huiying.core.database import Database
from huiying.core.errors import BadInput, HuiyingError
from huiying.core.settings import Settings
from responder.clocks.policy import Policy
from responder.evaluation.rules import Rules

if TYPE_CHECKING:
    from analysis.analyst import Analyst
    from crawlers.config import SourcesFile
    from responder.units import UnitsFile

M = TypeVar("M", bound=BaseModel)

PARK = "park.toml"
# Each file of the home, and the package that ships its default.
PACKAGED = {
    "park.toml": "analysis/data",
    "routing.toml": "analysis/data",
    "levels.toml": "analysis/data",
    "policy.toml": "responder",
    "evaluation.toml": "responder/evaluation",
    "units.toml": "responder",
    "sources.toml": "crawlers",
}


@dataclass(frozen=True)
class Home:
    """An installation, opened: everything in it was read and checked."""

    settings: Settings
    database: Database
    profile: ParkProfile
    routing: Routing
    rubric: Rubric
    policy: Policy
    evaluation: Rules
    units: "UnitsFile"
    sources: "SourcesFile"

    def analyst(self) -> "Analyst":
        """A new analyst for this park as park.toml says it now; takes about a second, so make one and keep
        it. Raises BadInput where the file no longer reads."""
        profile = load(self.settings, PARK, ParkProfile)
        return make_analyst(self.settings, profile, self.routing, self.rubric)


def open_home(settings: Settings) -> Home:
    """The installation, checked. Raises BadInput for a faulty file, HuiyingError for a database that
    is not there or not at the newest migration; both name what mends it."""
    profile, routing, rubric = load_judgement(settings)
    policy, units = load_policy(settings), load_units(settings)
    sources = load_sources(settings)
    check_names(settings, routing, policy, units)
    evaluation = load_evaluation(settings)
    database = open_database(settings)
    return Home(settings, database, profile, routing, rubric, policy, evaluation, units, sources)


def load_settings() -> Settings:
    """The settings. Raises BadInput naming the environment variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"环境变量 HUIYING_{str(e['loc'][0]).upper()}：{said(e)}" for e in error.errors()]
        raise BadInput("\n".join(lines)) from error


def open_database(settings: Settings) -> Database:
    """The database, where it is there and current; HuiyingError with the remedy otherwise."""
    if not has_database(settings):
        raise HuiyingError(f"运行目录 {settings.home} 尚未建立，请先运行 huiying init")
    database = Database(settings.url())
    if database.is_current():
        return database
    begun = inspect(database.engine).has_table("alembic_version")
    database.close()
    if not begun:
        raise HuiyingError("数据库是空的，请先运行 huiying init")
    raise HuiyingError("数据库结构与程序版本不符，请运行 huiying db upgrade")


@contextmanager
def reading() -> Iterator[Session]:
    """A session of the installation's database for one command that reads."""
    with closing(open_database(load_settings())) as database, database.read() as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """The same for one command that writes: one transaction."""
    with closing(open_database(load_settings())) as database, database.write() as session:
        yield session


def load_judgement(settings: Settings) -> tuple[ParkProfile, Routing, Rubric]:
    """What the analysis goes by: park.toml, routing.toml, levels.toml."""
    profile = load(settings, "park.toml", ParkProfile)
    return profile, load(settings, "routing.toml", Routing), load(settings, "levels.toml", Rubric)


def make_analyst(
    settings: Settings, profile: ParkProfile, routing: Routing, rubric: Rubric, *, learned: bool = True
) -> "Analyst":
    """An analyst for these, with the home's layers in use where `learned`.

    The imports are late because numpy and the models take their time.
    """
    from analysis.analyst import Analyst
    from huiying.cli.layers import layers_in_use

    layers = layers_in_use(settings.home) if learned else {}
    return Analyst(profile, routing, rubric, layers=layers)


def park_stamp(settings: Settings) -> tuple[int, int] | None:
    """What changes whenever somebody changes the home's park.toml; None where there is none."""
    try:
        found = (settings.home / PARK).stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def load_policy(settings: Settings | None = None) -> Policy:
    """policy.toml of the home, else the default."""
    return load(settings or load_settings(), "policy.toml", Policy)


def load_evaluation(settings: Settings | None = None) -> Rules:
    """evaluation.toml of the home, else the default."""
    return load(settings or load_settings(), "evaluation.toml", Rules)


def load_units(settings: Settings) -> "UnitsFile":
    """units.toml of the home, else the default."""
    from responder.units import UnitsFile  # draws in the senders, which most commands do not need

    return load(settings, "units.toml", UnitsFile)


def load_sources(settings: Settings) -> "SourcesFile":
    """sources.toml of the home, else the default; sources that search by word do so for the park's names."""
    from crawlers.config import SourcesFile, fill_words  # draws in the kinds of sources

    found = load(settings, "sources.toml", SourcesFile)
    fill_words(found.source, load(settings, "park.toml", ParkProfile).search_words())
    return found


def load(settings: Settings, name: str, model: type[M]) -> M:
    """One file of the home, else the packaged one, checked."""
    return load_toml(place_of(settings, name), model)


def place_of(settings: Settings, name: str) -> Path | Traversable:
    """Where a file is read from: the home, or the package where the home has none."""
    mine = settings.home / name
    return mine if mine.exists() else packaged(name)


def packaged(name: str) -> Traversable:
    """The default that ships."""
    room, *folders = PACKAGED[name].split("/")
    return files(room).joinpath(*folders, name)


def check_names(settings: Settings, routing: Routing, policy: Policy, units: "UnitsFile") -> None:
    """Every unit that routing and policy name must be in units.toml. Raises BadInput otherwise."""
    known = [unit.name for unit in units.units]
    faults = [
        _unknown_unit(settings, name, place, unit, known)
        for name, place, unit in _named_units(routing, policy)
        if unit not in known
    ]
    if faults:
        raise BadInput("\n".join(faults))


def _named_units(routing: Routing, policy: Policy) -> list[tuple[str, tuple[str | int, ...], str]]:
    named: list[tuple[str, tuple[str | int, ...], str]] = [
        ("policy.toml", ("office", "unit"), policy.office.unit),
        ("routing.toml", ("fallback",), routing.fallback),
    ]
    for number, route in enumerate(routing.routes):
        named.append(("routing.toml", ("routes", number, "lead"), route.lead))
        named += [("routing.toml", ("routes", number, "supporting"), unit) for unit in route.supporting]
    return named


def _unknown_unit(
    settings: Settings, name: str, place: tuple[str | int, ...], unit: str, known: list[str]
) -> str:
    path = place_of(settings, name)
    line = line_of(path.read_text(encoding="utf-8-sig"), place)
    key = ".".join(str(part) for part in place)
    return f"{path} 第 {line} 行，{key}：units.toml 中没有“{unit}”这个单位{suggest(unit, known)}"


def has_database(settings: Settings) -> bool:
    """Whether there can be a database: on SQLite its file must be there; asking must not make one."""
    url = make_url(settings.url())
    in_memory = url.database in (None, "", ":memory:")
    return not url.drivername.startswith("sqlite") or in_memory or Path(str(url.database)).exists()
