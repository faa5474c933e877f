"""The evidence that is laid beside a proposal, as it stood at that moment: plain data for the record."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from huiying.core.models import (
    Acknowledgement,
    Assignment,
    Case,
    Clock,
    Confirmation,
    HeatReading,
    Notice,
    Publication,
    Rung,
    Unit,
)
from responder.accountability.holding import shares
from responder.clocks.plan import explain
from responder.duty.signing import in_whose_name
from responder.words import RUNGS

Entry = dict[str, Any]


def bundle(session: Session, clock: Clock, case: Case, now: datetime) -> dict[str, Any]:
    """Timeline, how the clock was computed, who held it for how long, notices with their delivery,
    and the heat of the event; moments as ISO 8601 in UTC."""
    return {
        "as_of": now.isoformat(),
        "clock": {
            "milestone": clock.milestone,
            "anchor_at": clock.anchor_at.isoformat(),
            "due_at": clock.due_at.isoformat(),
            "explained": explain(clock),
        },
        "timeline": timeline(session, case),
        "held": [share.as_json() for share in shares(session, case, clock, now)],
        "notices": _notices(session, clock),
        "heat": _heat(session, case),
    }


def timeline(session: Session, case: Case) -> list[Entry]:
    """What was done on the case and when, oldest first."""
    entries = [
        _entry(case.detected_at, "detected", "发现"),
        _entry(case.opened_at, "opened", case.opened_why, case.opened_by),
    ]
    if case.occurred_at:
        entries.append(_entry(case.occurred_at, "occurred", "事发"))
    for confirmation in _all(session, Confirmation, case):
        entries.append(_entry(confirmation.at, "confirmed", "研判定级", confirmation.by))
    for given in _all(session, Assignment, case):
        unit = session.get_one(Unit, given.lead_unit_id)
        entries.append(_entry(given.at, "assigned", f"交办{unit.name}", given.by))
    for taken in _all(session, Acknowledgement, case):
        signed = "签收" + in_whose_name(session, taken.absence_id)
        entries.append(_entry(taken.at, "acknowledged", signed, taken.by))
    for published in _all(session, Publication, case):
        entries.append(_entry(published.published_at, "published", "发布", published.recorded_by))
    for rung in _all(session, Rung, case):
        entries.append(_entry(rung.due_at, rung.rung, RUNGS.get(rung.rung, "催办")))
    return sorted(entries, key=lambda entry: str(entry["at"]))


def _entry(at: datetime, what: str, said: str, by: str | None = None) -> Entry:
    return {"at": at.isoformat(), "what": what, "said": said, "by": by}


def _all(session: Session, model: Any, case: Case) -> Any:
    return session.scalars(select(model).where(model.case_id == case.id))


def _notices(session: Session, clock: Clock) -> list[Entry]:
    """What the ladder sent for this clock, and every call that was made on its case."""
    called = and_(Notice.case_id == clock.case_id, Notice.channel == "phone")
    query = (
        select(Notice).where(or_(Notice.clock_id == clock.id, called)).order_by(Notice.created_at, Notice.id)
    )
    return [
        {
            "rung": notice.rung,
            "recipient": notice.recipient,
            "channel": notice.channel,
            "queued_at": notice.created_at.isoformat(),
            "sent_at": notice.sent_at.isoformat() if notice.sent_at else None,
            "failure": notice.failure,
            "said": notice.lines[0] if notice.channel == "phone" else None,
            "by": notice.detail.get("by"),
            "digest": notice.digest_id,
        }
        for notice in session.scalars(query)
    ]


def _heat(session: Session, case: Case) -> list[list[Any]]:
    if case.event_id is None:
        return []
    query = select(HeatReading).where(HeatReading.event_id == case.event_id).order_by(HeatReading.at)
    return [[reading.at.isoformat(), round(reading.heat, 1)] for reading in session.scalars(query)]
