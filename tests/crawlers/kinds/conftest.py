"""What the tests of the kinds share."""

from pathlib import Path

import pytest

from huiying.core.database import Database
from huiying.core.keys import make_secret
from huiying.core.settings import Settings
from tests.crawlers.kinds.park import NOW
from tests.support.park import Park


@pytest.fixture
def park(sqlite_database: Database, tmp_path: Path) -> Park:
    settings = Settings(home=tmp_path, crawl_limit_seconds=60, log_level="error")
    make_secret(settings.secret_file)
    return Park(sqlite_database, settings, NOW)
