"""What a dead service held is free again, at once."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from huiying.core.database import Database
from huiying.core.leases import release_all
from huiying.core.models import Source

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_every_lease_is_given_back(database: Database) -> None:
    with database.write() as session:
        held = {"lease_owner": "round-1", "lease_until": NOW + timedelta(seconds=60)}
        session.add(Source(name="一", kind="feed", channel="news", created_at=NOW, **held))
    with database.write() as session:
        release_all(session)
    with database.read() as session:
        source = session.scalars(select(Source)).one()
        assert (source.lease_owner, source.lease_until) == (None, None)
