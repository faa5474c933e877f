"""What the wall shows: who is on duty, what burns and who owes it, figures, hot events, unwell sources.

Everybody who passes the duty room reads it. What citizens wrote to the office (letters, calls, applications)
gives no title here, and nobody is named but who is on duty, without a number: the screen tells of duties.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from dashboard import words
from dashboard.queries import desk, roster, sources, timeliness
from dashboard.queries.desk import Figure, HotEvent
from dashboard.queries.people import Names
from dashboard.queries.waiting import WaitingRow, waiting
from huiying.core.models import Case, Clock, Event, EventPost, Post, Source
from responder.intake.membership import title_of

MOST_ROWS = 5
MOST_OWING = 6
MOST_EVENTS = 5
MOST_SOURCES = 3
MOST_COMPARED = 2000
LETTERS = ("message", "hotline")
"""Channels by which somebody wrote to the office, not to everybody."""
PRIVATE_KINDS = ("message", "disclosure")

_NUMBERS = re.compile(r"\d(?:[ -]?\d){6,}[\dXx]?")  # telephones, identity cards, accounts
_PLATE = re.compile(r"[\u4e00-\u9fff][A-Z][·• ]?[A-Z0-9]{5,6}(?![A-Za-z0-9])")


@dataclass(frozen=True)
class Viewer:
    """Who looks at the wall: nobody in particular, who reads everything and may do nothing."""

    name: str = "大屏"
    display_name: str = "大屏"
    role: str = "auditor"
    unit_id: int | None = None
    account_id: int | None = None
    only_case: int | None = None


@dataclass(frozen=True)
class Owing:
    """Who owes how many running clocks, and how many of them are late."""

    name: str
    running: int
    late: int
    next_due_at: datetime


@dataclass(frozen=True)
class Wall:
    """One look at the wall. `more`: burning cases beyond the rows; `posts`: those of the roster, now."""

    posts: Sequence[roster.Post]
    rows: Sequence[WaitingRow]
    more: int
    owing: Sequence[Owing]
    figures: Sequence[Figure]
    events: Sequence[HotEvent]
    unwell: Sequence[Source]
    well: int


def wall(session: Session, now: datetime) -> Wall:
    """The wall as it stands."""
    viewer = Viewer()
    found = waiting(session, viewer, now, most=MOST_ROWS)
    unwell, well = sources.unwell(session)
    return Wall(
        posts=roster.posts_now(session, now),
        rows=_rows(session, found.rows),
        more=max(0, found.cases - len(found.rows)),
        owing=_owing(session, viewer, now),
        figures=desk.figures(session, viewer, now),
        events=_events(session, desk.hot_events(session, viewer, now)[:MOST_EVENTS]),
        unwell=unwell,
        well=well,
    )


def without_numbers(title: str) -> str:
    """The title without what tells of one person: telephone and identity numbers, number plates."""
    return _PLATE.sub("（车牌略）", _NUMBERS.sub("（号码略）", title))


def _rows(session: Session, rows: Sequence[WaitingRow]) -> list[WaitingRow]:
    query = select(Case).where(Case.number.in_([row.number for row in rows]))
    by_number = {one.number: one for one in session.scalars(query)}
    public = _public(session, [one.event_id for one in by_number.values() if one.event_id is not None])
    names = Names(session)
    return [
        replace(row, title=_case_title(by_number[row.number], public), unit=_owed_by(row, names))
        for row in rows
    ]


def _owed_by(row: WaitingRow, names: Names) -> str:
    """Who has to act, which is not always the unit in charge."""
    return names.holder(*row.owed_by) if row.owed_by else row.unit


def _case_title(of: Case, public: Mapping[int, bool]) -> str:
    if of.kind in PRIVATE_KINDS or not public.get(of.event_id or 0, True):
        topic = f" · {of.topic}" if of.topic else ""
        return f"{of.number} {words.KINDS[of.kind]}{topic}"
    return without_numbers(of.title)


def _events(session: Session, events: Sequence[HotEvent]) -> list[HotEvent]:
    public = _public(session, [event.id for event in events])
    query = select(Event.id, Event.topic).where(Event.id.in_(public))
    topics = {row.id: row.topic for row in session.execute(query)}
    return [replace(one, title=_event_title(one, topics[one.id], public[one.id])) for one in events]


def _event_title(event: HotEvent, topic: str | None, is_public: bool) -> str:
    if is_public:
        return without_numbers(event.title)
    return f"群众来信 · {topic}" if topic else "群众来信"


def _public(session: Session, event_ids: Sequence[int]) -> dict[int, bool]:
    """Which of the events bear a title that everybody can read elsewhere: no letter is among their posts, or
    a public post has that very title."""
    letters = _with_letters(session, event_ids)
    query = (
        select(Event.id, Event.title, Post.title, func.substr(Post.text, 1, 1000))
        .join(EventPost, EventPost.event_id == Event.id)
        .join(Post, Post.id == EventPost.post_id)
        .where(Event.id.in_(letters), Post.channel.not_in(LETTERS))
        .limit(MOST_COMPARED)
    )
    rows = session.execute(query)
    named = {id_ for id_, said, title, text in rows if _same(said, title_of(title, text))}
    return {id_: id_ not in letters or id_ in named for id_ in event_ids}


def _with_letters(session: Session, event_ids: Sequence[int]) -> set[int]:
    query = (
        select(EventPost.event_id)
        .join(Post, Post.id == EventPost.post_id)
        .where(EventPost.event_id.in_(event_ids), Post.channel.in_(LETTERS))
        .distinct()
    )
    return set(session.scalars(query))


def _same(event_title: str, post_title: str) -> bool:
    return bool(event_title) and post_title.startswith(event_title.removesuffix("…"))


def _owing(session: Session, viewer: Viewer, now: datetime) -> list[Owing]:
    """By who holds them, those with late clocks first; a suspended clock is owed by nobody."""
    late = func.sum(case((Clock.due_at < now, 1), else_=0))
    query = (
        select(Clock.holder, Clock.holder_unit_id, func.count(), late, func.min(Clock.due_at))
        .join(Case, Case.id == Clock.case_id)
        .where(Clock.ended_at.is_(None), Clock.paused_at.is_(None), *timeliness.visible(viewer))
        .group_by(Clock.holder, Clock.holder_unit_id)
    )
    names = Names(session)
    found = [
        Owing(names.holder(holder, unit_id), count, late_, due)
        for holder, unit_id, count, late_, due in session.execute(query)
    ]
    return sorted(found, key=lambda one: (-one.late, one.next_due_at))[:MOST_OWING]
