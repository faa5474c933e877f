"""事件: the hottest happenings of the week, and why they are rated as they are."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from huiying.core.audit import MACHINE
from huiying.core.models import Event, EventPost, EventTier, HeatReading, Post
from responder.reports.figures import EventLine, Quote
from responder.reports.week import Period
from responder.words import CHANNELS, TIERS

MOST = 10
MOST_REASONS = 3


def events(session: Session, period: Period) -> tuple[EventLine, ...]:
    """The hottest events that got posts in the period (imported history left out)."""
    sizes = (
        select(EventPost.event_id, func.count().label("size"))
        .join(Post, Post.id == EventPost.post_id)
        .where(Post.detected_at >= period.start, Post.detected_at < period.until, Post.archive.is_(False))
        .group_by(EventPost.event_id)
        .subquery()
    )
    readings = (
        select(HeatReading.event_id, func.max(HeatReading.heat).label("heat"))
        .where(HeatReading.at >= period.start, HeatReading.at < period.until)
        .group_by(HeatReading.event_id)
        .subquery()
    )
    heat = func.coalesce(readings.c.heat, Event.heat)
    query = (
        select(Event, sizes.c.size, heat)
        .join(sizes, sizes.c.event_id == Event.id)
        .outerjoin(readings, readings.c.event_id == Event.id)
        .where(Event.merged_into_id.is_(None))
        .order_by(heat.desc(), sizes.c.size.desc(), Event.id)
        .limit(MOST)
    )
    return tuple(
        _line(session, event, size, highest, period) for event, size, highest in session.execute(query)
    )


def _line(session: Session, event: Event, size: int, heat: float, period: Period) -> EventLine:
    given = _given(session, event, period)
    tier = given.tier if given else event.tier
    account = _account(event.verdict, period)
    return EventLine(
        event_id=event.id,
        title=event.title,
        size=size,
        heat=round(heat, 1),
        tier=tier,
        tier_name=TIERS[tier],
        unit=event.unit,
        first_at=event.first_at,
        why=_why(event.verdict, given),
        gist=_gist(event.verdict, account),
        account=account,
    )


def _account(verdict: dict[str, Any], period: Period) -> tuple[Quote, ...]:
    """What the posts say of it; a sentence that was written after the period is no news of it."""
    quotes = (_quote(one) for one in _summary(verdict).get("extract") or [])
    return tuple(one for one in quotes if one.at is None or one.at < period.until)


def _gist(verdict: dict[str, Any], account: tuple[Quote, ...]) -> str:
    """It has no date of its own: it may be told where all of the account may."""
    summary = _summary(verdict)
    known = len(summary.get("extract") or [])
    return str(summary.get("gist", "")) if known and known == len(account) else ""


def _quote(one: dict[str, Any]) -> Quote:
    at = datetime.fromisoformat(one["at"]) if one["at"] else None
    return Quote(one["text"], int(one["post"]), CHANNELS.get(one["source"], one["source"]), at)


def _summary(verdict: dict[str, Any]) -> dict[str, Any]:
    return verdict.get("summary") or {}


def _given(session: Session, event: Event, period: Period) -> EventTier | None:
    """The tier that held when the period ended: a person's stands, whatever the machine said after it."""
    return session.scalar(
        select(EventTier)
        .where(EventTier.event_id == event.id, EventTier.at < period.until)
        .order_by(EventTier.by == MACHINE, EventTier.at.desc(), EventTier.id.desc())
        .limit(1)
    )


def _why(verdict: dict[str, Any], given: EventTier | None) -> tuple[str, ...]:
    """What a person said of the tier, then the weightiest reasons of the analysis."""
    said = [given.reason] if given and given.reason and given.by != MACHINE else []
    reasons = sorted(verdict.get("reasons") or [], key=lambda it: -abs(it.get("points") or 0))
    found = [f"{it['factor']}：{it['evidence']}" for it in reasons]
    return tuple(one.rstrip("。；") for one in [*said, *found][:MOST_REASONS])
