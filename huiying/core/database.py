"""The database door: SQLite in WAL, or PostgreSQL by URL.

Writers on SQLite open with BEGIN IMMEDIATE: a deferred transaction that reads and then writes fails at
once when somebody else wrote in between, whatever the busy timeout. Only the edge opens a session;
verbs take it and never commit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from huiying.core.errors import HuiyingError
from huiying.core.fulltext.folding import post_pairs

BUSY_SECONDS = 30
_MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """One database, read and written through `read()` and `write()`.

    `url` is a SQLAlchemy URL (sqlite:///… or postgresql+psycopg://…; a bare postgresql:// is taken as
    the latter). Threads may share an instance; processes each make their own.
    """

    def __init__(self, url: str) -> None:
        self.url = _with_driver(url)
        self.is_sqlite = self.url.startswith("sqlite")
        self._reader = _engine(self.url)
        self._writer = self._reader.execution_options(huiying_begin="BEGIN IMMEDIATE")

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; whatever it changed is thrown away."""
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session for one write transaction: committed at the end, rolled back on any error."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def upgrade(self, progress: Callable[[int, int | None], None] | None = None) -> None:
        """Bring the tables to the newest migration; safe to call on every start. All of it or nothing.

        `progress` hears how many rows of how many a long migration has worked through. HuiyingError for
        tables that a newer program made.
        """
        with self._writer.connect() as connection, _keys_at_rest(connection):
            config = migration_config()
            config.attributes |= {"connection": connection, "progress": progress}
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise HuiyingError("数据库由更新版本的程序建立，请先升级程序") from error
            _require_whole(connection)
            connection.commit()

    def is_current(self) -> bool:
        """Whether the tables stand at the newest migration."""
        with self._reader.connect() as connection:
            head = ScriptDirectory.from_config(migration_config()).get_current_head()
            return MigrationContext.configure(connection).get_current_revision() == head

    @property
    def engine(self) -> Engine:
        """The reading engine, for tools that want one (alembic check, measurements)."""
        return self._reader

    def close(self) -> None:
        """Close all connections."""
        self._reader.dispose()


def migration_config() -> Config:
    """Alembic's configuration for the migrations shipped in this package."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config


@contextmanager
def _keys_at_rest(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by copying and dropping it, which its own keys would refuse as soon as there
    are rows that point to it; so they rest, as its manual tells, and are checked before the commit. They
    can only be switched outside of a transaction."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        raw.execute("PRAGMA foreign_keys=ON")


def _require_whole(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken is not None:
        raise HuiyingError(
            f"数据库升级后，表 {broken[0]} 中有记录指向不存在的 {broken[2]}；升级已撤销，原数据未动"
        )


def _with_driver(url: str) -> str:
    for bare in ("postgresql://", "postgres://"):
        if url.startswith(bare):
            return "postgresql+psycopg://" + url.removeprefix(bare)
    return url


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    name = make_url(url).database
    if name and name != ":memory:":
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not open transactions behind our back
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    # Called by the triggers that keep the full-text index in step with the posts.
    connection.create_function("huiying_pairs", 2, post_pairs, deterministic=True)


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql(options.get("huiying_begin", "BEGIN"))
