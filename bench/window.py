"""A live batch through the stored window, on SQLite: 20,000 posts are remembered when it comes.

The reference is writing all that is remembered, in the same run.
"""

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from analysis.events import EventText, Memory
from bench.rows import Row, best_of
from bench.stream import stream
from huiying.core.database import Database
from responder.intake import window

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
REMEMBERED, ROUNDS = 20_000, 25
SIZES = (1, 20)


def measure() -> list[Row]:
    """Milliseconds of a batch, from the stored window to the stored window."""
    posts = [one.post for one in stream(REMEMBERED + ROUNDS * sum(SIZES))]
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        database.upgrade()
        _batch(database, posts[:REMEMBERED])
        rest = iter(posts[REMEMBERED:])
        taken = {size: [[next(rest) for _ in range(size)] for _ in range(ROUNDS)] for size in SIZES}
        times = {size: [_timed(database, batch) for batch in batches] for size, batches in taken.items()}
        whole = best_of(1, lambda: _rewrite(database))
        database.close()
    return [
        Row(f"小批归并入库（{size} 条）", 1000 * median(times[size]), "毫秒", "整窗重写", 1000 * whole)
        for size in SIZES
    ]


def _timed(database: Database, posts: Sequence[EventText]) -> float:
    return best_of(1, lambda: _batch(database, posts))


def _batch(database: Database, posts: Sequence[EventText]) -> None:
    with database.read() as session:
        known = window.take(database, session, ())
    memory = known.clusterer.take(posts).memory
    _store(database, known, memory)


def _rewrite(database: Database) -> None:
    with database.read() as session:
        known = window.take(database, session, ())
    state = known.clusterer.state
    everything = Memory(
        tuple(state.events.values()), tuple(state.posts.values()), lost_posts=tuple(state.posts)
    )
    _store(database, known, everything)


def _store(database: Database, known: window.Window, memory: Memory) -> None:
    with database.write() as session:
        after = window.advance(session, known, memory, NOW)
    window.keep(database, after)
