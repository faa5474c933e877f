"""The sweep on SQLite: 100,000 open clocks of which 1,000 are due, and a sweep with nothing due.

The reference is a plain scan of the same table by SQL in the same run.
"""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select

from bench.rows import Row, best_of
from huiying.core.database import Database
from huiying.core.models import Case, Clock, Contact, Unit
from responder.clocks.plan import CaseFacts, plan
from responder.clocks.policy import default_policy
from responder.ladder.sweep import sweep

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
OPEN, DUE = 100_000, 1_000


def measure() -> list[Row]:
    """Milliseconds for each of the two sweeps."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        database.upgrade()
        _fill(database)
        busy = best_of(1, lambda: sweep(database, NOW))
        idle = best_of(5, lambda: sweep(database, NOW))
        scan = best_of(5, lambda: _scan(database))
        database.close()
    return [
        Row(f"巡查（{OPEN} 个时限，{DUE} 个到期）", busy * 1000, "毫秒", "全表扫描一次", scan * 1000),
        Row("空闲巡查", idle * 1000, "毫秒", "全表扫描一次", scan * 1000),
    ]


def _fill(database: Database) -> None:
    facts = CaseFacts(kind="opinion", tier=3, detected_at=NOW - timedelta(hours=49))
    clock = next(c for c in plan(default_policy(), facts, NOW) if c.milestone == "response")
    common = {name: getattr(clock, name) for name in _COPIED}
    with database.write() as session:
        session.add(Unit(id=1, name="办公室", is_office=True))
        session.flush()
        for duty in ("handler", "head", "leader"):
            session.add(Contact(unit_id=1, duty=duty, name=duty, email=f"{duty}@example.cn"))
        session.add(Case(id=1, number="2026-0001", title="测量", detected_at=NOW, **_CASE))
        session.flush()
        rows = [{**common, "case_id": 1, "holder_unit_id": 1, **_rung(n)} for n in range(OPEN)]
        session.execute(insert(Clock), rows)


_COPIED = (
    "milestone", "holder", "anchor", "anchor_at", "planned_at", "due_at", "span_seconds", "calendar",
    "basis", "provisional", "policy",
)  # fmt: skip
_CASE = {"kind": "opinion", "opened_at": NOW, "opened_by": "machine", "opened_why": "测量"}


def _rung(number: int) -> dict[str, object]:
    at = NOW if number < DUE else NOW + timedelta(days=1)
    return {"next_rung": "overdue", "next_rung_at": at, "born_overdue_seconds": 0}


def _scan(database: Database) -> int | None:
    with database.read() as session:
        return session.scalar(select(func.count()).where(Clock.span_seconds < 0))
