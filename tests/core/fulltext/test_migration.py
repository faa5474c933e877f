"""Posts that were there before the search are found after the upgrade, which says how far it is."""

import pytest
from alembic import command
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from huiying.core.database import Database, migration_config
from huiying.core.models import Post
from tests.core.fulltext.test_matching import found, rows, source

BEFORE = "0009"


@pytest.fixture(params=["sqlite_url", "pg_url"])
def old(request: pytest.FixtureRequest) -> Database:
    database = Database(request.getfixturevalue(request.param))
    config = migration_config()
    with database.write() as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, BEFORE)
    return database


def store(session: Session, count: int) -> None:
    columns = ["id", "source_id", "key", "channel", "title", "text", "detected_at", "content_hash"]
    names, values = ", ".join(columns), ", ".join(f":{name}" for name in columns)
    statement = text(f"INSERT INTO post ({names}, archive, tries) VALUES ({values}, false, 0)")
    made = rows(source(session), [(f"路灯{at}", None) for at in range(count)])
    session.execute(statement, [row | {"id": 3 * at + 1} for at, row in enumerate(made)])


def test_stored_posts_are_found_after_the_upgrade(old: Database) -> None:
    with old.write() as session:
        store(session, 1500)
    told: list[tuple[int, int | None]] = []
    old.upgrade(lambda done, total: told.append((done, total)))
    assert told == [(2000, 4498), (4000, 4498), (4498, 4498)]
    with old.write() as session:
        session.execute(
            insert(Post), [row | {"id": 9999, "key": "new"} for row in rows(1, [("路灯14", None)])]
        )
        assert len(found(session, "灯14")) == 1 + 1 + 10 + 100
    old.close()
