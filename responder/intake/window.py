"""What the clusterer remembers, stored by event and post: a batch rewrites the few rows that it touched.

Each process keeps the clusterer that it used last, and uses it again while the stored version is the one
that it knows; otherwise it reads all that is stored. One version at a time, so one writer at a time.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from analysis.events import Clusterer, ClusterState, Memory
from analysis.events.packing import FORM, StateError, pack_event, unpack_digest, unpack_event
from analysis.events.state import PostMemory
from huiying.core.database import Database
from huiying.core.models import ClusterEvent, ClusterPost, ClusterWindow, Event

ONLY = 1
ABSENT = 0

log = logging.getLogger(__name__)


class LostRace(Exception):
    """Another worker placed posts in between; what was worked out must be worked out anew."""


@dataclass(frozen=True, slots=True)
class Window:
    """The clusterer as it stood at a stored version. `unread` says that what is stored could not be read
    and is to be replaced."""

    version: int
    clusterer: Clusterer
    unread: bool = False


_lock = Lock()
_kept: WeakKeyDictionary[Database, Window] = WeakKeyDictionary()


def take(database: Database, session: Session, user_words: Iterable[str]) -> Window:
    """The stored window, for the caller alone. It must be taken before the posts that are to be placed
    by it are read. Whoever changed it and could not store the change lets it go."""
    stored, words = version(session), frozenset(user_words)
    with _lock:
        kept = _kept.pop(database, None)
    if kept and kept.version == stored and kept.clusterer.words == words:
        return kept
    return _read(session, words)


def keep(database: Database, window: Window) -> None:
    """Remember a window that stands as it is stored, for the next `take`."""
    with _lock:
        _kept[database] = window


def version(session: Session) -> int:
    """The stored window's version alone."""
    query = select(ClusterWindow.version).where(ClusterWindow.id == ONLY)
    return session.scalars(query).first() or ABSENT


def advance(session: Session, former: Window, memory: Memory, now: datetime) -> Window:
    """Store what a batch changed. Raises LostRace where `former` is no longer the last."""
    state = former.clusterer.state
    counts = {"opened": state.opened, "placed": state.placed, "touches": state.touches}
    values = {"version": former.version + 1, "form": FORM, **counts, "updated_at": now}
    _claim(session, former.version, values)
    if former.unread:
        session.execute(delete(ClusterEvent))
        session.execute(delete(ClusterPost))
    _write(session, memory)
    return Window(former.version + 1, former.clusterer)


def lock(session: Session) -> None:
    """Hold the window until the transaction ends, so that events stand still meanwhile."""
    session.execute(select(ClusterWindow.version).where(ClusterWindow.id == ONLY).with_for_update())


def disturb(session: Session) -> None:
    """Hold the window until the transaction ends, and let whoever is working by it lose the race."""
    later = update(ClusterWindow).where(ClusterWindow.id == ONLY).values(version=ClusterWindow.version + 1)
    session.execute(later.execution_options(synchronize_session=False))


def _read(session: Session, words: frozenset[str]) -> Window:
    row = session.scalars(select(ClusterWindow).where(ClusterWindow.id == ONLY)).first()
    if row is None:
        return Window(ABSENT, Clusterer(ClusterState(), words))
    try:
        if row.form != FORM:
            raise StateError(f"memory of form {row.form}, this is form {FORM}")
        return Window(row.version, Clusterer(_state(session, row), words))
    except StateError as error:
        # Older events keep their posts and cases; only news of them will open new events.
        log.error("cluster_window_unreadable version=%s error=%s", row.version, error)
        return Window(row.version, Clusterer(ClusterState(), words), unread=True)


def _state(session: Session, row: ClusterWindow) -> ClusterState:
    events = [unpack_event(data) for data in session.scalars(select(ClusterEvent.memory))]
    return ClusterState(
        opened=row.opened,
        placed=row.placed,
        touches=row.touches,
        events={event.key: event for event in sorted(events, key=lambda one: one.number)},
        posts={post.id: post for post in _posts(session)},
        into=_merged(session),
    )


def _posts(session: Session) -> Iterable[PostMemory]:
    columns = (ClusterPost.number, ClusterPost.post_id, ClusterPost.event_key, ClusterPost.model_id)
    query = select(*columns, ClusterPost.digest).order_by(ClusterPost.number)
    for number, post, key, model, digest in session.execute(query):
        yield PostMemory(number, str(post), key, None if model is None else str(model), unpack_digest(digest))


def _merged(session: Session) -> dict[str, str]:
    """From each key of a remembered post that was merged away to the one that lives on."""
    stays = aliased(Event)
    query = select(Event.key, stays.key).join(stays, stays.id == Event.merged_into_id)
    query = query.where(Event.key.in_(select(ClusterPost.event_key)))
    return {row[0]: row[1] for row in session.execute(query)}


def _claim(session: Session, former: int, values: dict[str, object]) -> None:
    if former == ABSENT:
        try:
            session.execute(insert(ClusterWindow).values(id=ONLY, **values))
        except IntegrityError as error:
            raise LostRace from error
        return
    changed = session.scalars(
        update(ClusterWindow)
        .where(ClusterWindow.id == ONLY, ClusterWindow.version == former)
        .values(values)
        .returning(ClusterWindow.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not changed:
        raise LostRace


def _write(session: Session, memory: Memory) -> None:
    old = {*memory.lost_events, *(event.key for event in memory.events)}
    session.execute(delete(ClusterEvent).where(ClusterEvent.key.in_(old)))
    gone = [int(identity) for identity in memory.lost_posts]
    session.execute(delete(ClusterPost).where(ClusterPost.post_id.in_(gone)))
    if memory.events:
        rows = [{"key": event.key, "memory": pack_event(event)} for event in memory.events]
        session.execute(insert(ClusterEvent), rows)
    if memory.posts:
        session.execute(insert(ClusterPost), _rows(memory.posts))


def _rows(posts: Sequence[PostMemory]) -> list[dict[str, object]]:
    return [
        {
            "number": post.number,
            "post_id": int(post.id),
            "event_key": post.event_key,
            "model_id": None if post.model is None else int(post.model),
            "digest": post.digest.tobytes(),
        }
        for post in posts
    ]
