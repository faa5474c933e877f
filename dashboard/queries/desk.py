"""The desk's figures, hot events and trend, each in one or two queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from dashboard import access
from dashboard.queries import timeliness
from dashboard.queries.people import Names
from huiying.core.actors import Actor
from huiying.core.clock import local
from huiying.core.models import (
    Case,
    Clock,
    Event,
    HeatReading,
    Post,
    PostAssessment,
    Publication,
)
from responder import wording
from responder.reports.week import Period

HOT_PERIOD = timedelta(hours=48)
HOT_EVENTS = 10
TREND_DAYS = 7
LEAST_COMPARED = 10  # below, a percentage says more than there is
TIER_ROWS = (1, 2, 3, 4, None)


@dataclass(frozen=True)
class Figure:
    """A number with what it is compared with. `alarm` colours it as lateness."""

    label: str
    value: str
    note: str
    href: str
    alarm: bool = False


@dataclass(frozen=True)
class HotEvent:
    """An event with its heat of the last 48 hours as a line: x 0..84, y 0..26 downwards. `answered_at` is
    when the public first got an answer that counts."""

    id: int
    title: str
    tier: int | None
    heat: int
    size: int
    line: str
    trend: str
    case_id: int | None
    answered_at: datetime | None


@dataclass(frozen=True)
class TrendDay:
    """One day's relevant posts by tier, in the order of TIER_ROWS, and what was published."""

    label: str
    counts: list[int]
    published: int

    @property
    def total(self) -> int:
        """All of the day's relevant posts."""
        return sum(self.counts)


def figures(session: Session, user: Actor, now: datetime) -> list[Figure]:
    """The four figures at the top; a unit's are of its own."""
    own = [_overdue(session, user, now), _open_cases(session, user, now)]
    if access.sees_all(user):
        own.append(_posts_today(session, now))
    return [*own, _on_time(session, user, now)]


def hot_events(session: Session, user: Actor, now: datetime) -> list[HotEvent]:
    """The hottest events of the last 48 hours; a unit sees those of its own cases."""
    first = select(func.min(Case.id)).where(Case.event_id == Event.id, access.visible_cases(user))
    query = (
        select(Event, first.scalar_subquery())
        .where(Event.merged_into_id.is_(None), Event.last_at >= now - HOT_PERIOD)
        .order_by(Event.heat.desc(), Event.id)
        .limit(HOT_EVENTS)
    )
    if not access.sees_all(user):
        query = query.where(first.exists())
    found = session.execute(query).all()
    ids = [event.id for event, _ in found]
    curves, answered = _curves(session, ids, now), _answered(session, ids)
    return [_hot(event, case_id, answered.get(event.id), curves[event.id], now) for event, case_id in found]


def trend(session: Session, now: datetime) -> list[TrendDay]:
    """Relevant posts of the last seven days of the park's calendar, by tier, oldest first."""
    starts = _day_starts(now)
    of_day = [case((and_(Post.detected_at >= a, Post.detected_at < b), 1), else_=0) for a, b in starts]
    query = (
        select(PostAssessment.tier, *(func.sum(one) for one in of_day))
        .join(Post, Post.id == PostAssessment.post_id)
        .where(Post.detected_at >= starts[0][0], PostAssessment.relevant, Post.archive.is_(False))
        .group_by(PostAssessment.tier)
    )
    by_tier = {row[0]: [int(n or 0) for n in row[1:]] for row in session.execute(query)}
    published = _published(session, starts)
    nothing = [0] * TREND_DAYS
    return [
        TrendDay(_day_name(start), [by_tier.get(tier, nothing)[day] for tier in TIER_ROWS], published[day])
        for day, (start, _) in enumerate(starts)
    ]


def _overdue(session: Session, user: Actor, now: datetime) -> Figure:
    query = (
        select(Clock.due_at, Clock.holder, Clock.holder_unit_id)
        .join(Case, Case.id == Clock.case_id)
        .where(Clock.ended_at.is_(None), Clock.paused_at.is_(None), Clock.due_at < now)
        .where(*timeliness.visible(user))
        .order_by(Clock.due_at)
    )
    rows = session.execute(query).all()
    note = "没有超时的时限"
    if rows:
        note = f"最长 {wording.span(now - rows[0][0])}"
        if access.sees_all(user):
            note += f" · {Names(session).holder(rows[0][1], rows[0][2])}"
    return Figure("超时未办", str(len(rows)), note, "/cases?show=overdue", alarm=bool(rows))


