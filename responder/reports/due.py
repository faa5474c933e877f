"""Monday's report: a row with a due moment, so that a week is caught up after any downtime."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from huiying.core.database import Database
from huiying.core.models import DueTask
from responder.reports.week import Week
from responder.reports.weekly import make

PREFIX = "weekly:"
READY = timedelta(hours=8, minutes=30)


def run_due(database: Database, now: datetime) -> list[str]:
    """Make every weekly report that is due by `now` and not yet made; returns their weeks.

    Safe to call as often as one likes, in several processes: a week is claimed by a conditional
    UPDATE in the transaction that stores its report. The first call begins with the running week;
    from then on no week is left out.
    """
    with database.write() as session:
        _plan(session, now)
        due = _due(session, now)
    return [week for week in due if _make(database, week, now)]


def _plan(session: Session, now: datetime) -> None:
    """A row for each week from the last planned one up to the running one."""
    last = session.scalar(select(func.max(DueTask.name)).where(DueTask.name.startswith(PREFIX)))
    running = Week.of(now)
    week = Week.parse(last.removeprefix(PREFIX)).next if last else running
    while week.monday <= running.monday:
        _insert(session, week)
        week = week.next


def _insert(session: Session, week: Week) -> None:
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"name": PREFIX + week.name, "due_at": week.end + READY, "done_at": None}
    session.execute(insert(DueTask).on_conflict_do_nothing(index_elements=["name"]).values(row))


def _due(session: Session, now: datetime) -> list[str]:
    query = (
        select(DueTask.name)
        .where(DueTask.name.startswith(PREFIX), DueTask.done_at.is_(None), DueTask.due_at <= now)
        .order_by(DueTask.due_at)
    )
    return [name.removeprefix(PREFIX) for name in session.scalars(query)]


def _make(database: Database, week: str, now: datetime) -> bool:
    with database.write() as session:
        claimed = session.execute(
            update(DueTask)
            .where(DueTask.name == PREFIX + week, DueTask.done_at.is_(None))
            .values(done_at=now)
            .returning(DueTask.name)
        ).first()
        if claimed is not None:
            make(session, week, now)
    return claimed is not None
