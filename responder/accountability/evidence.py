"""The evidence that is laid beside a proposal, as it stood at that moment: plain data for the record."""

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from huiying.core.models import (
    Acknowledgement,
    Assignment,
    Case,
    CaseNote,
    Clock,
    Confirmation,
    HeatReading,
    Notice,
    NoticeAttempt,
    Publication,
    Rung,
    Unit,
    Withdrawal,
)
from responder.accountability.aftermath import aftermath
from responder.accountability.holding import shares
from responder.clocks.plan import explain
from responder.clocks.words import MILESTONES
from responder.duty.signing import in_whose_name
from responder.words import RUNGS

Entry = dict[str, Any]


def bundle(session: Session, clock: Clock, case: Case, now: datetime) -> dict[str, Any]:
    """Timeline, how the clocks were computed, who held the case for how long, notices with their
    delivery, the heat of the event and what followed the due moment; moments as ISO 8601 in UTC."""
    return {
        "clock": {
            "milestone": clock.milestone,
            "anchor_at": clock.anchor_at.isoformat(),
            "due_at": clock.due_at.isoformat(),
            "explained": explain(clock),
        },
        "held": [share.as_json() for share in shares(session, case, clock, now)],
        **of_case(session, case, clock.due_at, now),
    }


def of_case(session: Session, case: Case, since: datetime, now: datetime) -> dict[str, Any]:
    """The part that rests on no single clock; `since` is when the fault came about."""
    return {
        "as_of": now.isoformat(),
        "timeline": timeline(session, case),
        "clocks": _clocks(session, case),
        "notices": _notices(session, case),
        "heat": _heat(session, case),
        "after": aftermath(session, case, since, now),
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
    for taken in _all(session, Withdrawal, case):
        entries.append(_entry(taken.at, "withdrawn", f"撤回：{taken.reason}", taken.by))
    for note in _all(session, CaseNote, case):
        if note.kind == "correction":
            entries.append(_entry(note.at, "corrected", note.text, note.by))
    names = _milestones(session, case)
    for rung in _all(session, Rung, case):
        said = f"{names[rung.clock_id]}：{RUNGS.get(rung.rung, '催办')}"
        entries.append(_entry(rung.due_at, rung.rung, said))
    return sorted(entries, key=lambda entry: str(entry["at"]))


def _milestones(session: Session, case: Case) -> dict[int, str]:
    """What each clock of the case is called."""
    query = select(Clock.id, Clock.milestone).where(Clock.case_id == case.id)
    return {id_: MILESTONES[milestone] for id_, milestone in session.execute(query)}  # type: ignore[index]


def _entry(at: datetime, what: str, said: str, by: str | None = None) -> Entry:
    return {"at": at.isoformat(), "what": what, "said": said, "by": by}


def _all(session: Session, model: Any, case: Case) -> Any:
    return session.scalars(select(model).where(model.case_id == case.id))


def _clocks(session: Session, case: Case) -> list[Entry]:
    """Every clock that counts, with how it was computed."""
    query = select(Clock).where(Clock.case_id == case.id, Clock.superseded_at.is_(None))
    return [
        {
            "milestone": clock.milestone,
            "holder": clock.holder,
            "unit_id": clock.holder_unit_id,
            "due_at": clock.due_at.isoformat(),
            "met_at": clock.met_at.isoformat() if clock.met_at else None,
            "explained": explain(clock),
        }
        for clock in session.scalars(query.order_by(Clock.due_at, Clock.id))
    ]


def _notices(session: Session, case: Case) -> list[Entry]:
    """What was sent of the case's clocks, to whom and what the receiver said to it, and every call that was
    made on the case."""
    told = or_(Notice.rung.is_not(None), Notice.channel == "phone")
    query = select(Notice).where(Notice.case_id == case.id, told).order_by(Notice.created_at, Notice.id)
    notices = session.scalars(query).all()
    proofs, names = _proofs(session, [notice.id for notice in notices]), _milestones(session, case)
    return [
        {
            "rung": notice.rung,
            "of": names.get(notice.clock_id or 0, ""),
            "recipient": notice.recipient,
            "channel": notice.channel,
            "queued_at": notice.created_at.isoformat(),
            "sent_at": notice.sent_at.isoformat() if notice.sent_at else None,
            "attempts": notice.attempts,
            "proof": proofs.get(notice.id),
            "failure": notice.failure,
            "said": notice.lines[0] if notice.channel == "phone" else None,
            "by": notice.detail.get("by"),
            "digest": notice.digest_id,
        }
        for notice in notices
    ]


def _proofs(session: Session, ids: list[int]) -> dict[int, str]:
    """By notice: what the receiver said last."""
    query = select(NoticeAttempt).where(NoticeAttempt.notice_id.in_(ids)).order_by(NoticeAttempt.id)
    said = session.scalars(query) if ids else ()
    return {one.notice_id: one.detail for one in said if one.notice_id and one.detail}


def _heat(session: Session, case: Case) -> list[list[Any]]:
    if case.event_id is None:
        return []
    query = select(HeatReading).where(HeatReading.event_id == case.event_id).order_by(HeatReading.at)
    return [[reading.at.isoformat(), round(reading.heat, 1)] for reading in session.scalars(query)]