def _open_cases(session: Session, user: Actor, now: datetime) -> Figure:
    visible = access.visible_cases(user)
    of_open = select(func.count(Case.id)).where(Case.closed_at.is_(None), ~Case.archive, visible)
    soon = (
        select(func.count(func.distinct(Clock.case_id)))
        .join(Case, Case.id == Clock.case_id)
        .where(Clock.ended_at.is_(None), Clock.due_at.between(now, now + timedelta(hours=24)))
        .where(visible, timeliness.own(user))
    )
    count, due = session.scalar(of_open), session.scalar(soon)
    return Figure("在办事项", str(count), f"24 小时内到期 {due}", "/cases")


def _posts_today(session: Session, now: datetime) -> Figure:
    today = _midnight(now)
    day = timedelta(days=1)
    in_today = case((Post.detected_at >= today, 1), else_=0)
    before = case((and_(Post.detected_at >= today - day, Post.detected_at <= now - day), 1), else_=0)
    query = (
        select(func.sum(in_today), func.sum(before))
        .join(PostAssessment, PostAssessment.post_id == Post.id)
        .where(Post.detected_at >= today - day, PostAssessment.relevant, Post.archive.is_(False))
    )
    count, then = (int(n or 0) for n in session.execute(query).one())
    note = f"昨日同期 {then} 条" if then else "昨日同期没有"
    if then >= LEAST_COMPARED:
        note = f"较昨日同期 {(count - then) / then:+.0%}"
    return Figure("今日相关信息", str(count), note, "#trend")


def _on_time(session: Session, user: Actor, now: datetime) -> Figure:
    this = Period(now - timeliness.PERIOD, now)
    earlier = Period(this.start - timeliness.PERIOD, this.start)
    rate, before = (one.all for one in timeliness.overall(session, user, [this, earlier]))
    note = f"{rate.met} / {rate.decided} 个时限"
    if rate.rate is not None and before.rate is not None:
        note += f" · 较前 30 日 {(rate.rate - before.rate) * 100:+.1f} 点"
    href = "/timeliness" if access.sees_all(user) else "/cases"
    return Figure("近 30 日按时率", wording.percent(rate.rate), note, href)


def _curves(session: Session, ids: list[int], now: datetime) -> dict[int, list[tuple[datetime, float]]]:
    query = (
        select(HeatReading.event_id, HeatReading.at, HeatReading.heat)
        .where(HeatReading.event_id.in_(ids), HeatReading.at >= now - HOT_PERIOD)
        .order_by(HeatReading.at)
    )
    curves: dict[int, list[tuple[datetime, float]]] = defaultdict(list)
    for event_id, at, heat in session.execute(query):
        curves[event_id].append((at, heat))
    return curves


def _answered(session: Session, ids: list[int]) -> dict[int, datetime]:
    """By event: its first publication to everybody; a reply to one sender answers nobody else."""
    query = (
        select(Case.event_id, func.min(Publication.published_at))
        .join(Publication, Publication.case_id == Case.id)
        .where(Case.event_id.in_(ids), Publication.evidence_at.is_not(None))
        .where(Publication.outlet != "direct_reply")
        .group_by(Case.event_id)
    )
    return {event_id: at for event_id, at in session.execute(query) if event_id is not None}


def _hot(
    event: Event,
    case_id: int | None,
    answered_at: datetime | None,
    curve: list[tuple[datetime, float]],
    now: datetime,
) -> HotEvent:
    curve = [*curve, (now, event.heat)]
    rise = event.heat - curve[0][1]
    said = f"48 小时内由 {curve[0][1]:.0f} 到 {event.heat:.0f}"
    trend_ = f"{'升' if rise >= 1 else '降' if rise <= -1 else '平'}，{said}"
    return HotEvent(
        id=event.id,
        title=event.title,
        tier=event.tier,
        heat=round(event.heat),
        size=event.size,
        line=_line(curve, now),
        trend=trend_,
        case_id=case_id,
        answered_at=answered_at,
    )


def _line(curve: Iterable[tuple[datetime, float]], now: datetime) -> str:
    whole = HOT_PERIOD.total_seconds()
    points = [(84 * (1 - (now - at).total_seconds() / whole), 25 - 0.24 * heat) for at, heat in curve]
    if len(points) == 1:
        points.insert(0, (0.0, points[0][1]))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _published(session: Session, starts: list[tuple[datetime, datetime]]) -> list[int]:
    query = select(Publication.published_at).where(Publication.published_at >= starts[0][0])
    moments = session.scalars(query).all()
    return [sum(a <= at < b for at in moments) for a, b in starts]


def _day_starts(now: datetime) -> list[tuple[datetime, datetime]]:
    today, day = _midnight(now), timedelta(days=1)
    firsts = [today - day * back for back in range(TREND_DAYS - 1, -1, -1)]
    return [(first, first + day) for first in firsts]


def _midnight(now: datetime) -> datetime:
    return local(now).replace(hour=0, minute=0, second=0, microsecond=0)


def _day_name(start: datetime) -> str:
    there = local(start)
    return f"{there.month}月{there.day}日"
