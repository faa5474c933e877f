"""The list of cases, newest first, by key."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from dashboard import access, words
from dashboard.queries.waiting import Countdown
from huiying.core.models import Case, Clock, EventPlace, Unit, User

PAGE_SIZE = 50
SOON = timedelta(hours=24)
FILTERS = {
    "open": "在办",
    "overdue": "超时",
    "soon": "24 小时内到期",
    "held": "待核实",
    "closed": "已办结",
    "archive": "历史导入",
}


@dataclass(frozen=True)
class Wanted:
    """Which cases: `shown` is one of FILTERS, `unit` an id, `tier` 0 for none; None and "" are any.
    `place` as the case's event names it."""

    shown: str = "open"
    unit: int | None = None
    tier: int | None = None
    kind: str = ""
    words: str = ""
    place: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The filter as an address's query."""
        given: dict[str, int | str | None] = {
            "unit": self.unit,
            "tier": self.tier,
            "kind": self.kind,
            "q": self.words,
        }
        given["place"] = self.place
        return {"show": self.shown} | {
            name: str(value) for name, value in given.items() if value not in (None, "")
        }


@dataclass(frozen=True)
class CaseLine:
    """One case of the list; `what` is the milestone that falls due next."""

    id: int
    number: str
    kind: str
    title: str
    tier: int | None
    unit: str
    opened_at: datetime
    closed_at: datetime | None
    what: str
    countdown: Countdown | None


@dataclass(frozen=True)
class CasePage:
    """A page of the list; `before` is the key of the next one, None at the end."""

    lines: list[CaseLine]
    before: int | None


def cases(
    session: Session,
    user: User,
    wanted: Wanted,
    now: datetime,
    *,
    before: int | None = None,
    limit: int = PAGE_SIZE,
) -> CasePage:
    """Up to `limit` cases that the user may know of, older than the case `before`."""
    query = (
        select(Case, Unit.name)
        .outerjoin(Unit, Unit.id == func.coalesce(Case.lead_unit_id, Case.proposed_unit_id))
        .where(access.visible_cases(user), *_conditions(wanted, now))
        .order_by(Case.id.desc())
        .limit(limit + 1)
    )
    if before is not None:
        query = query.where(Case.id < before)
    found = session.execute(query).all()
    due = _next_due(session, [one.id for one, _ in found[:limit]])
    lines = [_line(one, unit, due.get(one.id), now) for one, unit in found[:limit]]
    return CasePage(lines, lines[-1].id if len(found) > limit else None)


def _conditions(wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    found = [_filter(wanted.shown, now)]
    if wanted.unit is not None:
        found.append(func.coalesce(Case.lead_unit_id, Case.proposed_unit_id) == wanted.unit)
    if wanted.tier is not None:
        found.append(func.coalesce(Case.tier, 0) == wanted.tier)
    if wanted.kind:
        found.append(Case.kind == wanted.kind)
    if wanted.place:
        of_events = select(EventPlace.event_id).where(EventPlace.place == wanted.place)
        found.append(Case.event_id.in_(of_events))
    if wanted.words:
        found.append(
            or_(
                Case.title.contains(wanted.words, autoescape=True),
                Case.number.contains(wanted.words, autoescape=True),
            )
        )
    return found


def _filter(shown: str, now: datetime) -> ColumnElement[bool]:
    running = (Clock.case_id == Case.id, Clock.ended_at.is_(None), Clock.paused_at.is_(None))
    conditions: dict[str, ColumnElement[bool]] = {
        "open": and_(Case.closed_at.is_(None), ~Case.archive),
        "overdue": exists().where(*running, Clock.due_at < now),
        "soon": exists().where(*running, Clock.due_at.between(now, now + SOON)),
        "held": and_(Case.held_at.is_not(None), Case.closed_at.is_(None)),
        "closed": Case.closed_at.is_not(None),
        "archive": Case.archive.is_(True),
    }
    return conditions[shown]


def _next_due(session: Session, ids: list[int]) -> dict[int, Clock]:
    query = (
        select(Clock)
        .where(Clock.case_id.in_(ids), Clock.ended_at.is_(None))
        .order_by(Clock.paused_at.is_(None), Clock.due_at.desc(), Clock.id.desc())
    )
    return {clock.case_id: clock for clock in session.scalars(query)}


def _what(clock: Clock) -> str:
    return words.milestone(clock.milestone) + ("（已暂停）" if clock.paused_at else "")


def _line(one: Case, unit: str | None, clock: Clock | None, now: datetime) -> CaseLine:
    return CaseLine(
        id=one.id,
        number=one.number,
        kind=words.KINDS[one.kind],
        title=one.title,
        tier=one.tier,
        unit=unit or "待定",
        opened_at=one.opened_at,
        closed_at=one.closed_at,
        what=_what(clock) if clock else "",
        countdown=Countdown(clock.due_at, clock.anchor_at, now) if clock and not clock.paused_at else None,
    )
