"""发布、通知、信源: what went out, who was told, and whether the watching works."""

from collections import Counter

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from huiying.core.models import Notice, Publication, Source
from responder.reports.figures import (
    Compared,
    Count,
    NoticeFigures,
    PublicationFigures,
    SourceFigures,
    SourceLine,
)
from responder.reports.week import Period
from responder.sources.watched import WATCHED
from responder.words import ANSWERS, HEALTH


def publications(session: Session, period: Period) -> PublicationFigures:
    """By the moment of publishing; only those whose evidence stood by the end of the period count."""
    this, before = _published(session, period), _published(session, period.before)
    kinds = [Count(kind, name, Compared(this[kind], before[kind])) for kind, name in ANSWERS.items()]
    return PublicationFigures(
        published=Compared(sum(this.values()), sum(before.values())),
        unproven=_unproven(session, period),
        kinds=tuple(it for it in kinds if it.count.this or it.count.before),
    )


def notices(session: Session, period: Period) -> NoticeFigures:
    def count(state: str, within: Period) -> int:
        at = Notice.sent_at if state == "sent" else Notice.failed_at
        query = select(func.count()).where(Notice.state == state, at >= within.start, at < within.until)
        return session.scalar(query) or 0

    return NoticeFigures(
        sent=Compared(count("sent", period), count("sent", period.before)),
        failed=Compared(count("failed", period), count("failed", period.before)),
        pending=_pending(session, period),
    )


def sources(session: Session) -> SourceFigures:
    """The sources that are watched, as they stand now."""
    watched = session.scalars(select(Source).where(WATCHED).order_by(Source.name)).all()
    states = Counter(source.state for source in watched)
    return SourceFigures(
        watched=len(watched),
        **{state: states[state] for state in HEALTH},
        troubled=tuple(_trouble(source) for source in watched if source.state != "healthy"),
    )


def _published(session: Session, period: Period) -> Counter[str]:
    query = (
        select(Publication.kind, func.count())
        .where(Publication.published_at >= period.start, Publication.published_at < period.until)
        .where(Publication.evidence_at < period.until)
        .group_by(Publication.kind)
    )
    return Counter(dict(iter(session.execute(query))))


def _unproven(session: Session, period: Period) -> int:
    unproven = or_(Publication.evidence_at.is_(None), Publication.evidence_at >= period.until)
    within = and_(Publication.published_at >= period.start, Publication.published_at < period.until)
    return session.scalar(select(func.count()).where(unproven, within)) or 0


def _pending(session: Session, period: Period) -> int:
    later = or_(Notice.sent_at >= period.until, Notice.failed_at >= period.until)
    query = select(func.count()).where(
        Notice.created_at < period.until, or_(Notice.state == "pending", later)
    )
    return session.scalar(query) or 0


def _trouble(source: Source) -> SourceLine:
    return SourceLine(
        name=source.name,
        state=source.state,
        state_name=HEALTH[source.state],
        since=source.state_since,
        reason=source.state_reason or "",
    )
