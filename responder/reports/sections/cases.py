"""事项: opened, closed, open and overdue."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from huiying.core.models import Case, Clock
from responder.reports.figures import CaseFigures, Compared, Count, OverdueLine
from responder.reports.holders import Holders
from responder.reports.week import Period
from responder.words import KINDS

MOST_LINES = 20
Rule = Callable[[Period], ColumnElement[bool]]


def cases(session: Session, period: Period, holders: Holders) -> CaseFigures:
    overdue = _overdue(session, period, holders)
    return CaseFigures(
        opened=_compared(session, period, _opened),
        closed=_compared(session, period, _closed),
        open=_compared(session, period, _open),
        overdue=len(overdue),
        held=_count(session, _open(period), Case.held_at.is_not(None)),
        kinds=tuple(
            Count(kind, name, Compared(_count(session, _opened(period), Case.kind == kind), before))
            for kind, name in KINDS.items()
            for before in [_count(session, _opened(period.before), Case.kind == kind)]
        ),
        longest_overdue=tuple(overdue[:MOST_LINES]),
    )


def _opened(period: Period) -> ColumnElement[bool]:
    return and_(Case.opened_at >= period.start, Case.opened_at < period.until)


def _closed(period: Period) -> ColumnElement[bool]:
    return and_(Case.closed_at >= period.start, Case.closed_at < period.until)


def _open(period: Period) -> ColumnElement[bool]:
    """Open when the period ended."""
    return and_(Case.opened_at < period.until, or_(Case.closed_at.is_(None), Case.closed_at >= period.until))


def _compared(session: Session, period: Period, rule: Rule) -> Compared:
    return Compared(_count(session, rule(period)), _count(session, rule(period.before)))


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(Case.id)).where(Case.archive.is_(False), *conditions)) or 0


def _overdue(session: Session, period: Period, holders: Holders) -> list[OverdueLine]:
    """One line a case, by its longest overdue clock; the longest first."""
    query = (
        select(Clock, Case)
        .join(Case, Case.id == Clock.case_id)
        .where(_open(period), Case.archive.is_(False))
        .where(Clock.due_at < period.until, Clock.planned_at < period.until, Clock.paused_at.is_(None))
        .where(or_(Clock.ended_at.is_(None), Clock.ended_at >= period.until))
        .order_by(Clock.due_at, Clock.id)
    )
    lines: dict[int, OverdueLine] = {}
    for clock, case in session.execute(query):
        if case.id not in lines:
            lines[case.id] = _line(clock, case, period, holders)
    return list(lines.values())


def _line(clock: Clock, case: Case, period: Period, holders: Holders) -> OverdueLine:
    return OverdueLine(
        case_id=case.id,
        number=case.number,
        title=case.title,
        milestone=holders.milestone(clock),
        holder=holders.name(clock),
        due_at=clock.due_at,
        late_seconds=int((period.until - clock.due_at).total_seconds()),
    )
