"""来自哪些地方: how many posts and cases come from each place that events name. Counts alone: nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import Session

from analysis.profile import ParkProfile
from dashboard.queries.posts.finding import first_since
from huiying.core.clock import local
from huiying.core.models import Case, Clock, EventPlace, EventPost

DAYS = {"7": "近 7 日", "30": "近 30 日", "90": "近 90 日"}
USUAL = "7"
MOST = 30


@dataclass(frozen=True)
class Place:
    """One place: posts received and cases opened since the first day; cases open and overdue now. `share`:
    its posts against those of the first place, in percent."""

    name: str
    posts: int
    opened: int
    open: int
    late: int
    share: float


@dataclass(frozen=True)
class Window:
    """The last so many days of the park's calendar, this one included."""

    days: str
    start: datetime

    @property
    def title(self) -> str:
        """近 7 日."""
        return DAYS.get(self.days, f"近 {self.days} 日")

    @property
    def since(self) -> str:
        """The first day, as the list of posts takes it."""
        return f"{local(self.start):%Y-%m-%d}"


def window(days: str, now: datetime) -> Window:
    """The window of an address; the usual one where it names none."""
    known = days if days in DAYS else USUAL
    return Window(known, first_day(int(known), now))


def first_day(days: int, now: datetime) -> datetime:
    """The midnight at which the last so many days began."""
    return local(now).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)


def ranking(
    session: Session, profile: ParkProfile, start: datetime, now: datetime, *, most: int = MOST
) -> list[Place]:
    """The places with most posts first. Names of the park as a whole say nothing of where: left out."""
    first = first_since(session, start)
    posts = {row.place: row.posts for row in session.execute(_posts(first))} if first is not None else {}
    cases = {row.place: row for row in session.execute(_cases(start, now))}
    names = [one for one in posts.keys() | cases.keys() if not is_whole(one, profile)]
    ranked = sorted(names, key=lambda one: (-posts.get(one, 0), -_opened(cases.get(one)), one))[:most]
    top = max((posts.get(one, 0) for one in ranked), default=0)
    return [_place(one, posts.get(one, 0), cases.get(one), top) for one in ranked]


def is_whole(place: str, profile: ParkProfile) -> bool:
    """Whether the name stands for the whole park: it is, or is a part of, one of the park's own names."""
    return any(place in name for name in (profile.name, *profile.aliases))


def _posts(first: int) -> Any:
    by_event = (
        select(EventPost.event_id, func.count().label("posts"))
        .where(EventPost.post_id >= first)
        .group_by(EventPost.event_id)
        .offset(0)
        .subquery()
    )
    return (
        select(EventPlace.place, func.sum(by_event.c.posts).label("posts"))
        .join(by_event, by_event.c.event_id == EventPlace.event_id)
        .group_by(EventPlace.place)
    )


def _cases(start: datetime, now: datetime) -> Any:
    late = exists().where(
        Clock.case_id == Case.id, Clock.ended_at.is_(None), Clock.paused_at.is_(None), Clock.due_at < now
    )
    counted = {"opened": Case.opened_at >= start, "open": Case.closed_at.is_(None), "late": late}
    ones = [case((condition, 1), else_=0).label(name) for name, condition in counted.items()]
    found = (
        select(Case.event_id, *ones)
        .where(~Case.archive, or_(Case.opened_at >= start, Case.closed_at.is_(None)))
        .offset(0)
        .subquery()
    )
    return (
        select(EventPlace.place, *(func.sum(found.c[name]).label(name) for name in counted))
        .join(found, found.c.event_id == EventPlace.event_id)
        .group_by(EventPlace.place)
    )


def _opened(row: Any) -> int:
    return int(row.opened) if row else 0


def _place(name: str, posts: int, row: Any, top: int) -> Place:
    cases = (int(row.opened), int(row.open), int(row.late)) if row else (0, 0, 0)
    return Place(name, int(posts), *cases, share=round(100 * posts / top, 1) if top else 0.0)
