"""Fixtures of the intake: the shipped analyst, and a small town (town.py)."""

from datetime import timedelta

import pytest

from analysis.analyst import Analyst
from huiying.core.database import Database
from huiying.core.models import Source, User
from responder.clocks.policy import default_policy
from responder.units import default_units, sync
from tests.responder.intake.town import CHANNELS, NOW, Town


@pytest.fixture(scope="session")
def analyst() -> Analyst:
    return Analyst.default()


@pytest.fixture
def town(database: Database, analyst: Analyst) -> Town:
    with database.write() as session:
        sync(session, default_units(), NOW)
        for name, channel in CHANNELS.items():
            session.add(Source(name=name, kind="manual", channel=channel, created_at=NOW - timedelta(days=9)))
    return Town(database, analyst, default_policy())


@pytest.fixture
def officer(town: Town) -> User:
    """Somebody of the press office."""
    with town.database.write() as session:
        user = User(name="chen", display_name="陈科员", password_hash="x", role="office", created_at=NOW)
        session.add(user)
    return user
