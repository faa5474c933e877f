"""How long a link can be used: short, but not shorter than the duty that it was sent for."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import Clock, Notice

LONGEST = timedelta(days=7)


def ends(
    session: Session, notices: Sequence[Notice], *, life: timedelta, now: datetime
) -> Mapping[int, datetime]:
    """When a link that is made now for each of these notices can no longer be used, by notice.

    `life` after the due moment of the clock that the notice tells of; without one, of the case's unit's clock
    that falls due next. At least `life` from now, at most a week.
    """
    own, first = _own(session, notices), _first(session, notices)
    due = {it.id: own.get(it.clock_id or 0) or first.get(it.case_id or 0) or now for it in notices}
    return {key: min(max(moment, now) + life, now + LONGEST) for key, moment in due.items()}


def _own(session: Session, notices: Sequence[Notice]) -> dict[int, datetime]:
    wanted = {it.clock_id for it in notices if it.clock_id is not None}
    query = select(Clock.id, Clock.due_at).where(Clock.id.in_(wanted))
    return {row[0]: row[1] for row in session.execute(query)} if wanted else {}


def _first(session: Session, notices: Sequence[Notice]) -> dict[int, datetime]:
    """By case: when what its unit owes falls due first."""
    wanted = {it.case_id for it in notices if it.clock_id is None and it.case_id is not None}
    query = select(Clock.case_id, Clock.due_at).where(
        Clock.case_id.in_(wanted), Clock.ended_at.is_(None), Clock.holder == "unit"
    )
    rows = session.execute(query.order_by(Clock.due_at.desc())) if wanted else ()
    return {row[0]: row[1] for row in rows}
