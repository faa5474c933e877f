"""Events whose posts were read again since they were judged: their heat moved, and the tier may have."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from analysis.analyst import Analyst
from huiying.core.database import Database
from huiying.core.models import Event, EventPost, PostAssessment, PostReading
from responder.intake import members, verdicts, window
from responder.intake.placing import judge
from responder.intake.summary import IntakeSummary

RECENT = timedelta(days=1)
AT_ONCE = 50


def follow(database: Database, analyst: Analyst, now: datetime) -> IntakeSummary:
    """Judge again up to `AT_ONCE` events by their posts' newest counters, those waiting longest first.

    An event whose tier changes is put before the opening rule again. Where another worker places
    posts meanwhile, nothing is written: the next run finds the same events.
    """
    with database.read() as session:
        known = window.version(session)
        keys = _read_since(session, now)
        found = members.stored(session, keys) if keys else {}
    if not found:
        return IntakeSummary()
    judged = {key: judge(analyst, posts, now) for key, posts in found.items()}
    with database.write() as session:
        window.lock(session)
        if window.version(session) != known:
            return IntakeSummary()
        query = select(Event).where(Event.key.in_(judged)).order_by(Event.id).with_for_update()
        said = {event: judged[event.key] for event in session.scalars(query)}
        moved = [event.id for event, verdict in said.items() if event.verdict.get("tier") != verdict.tier]
        verdicts.note(said, now)
        verdicts.record(session, said, now)
        _consider_again(session, moved)
    return IntakeSummary(rejudged=len(judged))


def _read_since(session: Session, now: datetime) -> Sequence[str]:
    newest = (
        select(Event.key)
        .join(EventPost, EventPost.event_id == Event.id)
        .join(PostReading, PostReading.post_id == EventPost.post_id)
        .where(PostReading.read_at > now - RECENT, PostReading.read_at <= now)
        .where(PostReading.read_at > Event.assessed_at)
        .group_by(Event.id)
        .order_by(Event.assessed_at, Event.id)
    )
    return session.scalars(newest.limit(AT_ONCE)).all()


def _consider_again(session: Session, event_ids: Sequence[int]) -> None:
    """The newest post of each event goes back to the opening rule's queue, so that no crash loses it."""
    for event_id in event_ids:
        newest = select(EventPost.post_id).where(EventPost.event_id == event_id)
        newest = newest.order_by(EventPost.post_id.desc()).limit(1)
        again = update(PostAssessment).where(PostAssessment.post_id == newest.scalar_subquery())
        session.execute(again.values(considered_at=None).execution_options(synchronize_session=False))
