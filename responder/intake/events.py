"""Assessed posts to events: worked out outside of any write transaction, stored by one writer at a time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.analyst import Analyst
from huiying.core.database import Database
from huiying.core.models import PostAssessment
from huiying.core.models.assessment import UNPLACED
from responder.intake import failures, members, membership, window
from responder.intake.placing import work_out
from responder.intake.summary import IntakeSummary
from responder.intake.window import LostRace

AT_ONCE = 100
STEP = "归并事件"


def place(database: Database, analyst: Analyst, now: datetime, *, at_once: int = AT_ONCE) -> IntakeSummary:
    """Give every relevant assessed post its event, in the order of their ids, until none is left."""
    total = IntakeSummary()
    while ids := _unplaced(database, at_once):
        total += _batch(database, analyst, ids, now)
    return total


def _unplaced(database: Database, at_once: int) -> list[int]:
    with database.read() as session:
        query = select(PostAssessment.post_id).where(UNPLACED).order_by(PostAssessment.post_id)
        return list(session.scalars(query.limit(at_once)))


def _batch(database: Database, analyst: Analyst, ids: Sequence[int], now: datetime) -> IntakeSummary:
    """A batch that fails is tried again post by post, so that one bad post keeps nobody back."""
    try:
        return _raced(database, analyst, ids, now)
    except Exception as error:
        if not failures.blames_the_post(error):
            raise
        return sum((_alone(database, analyst, post_id, now) for post_id in ids), IntakeSummary())


def _alone(database: Database, analyst: Analyst, post_id: int, now: datetime) -> IntakeSummary:
    try:
        return _raced(database, analyst, [post_id], now)
    except Exception as error:
        if not failures.blames_the_post(error):
            raise
        with database.write() as session:
            return failures.count(session, post_id, error, step=STEP, owner=None, now=now)


def _raced(database: Database, analyst: Analyst, ids: Sequence[int], now: datetime) -> IntakeSummary:
    while True:  # whoever loses the race lost it to a worker that got on
        try:
            return _once(database, analyst, ids, now)
        except LostRace:
            continue


def _once(database: Database, analyst: Analyst, ids: Sequence[int], now: datetime) -> IntakeSummary:
    with database.read() as session:
        known = window.take(database, session, analyst.profile.words())
        posts = members.judged(session, _still_waiting(session, ids))
    if not posts:
        window.keep(database, known)
        return IntakeSummary()
    placing = work_out(database, analyst, known, posts, now)
    with database.write() as session:
        after = window.advance(session, known, placing.changes.memory, now)
        summary = membership.store(session, placing, now)
    window.keep(database, after)
    return summary


def _still_waiting(session: Session, ids: Sequence[int]) -> list[int]:
    query = select(PostAssessment.post_id).where(UNPLACED, PostAssessment.post_id.in_(ids))
    return list(session.scalars(query))
