"""归入事件: the press office puts a post into an event, moves it to another one, or takes it out."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Event, EventPost, Post, PostAssessment, User
from responder.corrections.correct_verdict import correct_verdict
from responder.intake import window
from responder.verbs.permission import require_office


def place_post(session: Session, post: Post, event: Event | None, *, by: User, now: datetime) -> int | None:
    """Let the post belong to the event, or to none. The id of the event that it belonged to before.

    What belongs to an event concerns the park: a verdict that says otherwise is corrected. A batch that the
    clusterer is about to write is worked out anew; what it remembers stays, and it moves no post twice.
    """
    require_office(by, "归入事件")
    window.disturb(session)
    event = _living(session, event)
    judged = session.get(PostAssessment, post.id)
    if judged is None:
        raise Refused("这条信息尚未研判，请稍后再归入事件")
    member = session.get(EventPost, post.id)
    before = member.event_id if member else None
    if before == (event.id if event else None):
        return before
    if member is not None:
        _leave(session, member)
    if event is not None:
        session.add(EventPost(post_id=post.id, event_id=event.id, joined_at=now))
        _receive(event, post)
        if not judged.relevant:
            correct_verdict(session, post, task="relevance", right="yes", by=by, now=now)
    judged.placed_at = judged.placed_at or now
    session.flush()
    detail = {"event": event.id if event else None, "before": before}
    audit.record(session, "place_post", "post", post.id, by=by.name, now=now, **detail)
    return before


def _living(session: Session, event: Event | None) -> Event | None:
    while event is not None and event.merged_into_id is not None:
        event = session.get(Event, event.merged_into_id)
    return event


def _leave(session: Session, member: EventPost) -> None:
    others = select(func.count()).where(
        EventPost.event_id == member.event_id, EventPost.post_id != member.post_id
    )
    if not session.scalar(others):
        raise Refused("这是该事件唯一的一条信息，不能移出")
    former = session.get_one(Event, member.event_id)
    former.size = max(1, former.size - 1)
    session.delete(member)
    session.flush()


def _receive(event: Event, post: Post) -> None:
    at = post.published_at or post.detected_at
    event.size += 1
    event.first_at, event.last_at = min(event.first_at, at), max(event.last_at, at)
    event.detected_at = min(event.detected_at, post.detected_at)
