"""The status object, counted from rows."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from huiying.core.database import Database
from huiying.core.models import Case, Clock, Event, Notice, Post, PostAssessment, Source
from responder.status import status

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_an_empty_database_has_nothing(database: Database) -> None:
    with database.read() as session:
        found = status(session, NOW)
    assert list(found) == [
        "posts",
        "assessed",
        "relevant",
        "set_aside",
        "events",
        "cases",
        "clocks",
        "supervision",
        "proposals",
        "notices",
        "sources",
    ]
    assert found["posts"] == 0
    assert found["cases"] == {"open": 0, "closed": 0, "overdue": 0}
    assert found["notices"] == {"pending": 0, "sent": 0, "failed": 0}
    assert found["sources"] == {"healthy": 0, "degraded": 0, "silent": 0, "failing": 0}


def test_posts_events_notices_and_sources_are_counted_by_what_they_are(database: Database) -> None:
    with database.write() as session:
        silent = Source(name="政府信箱", kind="import", channel="message", created_at=NOW, state="silent")
        silent.expected_hours = 24.0
        off = Source(name="旧论坛", kind="site", channel="forum", created_at=NOW, enabled=False)
        session.add_all([silent, off])
        session.flush()
        waiting, assessed, aside = (_post(session, silent, key) for key in ("1", "2", "3"))
        assessed.assessed_at, aside.set_aside_at = NOW, NOW
        session.add(_assessment(assessed))
        stays = _event(session, "e1")
        _event(session, "e2").merged_into_id = stays.id
        session.add(_notice("a", "pending"))
        session.add(_notice("b", "failed"))
        assert waiting.assessed_at is None
    with database.read() as session:
        found = status(session, NOW)
    assert (found["posts"], found["assessed"], found["relevant"], found["set_aside"]) == (3, 1, 1, 1)
    assert found["events"] == 1
    assert found["notices"] == {"pending": 1, "sent": 0, "failed": 1}
    assert found["sources"] == {"healthy": 0, "degraded": 0, "silent": 1, "failing": 0}


def test_a_clock_counts_once_and_a_late_one_makes_its_case_overdue(database: Database) -> None:
    with database.write() as session:
        on_time, late, closed = (_case(session, number) for number in ("2026-0001", "2026-0002", "2026-0003"))
        closed.closed_at = NOW
        session.add_all(
            [
                _clock(on_time, due=NOW + HOUR),
                _clock(on_time, due=NOW, met_at=NOW - HOUR, ended_at=NOW - HOUR),
                _clock(on_time, due=NOW, superseded_at=NOW - HOUR, ended_at=NOW - HOUR),
                _clock(late, due=NOW - HOUR),
                _clock(late, due=NOW - HOUR, met_at=NOW, missed_at=NOW - HOUR, ended_at=NOW),
                _clock(closed, due=NOW + HOUR, ended_at=NOW),
            ]
        )
    with database.read() as session:
        found = status(session, NOW)
    assert found["cases"] == {"open": 2, "closed": 1, "overdue": 1}
    assert found["clocks"] == {"running": 1, "met": 1, "missed": 3}


def _post(session: Session, source: Source, key: str) -> Post:
    post = Post(
        source_id=source.id, key=key, channel="message", text="路灯坏了", detected_at=NOW, content_hash=key
    )
    session.add(post)
    session.flush()
    return post


def _assessment(post: Post) -> PostAssessment:
    return PostAssessment(
        post_id=post.id,
        assessed_at=NOW,
        model_version="1",
        relevant=True,
        relevance=1.0,
        topic="城乡建设",
        appeal="help",
        sentiment="neutral",
        sentiment_score=0.0,
        rumor=0.0,
        heat=0.0,
        verdict={},
    )


def _event(session: Session, key: str) -> Event:
    event = Event(key=key, title="路灯", first_at=NOW, last_at=NOW, detected_at=NOW)
    session.add(event)
    session.flush()
    return event


def _case(session: Session, number: str) -> Case:
    case = Case(
        number=number,
        kind="opinion",
        title="路灯",
        detected_at=NOW,
        opened_at=NOW,
        opened_by="machine",
        opened_why="试",
    )
    session.add(case)
    session.flush()
    return case


def _clock(case: Case, *, due: datetime, **moments: Any) -> Clock:
    return Clock(
        case_id=case.id,
        milestone="response",
        holder="unit",
        anchor="detected",
        anchor_at=due - 48 * HOUR,
        planned_at=due - 48 * HOUR,
        due_at=due,
        span_seconds=48 * 3600,
        calendar="wall",
        basis="国办发〔2016〕61号",
        policy={},
        **moments,
    )


def _notice(key: str, state: str) -> Notice:
    return Notice(
        key=key,
        kind="alert",
        recipient="新闻办",
        channel="wecom",
        subject="试",
        lines=[],
        created_at=NOW,
        state=state,
    )
