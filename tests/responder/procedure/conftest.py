"""One write transaction with the small cast in it."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from huiying.core.database import Database
from tests.support.cast import Cast


@pytest.fixture
def session(sqlite_database: Database) -> Iterator[Session]:
    with sqlite_database.write() as session:
        yield session


@pytest.fixture
def cast(session: Session) -> Cast:
    return Cast(session)
