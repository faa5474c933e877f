"""A page of the list of posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import words
from dashboard.queries.posts.finding import find
from dashboard.queries.posts.wanted import Wanted
from huiying.core.fulltext.highlight import Piece, pieces
from huiying.core.models import Event, EventPost, Post, PostAssessment, Source

PAGE_SIZE = 50
LONGEST_TITLE, LONGEST_EXCERPT = 70, 130
MOST_EVENTS = 30
LIVE = timedelta(days=7)


@dataclass(frozen=True)
class FoundLine:
    """One post of the list; `relevant` is None until it was assessed. Never its author."""

    id: int
    title: list[Piece]
    name: str
    excerpt: list[Piece]
    source: str
    at: datetime
    detected_at: datetime
    link: str | None
    relevant: bool | None
    set_aside: bool
    topic: str | None
    tier: int | None
    sentiment: str
    event: tuple[int, str] | None


@dataclass(frozen=True)
class FoundPage:
    """A page of the list; `before` is the key of the next one, None at the end."""

    lines: list[FoundLine]
    before: int | None


def page(session: Session, wanted: Wanted, *, before: int | None, limit: int = PAGE_SIZE) -> FoundPage:
    """Up to `limit` posts, the newest first, received before the post `before`."""
    statement = select(Post, PostAssessment)
    rows = session.execute(find(session, statement, wanted, beyond=before, limit=limit + 1)).all()
    shown = rows[:limit]
    names = source_names(session, {post.source_id for post, _ in shown})
    events = events_of(session, [post.id for post, _ in shown])
    lines = [_line(post, judged, names, events, wanted) for post, judged in shown]
    return FoundPage(lines, lines[-1].id if len(rows) > limit else None)


def events_of(session: Session, posts: Sequence[int]) -> dict[int, tuple[int, str]]:
    """By post, the event that it belongs to."""
    query = (
        select(EventPost.post_id, Event.id, Event.title)
        .join(Event, Event.id == EventPost.event_id)
        .where(EventPost.post_id.in_(posts))
    )
    return {post: (event, title) for post, event, title in session.execute(query)}


def live_events(session: Session, now: datetime) -> list[tuple[int, str]]:
    """The events that a post is most likely put into: the hottest of the last days."""
    query = (
        select(Event.id, Event.title)
        .where(Event.merged_into_id.is_(None), Event.last_at >= now - LIVE)
        .order_by(Event.heat.desc(), Event.id.desc())
        .limit(MOST_EVENTS)
    )
    return [(event, title) for event, title in session.execute(query)]


def source_names(session: Session, sources: set[int]) -> dict[int, str]:
    """The names of these sources."""
    query = select(Source.id, Source.name).where(Source.id.in_(sources))
    return {row.id: row.name for row in session.execute(query)}


def _line(
    post: Post, judged: PostAssessment | None, names: dict[int, str], events: dict[int, Any], wanted: Wanted
) -> FoundLine:
    title, text = (post.title or "").strip(), " ".join((post.text or "").split())
    asked = wanted.asked.words
    url = post.url or ""
    return FoundLine(
        id=post.id,
        title=pieces(title or text or "（无标题）", asked, LONGEST_TITLE),
        name=(title or text or "（无标题）")[:LONGEST_TITLE],
        excerpt=pieces(text, asked, LONGEST_EXCERPT) if title else [],
        source=" · ".join(dict.fromkeys((names[post.source_id], words.CHANNELS[post.channel]))),
        at=post.published_at or post.detected_at,
        detected_at=post.detected_at,
        link=url if url.startswith(("http://", "https://")) else None,
        relevant=judged.relevant if judged else None,
        set_aside=post.set_aside_at is not None,
        topic=judged.topic if judged else None,
        tier=judged.tier if judged else None,
        sentiment=words.SENTIMENTS[judged.sentiment] if judged else "",
        event=events.get(post.id),
    )
