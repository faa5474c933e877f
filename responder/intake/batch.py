"""One batch through the whole intake, and all that waits."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from analysis.analyst import Analyst
from huiying.core.database import Database
from responder.clocks.policy import Policy
from responder.intake import leases
from responder.intake.assess import assess
from responder.intake.cases import open_cases
from responder.intake.events import place
from responder.intake.heat import follow
from responder.intake.leases import LEASE
from responder.intake.summary import IntakeSummary

LIMIT = 200

Progress = Callable[[int, int], None]


def take_in(
    database: Database,
    analyst: Analyst,
    policy: Policy,
    now: datetime,
    *,
    owner: str,
    limit: int = LIMIT,
    lease: timedelta = LEASE,
) -> IntakeSummary:
    """Assess one batch, then give events and cases to whatever waits for them.

    Each step finds its work in the database, so that a run that died is finished by the next one:
    posts that were leased come back when the lease ends, the others at once.
    """
    done = assess(database, analyst, now, owner=owner, lease=lease, limit=limit)
    done += place(database, analyst, now)
    done += follow(database, analyst, now)
    return done + open_cases(database, policy, now)


def drain(
    database: Database,
    analyst: Analyst,
    policy: Policy,
    now: datetime,
    progress: Progress | None = None,
    *,
    limit: int = LIMIT,
) -> IntakeSummary:
    """Take in until nothing waits but what other workers hold. `progress(done, total)` hears of posts."""
    owner, started = f"drain-{uuid4()}", time.monotonic()
    total = _waiting(database)
    done = IntakeSummary()
    while True:
        # `now` stands still while the work goes on; the leases must not end under it.
        lease = LEASE + timedelta(seconds=time.monotonic() - started)
        batch = take_in(database, analyst, policy, now, owner=owner, limit=limit, lease=lease)
        done += batch
        if progress:
            progress(done.assessed + done.set_aside, max(total, done.assessed + done.set_aside))
        if not batch.taken:
            return replace(done, elsewhere=_waiting(database))


def _waiting(database: Database) -> int:
    with database.read() as session:
        return leases.waiting(session)
