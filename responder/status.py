"""The status object of `huiying status --json` (shape: interfaces.md)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from huiying.core.models import (
    Case,
    Clock,
    Event,
    Notice,
    Post,
    PostAssessment,
    Proposal,
    Source,
    SupervisionOrder,
)
from huiying.core.models.source import HEALTH
from responder.sources.watched import WATCHED

DELIVERIES = ("pending", "sent", "failed")


def status(session: Session, now: datetime) -> dict[str, Any]:
    """Counts of everything, as one JSON object.

    An open case is overdue when one of its running clocks is. A clock counts once: `met` in time,
    `missed` (overdue, met late or closed unmet), else `running`; superseded ones are left out.
    `events` are those not merged away, `sources` those that are watched: enabled, and
    fetched or expected to bring something.
    """
    return {
        "posts": _count(session, Post.id),
        "assessed": _count(session, Post.id, Post.assessed_at.is_not(None)),
        "relevant": _count(session, PostAssessment.post_id, PostAssessment.relevant),
        "set_aside": _count(session, Post.id, Post.set_aside_at.is_not(None)),
        "events": _count(session, Event.id, Event.merged_into_id.is_(None)),
        "cases": _cases(session, now),
        "clocks": _clocks(session, now),
        "supervision": _count(session, SupervisionOrder.id),
        "proposals": _count(session, Proposal.id),
        "notices": _by(session, Notice.state, DELIVERIES, Notice.channel != "phone", Notice.kind != "digest"),
        "sources": _by(session, Source.state, HEALTH, WATCHED),
    }


def _cases(session: Session, now: datetime) -> dict[str, int]:
    still_open = Case.closed_at.is_(None)
    late = select(Clock.id).where(Clock.case_id == Case.id, Clock.ended_at.is_(None), _late(now)).exists()
    return {
        "open": _count(session, Case.id, still_open),
        "closed": _count(session, Case.id, Case.closed_at.is_not(None)),
        "overdue": _count(session, Case.id, still_open, late),
    }


def _clocks(session: Session, now: datetime) -> dict[str, int]:
    counted = Clock.superseded_at.is_(None)
    ended, met = Clock.ended_at.is_not(None), Clock.met_at.is_not(None)
    missed = or_(
        Clock.missed_at.is_not(None),
        and_(ended, Clock.met_at.is_(None)),
        and_(Clock.ended_at.is_(None), _late(now)),
    )
    return {
        "running": _count(session, Clock.id, counted, Clock.ended_at.is_(None), ~missed),
        "met": _count(session, Clock.id, counted, met, Clock.missed_at.is_(None)),
        "missed": _count(session, Clock.id, counted, missed),
    }


def _late(now: datetime) -> ColumnElement[bool]:
    return or_(Clock.missed_at.is_not(None), and_(Clock.paused_at.is_(None), Clock.due_at < now))


def _count(session: Session, column: Any, *where: ColumnElement[bool] | Any) -> int:
    return session.scalar(select(func.count(column)).where(*where)) or 0


def _by(session: Session, column: Any, names: Iterable[str], *where: Any) -> dict[str, int]:
    rows = session.execute(select(column, func.count()).where(*where).group_by(column))
    found = {row[0]: row[1] for row in rows}
    return {name: found.get(name, 0) for name in names}
