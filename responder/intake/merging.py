"""Two events that turn out to be one: posts and open cases go to the one that stays."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.models import Case, CaseNote, Event, EventPost, EventTier
from responder.intake import tiers
from responder.intake.placing import Placing


def merge(session: Session, placing: Placing, events: Mapping[str, Event], now: datetime) -> int:
    """Carry out the batch's merges of stored events; returns how many."""
    merged = [key for key in placing.final if key in events]
    for key in merged:
        _merge(session, events[key], events[placing.stays(key)], now)
    return len(merged)


def _merge(session: Session, former: Event, stays: Event, now: datetime) -> None:
    _move(session, update(EventPost).where(EventPost.event_id == former.id).values(event_id=stays.id))
    _move(session, update(Event).where(Event.merged_into_id == former.id).values(merged_into_id=stays.id))
    _move_cases(session, former, stays, now)
    _keep_the_persons_tier(session, former, stays, now)
    stays.detected_at = min(stays.detected_at, former.detected_at)
    stays.occurred_at = stays.occurred_at or former.occurred_at
    former.merged_into_id, former.merged_at, former.size = stays.id, now, 0
    audit.record(session, "merge", "event", former.id, by=audit.MACHINE, now=now, into=stays.id)


def _move(session: Session, statement: Update) -> None:
    session.execute(statement.execution_options(synchronize_session=False))


def _move_cases(session: Session, former: Event, stays: Event, now: datetime) -> None:
    open_ones = select(Case).where(Case.event_id == former.id, Case.closed_at.is_(None))
    for case in session.scalars(open_ones).all():
        case.event_id = stays.id
        text = (
            f"所属事件“{former.title}”并入事件“{stays.title}”，事项随之转入；如与其他事项重复，请人工办结其一"
        )
        session.add(CaseNote(case_id=case.id, kind="merged", text=text, by=audit.MACHINE, at=now))
        audit.record(session, "move", "case", case.id, by=audit.MACHINE, now=now, event=stays.id)


def _keep_the_persons_tier(session: Session, former: Event, stays: Event, now: datetime) -> None:
    """A tier that a person gave goes along, unless the other event has one of its own."""
    given = tiers.latest(session, [former.id, stays.id])
    theirs, own = given.get(former.id, (None, None))[1], given.get(stays.id, (None, None))[1]
    if theirs is None or own is not None:
        return
    stays.tier = theirs.tier
    session.add(
        EventTier(
            event_id=stays.id,
            at=now,
            tier=theirs.tier,
            grade=theirs.grade,
            level=theirs.level,
            by=theirs.by,
            reason=f"随事件“{former.title}”并入：{theirs.reason}",
        )
    )
