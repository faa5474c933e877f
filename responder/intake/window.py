"""The clusterer's stored window: one row whose version makes one writer at a time."""

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from huiying.core.models import ClusterWindow

ONLY = 1
ABSENT = 0

log = logging.getLogger(__name__)


class LostRace(Exception):
    """Another worker placed posts in between; what was worked out must be worked out anew."""


@dataclass(frozen=True, slots=True)
class Window:
    """The state as stored, None where there is none yet, and the version under which it was read."""

    version: int
    state: bytes | None


def read(session: Session) -> Window:
    """The stored window. It must be read before the posts that are to be placed by it."""
    row = session.execute(
        select(ClusterWindow.version, ClusterWindow.state).where(ClusterWindow.id == ONLY)
    ).first()
    return Window(row.version, row.state) if row else Window(ABSENT, None)


def version(session: Session) -> int:
    """The stored window's version alone; the state is megabytes."""
    query = select(ClusterWindow.version).where(ClusterWindow.id == ONLY)
    return session.scalars(query).first() or ABSENT


def advance(session: Session, former: Window, state: bytes, now: datetime) -> None:
    """Store the state that follows `former`. Raises LostRace where `former` is no longer the last."""
    values = {"version": former.version + 1, "state": state, "updated_at": now}
    if former.version == ABSENT:
        _first(session, values)
        return
    changed = session.scalars(
        update(ClusterWindow)
        .where(ClusterWindow.id == ONLY, ClusterWindow.version == former.version)
        .values(values)
        .returning(ClusterWindow.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not changed:
        raise LostRace


def lock(session: Session) -> None:
    """Hold the window until the transaction ends, so that events stand still meanwhile."""
    session.execute(select(ClusterWindow.version).where(ClusterWindow.id == ONLY).with_for_update())


def _first(session: Session, values: dict[str, object]) -> None:
    try:
        session.execute(insert(ClusterWindow).values(id=ONLY, **values))
    except IntegrityError as error:
        raise LostRace from error
