"""One event: its verdict, heat curve with publications, posts, and the cases that it opened."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dashboard.access import NotFound
from dashboard.queries import reasons
from dashboard.queries.curves import Curve, curve
from dashboard.queries.lead_unit import settled
from dashboard.queries.people import Names
from dashboard.queries.postlines import PostLine, post_lines
from dashboard.queries.reasons import Reason
from dashboard.words import ANSWERS, CHANNELS
from huiying.core.models import Case, Event, EventPost, HeatReading, Post, Publication
from responder import casefile
from responder.reports.flash import flash


@dataclass(frozen=True)
class EventFile:
    """What the event page shows; `lead` is who leads its latest assigned case.

    `stands_for` is the hottest post, on which corrections are noted.
    """

    event: Event
    why: list[Reason]
    lead: str
    flash: list[str]
    curve: Curve | None
    channels: list[tuple[str, int]]
    posts: list[PostLine]
    stands_for: PostLine | None
    cases: list[Case]
    may_open: bool


def event_file(session: Session, event_id: int, now: datetime) -> EventFile:
    """The event; a merged one leads to the one that stays. Raises NotFound where there is none."""
    event = session.get(Event, event_id)
    while event is not None and event.merged_into_id is not None:
        event = session.get(Event, event.merged_into_id)
    if event is None:
        raise NotFound("没有这个事件")
    names = Names(session)
    cases = session.scalars(select(Case).where(Case.event_id == event.id).order_by(Case.id)).all()
    closed = [case.closed_at is not None for case in cases if case.kind == "opinion"]
    members = select(EventPost.post_id).where(EventPost.event_id == event.id)
    led = next((case for case in reversed(cases) if case.lead_unit_id is not None), None)
    posts = post_lines(session, members.where(EventPost.duplicate_of_id.is_(None)), most=20)
    return EventFile(
        event=event,
        why=_why(session, event, led, names),
        lead=names.unit(led.lead_unit_id) if led else "",
        flash=flash(event, now),
        curve=_curve(session, event, [case.id for case in cases]),
        channels=_channels(session, event),
        posts=posts,
        stands_for=posts[0] if posts else None,
        cases=list(cases),
        may_open=all(closed),
    )


def _why(session: Session, event: Event, led: Case | None, names: Names) -> list[Reason]:
    found = reasons.reasons(event.verdict)
    return settled(found, led, casefile.assignment(session, led), names) if led else found


def _curve(session: Session, event: Event, case_ids: list[int]) -> Curve | None:
    readings = select(HeatReading.at, HeatReading.heat).where(HeatReading.event_id == event.id)
    published = select(Publication.published_at, Publication.kind).where(Publication.case_id.in_(case_ids))
    moments = [(at, f"发布{ANSWERS[kind]}") for at, kind in session.execute(published)]
    heat = [(at, value) for at, value in session.execute(readings.order_by(HeatReading.at))]
    return curve(heat, moments)


def _channels(session: Session, event: Event) -> list[tuple[str, int]]:
    query = (
        select(Post.channel, func.count())
        .join(EventPost, EventPost.post_id == Post.id)
        .where(EventPost.event_id == event.id)
        .group_by(Post.channel)
        .order_by(func.count().desc())
    )
    return [(CHANNELS[channel], count) for channel, count in session.execute(query)]
