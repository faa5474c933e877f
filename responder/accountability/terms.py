"""Under which terms a case is held to account: those of the policy that its clocks were planned by."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import Case, Clock
from responder.clocks.calendars import Calendars
from responder.clocks.limits import parse_limit
from responder.clocks.policy import Accountability, Snapshot, default_policy


@dataclass(frozen=True)
class Terms:
    """The policy's part on accountability, with the calendars it counts in."""

    rules: Accountability
    calendars: Calendars

    def statement_due(self, now: datetime) -> datetime:
        """By when a unit that is told at `now` states its side."""
        limit = parse_limit(self.rules.statement)
        if not limit.working_days:
            return now + limit.time
        return self.calendars.due("working", now, self.calendars.working_days(limit.working_days)).at


def terms(session: Session, case: Case, clock: Clock | None = None) -> Terms:
    """The terms of this clock, else of the case's newest; the shipped ones for a case without clocks."""
    found = (
        clock
        or session.scalars(
            select(Clock).where(Clock.case_id == case.id).order_by(Clock.id.desc()).limit(1)
        ).first()
    )
    if found is None:
        policy = default_policy()
        return Terms(policy.ladder.accountability, policy.hours)
    return of(found)


def of(clock: Clock) -> Terms:
    """The terms that the clock keeps."""
    kept = Snapshot.of(clock.policy)
    return Terms(kept.ladder.accountability, kept.calendars.build())
