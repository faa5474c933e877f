"""误报并静默: an event was a false alarm; it opens no case again unless its tier rises."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.errors import Refused
from huiying.core.models import Case, Event, Muting, Reopening, User
from responder.clocks.policy import Policy
from responder.procedure.place import require
from responder.verbs.close import end_as_false


def mute(session: Session, case: Case, *, reason: str, by: User, policy: Policy, now: datetime) -> Muting:
    """Close the case as a false alarm and mute its event at the tier that it has now."""
    require(session, case, "mute", by)
    event = session.get(Event, case.event_id) if case.event_id else None
    if event is None:
        raise Refused(f"事项 {case.number} 不是由事件立项的，无可静默；请用“误报”")
    tiers = [tier for tier in (event.tier, case.tier) if tier]
    record = Muting(
        event_id=event.id,
        case_id=case.id,
        tier=min(tiers, default=None),
        reason=reason.strip(),
        by=by.name,
        at=now,
    )
    session.add(record)
    end_as_false(session, case, "mute", reason, by=by, policy=policy, now=now)
    return record


def muted_at(session: Session, event_id: int) -> Muting | None:
    """The muting under which an event stands: the last one, unless the case that it closed was opened
    again since, which lifts it."""
    query = select(Muting).where(Muting.event_id == event_id).order_by(Muting.id.desc()).limit(1)
    found = session.scalars(query).first()
    return None if found is None or _is_lifted(session, found) else found


def _is_lifted(session: Session, muting: Muting) -> bool:
    again = select(Reopening.id).where(Reopening.case_id == muting.case_id, Reopening.closed_at >= muting.at)
    return session.scalar(again.limit(1)) is not None
