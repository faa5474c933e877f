"""What followed a missed due moment: spread, rumours unanswered, repeat demands. Laid beside a proposal so
that a person can tell whether serious harm was done; it judges nothing itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from huiying.core.models import (
    Case,
    CasePost,
    Draft,
    EventPost,
    HeatReading,
    Post,
    PostAssessment,
    Publication,
)
from responder import casefile
from responder.words import CHANNELS

RUMOUR = 0.5
MOST = 10
LONGEST = 120
WHEN = func.coalesce(Post.published_at, Post.detected_at)


def aftermath(session: Session, case: Case, since: datetime, now: datetime) -> dict[str, Any]:
    """From `since` to `now`, as plain data for the record."""
    return {
        "since": since.isoformat(),
        "heat": _heat(session, case, since, now),
        "spread": _spread(session, case, since, now),
        "rumours": rumours(session, case, now),
        "repeats": _repeats(session, case, since, now),
    }


def _heat(session: Session, case: Case, since: datetime, now: datetime) -> dict[str, Any]:
    """Heat when the moment passed, and its peak since then; None where there is no reading."""
    query = select(HeatReading.at, HeatReading.heat).where(HeatReading.event_id == case.event_id)
    readings = session.execute(query.where(HeatReading.at <= now).order_by(HeatReading.at)).all()
    then = [heat for at, heat in readings if at <= since]
    after = [(heat, at) for at, heat in readings if at > since]
    peak = max(after, default=None)
    return {
        "then": round(then[-1], 1) if then else None,
        "peak": round(peak[0], 1) if peak else None,
        "peak_at": peak[1].isoformat() if peak else None,
    }


def _spread(session: Session, case: Case, since: datetime, now: datetime) -> dict[str, Any]:
    """Posts of the event that came since, and by which channels."""
    query = (
        select(Post.channel, func.count())
        .join(EventPost, EventPost.post_id == Post.id)
        .where(EventPost.event_id == case.event_id, since < WHEN, now >= WHEN)
        .group_by(Post.channel)
        .order_by(func.count().desc(), Post.channel)
    )
    channels = [(CHANNELS.get(channel, channel), count) for channel, count in session.execute(query)]
    return {"posts": sum(count for _, count in channels), "channels": [list(one) for one in channels]}


def rumours(session: Session, case: Case, now: datetime) -> list[dict[str, Any]]:
    """Rumours of the event that no publication rebuts, the oldest first; repeats of one count as one."""
    original = func.coalesce(EventPost.duplicate_of_id, EventPost.post_id)
    rebutted = (
        select(original)
        .join(Draft, Draft.rebuts_post_id == EventPost.post_id)
        .join(Publication, Publication.draft_id == Draft.id)
        .where(Publication.case_id == case.id, Publication.evidence_at.is_not(None))
    )
    doubtful = (
        select(original.label("id"), func.count().label("times"))
        .join(PostAssessment, PostAssessment.post_id == EventPost.post_id)
        .join(Post, Post.id == EventPost.post_id)
        .where(EventPost.event_id == case.event_id, PostAssessment.rumor >= RUMOUR, now >= WHEN)
        .where(original.not_in(rebutted))
        .group_by(original)
        .subquery()
    )
    query = select(Post, doubtful.c.times).join(doubtful, doubtful.c.id == Post.id).order_by(WHEN).limit(MOST)
    return [
        {"at": (post.published_at or post.detected_at).isoformat(), "text": _said(post), "times": times}
        for post, times in session.execute(query)
    ]


def _repeats(session: Session, case: Case, since: datetime, now: datetime) -> dict[str, Any]:
    """Demands that came again: further messages of the case, or posts of the event since its due moment."""
    joined = select(func.count()).select_from(CasePost).where(CasePost.case_id == case.id)
    senders = session.scalar(joined) or 0
    later = session.scalar(joined.where(CasePost.joined_at > since, CasePost.joined_at <= now)) or 0
    reopened = casefile.reopening(session, case) is not None
    return {"senders": senders, "later": later, "reopened": reopened}


def _said(post: Post) -> str:
    text = post.title or post.text or ""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
