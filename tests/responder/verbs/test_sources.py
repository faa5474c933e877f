"""Switching sources and having them visited: by administrators, audited, and the file gives way."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crawlers.config import SourceConfig
from crawlers.registry import sync
from huiying.core.database import Database
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import AuditEntry, Source, User
from responder.verbs.switch_source import switch_source
from responder.verbs.visit_source import visit_source
from tests.support.cast import at

FILE = SourceConfig(name="园区新闻网", address="http://a.example/")


def boss() -> User:
    return User(name="boss", display_name="管理员", password_hash="-", role="administrator")


def test_a_source_is_visited_at_once(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        sync(session, [FILE], at("09:00"))
        source = session.scalars(select(Source)).one()
        source.next_due_at = at("09:00") + timedelta(hours=5)
        visit_source(session, source, by=boss(), now=at("09:30"))
        assert source.next_due_at == at("09:30")
        session.flush()
        entry = session.scalars(select(AuditEntry)).one()
        assert (entry.actor, entry.action, entry.object) == ("boss", "visit_source", "source")


def test_a_switched_source_stays_as_it_was_switched_when_the_file_is_read_again(
    sqlite_database: Database,
) -> None:
    with sqlite_database.write() as session:
        sync(session, [FILE], at("09:00"))
        source = session.scalars(select(Source)).one()
        switch_source(session, source, on=False, by=boss(), now=at("09:30"))
        sync(session, [FILE], at("10:00"))
        assert (source.enabled, source.next_due_at, source.switched_by) == (False, None, "boss")
        with pytest.raises(Refused, match="已停用，请先启用"):
            visit_source(session, source, by=boss(), now=at("10:00"))
        with pytest.raises(Refused, match="已经停用"):
            switch_source(session, source, on=False, by=boss(), now=at("10:00"))
        switch_source(session, source, on=True, by=boss(), now=at("10:30"))
        assert source.next_due_at == at("10:30")


@pytest.mark.parametrize("role", ["office", "leader", "auditor", "unit"])
def test_others_may_not(sqlite_database: Database, role: str) -> None:
    somebody = User(name="somebody", display_name="某人", password_hash="-", role=role)
    with sqlite_database.write() as session:
        sync(session, [FILE], at("09:00"))
        source = session.scalars(select(Source)).one()
        with pytest.raises(NotAllowed):
            visit_source(session, source, by=somebody, now=at("09:30"))
        with pytest.raises(NotAllowed):
            switch_source(session, source, on=False, by=somebody, now=at("09:30"))
