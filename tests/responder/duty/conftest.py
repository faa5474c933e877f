from collections.abc import Iterator

import pytest

from huiying.core.database import Database
from tests.support.cast import Cast


@pytest.fixture
def cast(sqlite_database: Database) -> Iterator[Cast]:
    with sqlite_database.write() as session:
        yield Cast(session)
