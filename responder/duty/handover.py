"""交接: what is open when the duty changes hands, taken from the records, and signed by both officers."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Case, Clock, Handover, Notice, Source, Unit, User
from responder.clocks.keeper import milestone_name
from responder.duty.roster import between, next_change
from responder.words import HEALTH

USUAL_SHIFT = timedelta(hours=12)
MOST = 60
LATELY = timedelta(days=7)
UNWELL = ("silent", "failing")
Rows = list[dict[str, Any]]


def state(session: Session, now: datetime) -> dict[str, Any]:
    """What the next shift must know, as plain data; moments as ISO 8601 in UTC.

    `cases`: open, the graver and the later first; `due`: clocks that fall due until the next shift ends;
    `letters`: notices given up within a week; `waiting`: notices tried and not yet delivered; `sources`:
    those that are silent or failing. Each list is cut at 60 rows, `counts` tells how many there are.
    """
    until = _end_of_next_shift(session, now)
    cases, due = _cases(session, now), _due(session, now, until)
    letters, waiting, sources = _letters(session, now), _waiting(session), _sources(session)
    lists = {"cases": cases, "due": due, "letters": letters, "waiting": waiting, "sources": sources}
    counts = {name: len(rows) for name, rows in lists.items()}
    kept = {name: rows[:MOST] for name, rows in lists.items()}
    return {"at": now.isoformat(), "until": until.isoformat(), "counts": counts, **kept}


def hand_over(session: Session, *, note: str, by: User, now: datetime) -> Handover:
    """The outgoing officer signs what is open now and adds what the records do not say."""
    _require_office(by)
    session.execute(select(Unit.id).where(Unit.is_office).with_for_update())
    if waiting_for_signature(session):
        raise Refused("上一份交接单尚未由接班人签字，请先请接班人签字，再作新的交接")
    if not note.strip():
        raise Refused("请写明需要接班人留意的事；确无特别事项的，写“无”")
    record = Handover(state=state(session, now), note=note.strip(), out_by=by.name, out_at=now)
    session.add(record)
    session.flush()
    audit.record(session, "hand_over", "handover", record.id, by=by.name, now=now)
    return record


def take_over(session: Session, record: Handover, *, note: str = "", by: User, now: datetime) -> None:
    """The incoming officer signs, once; another person than the outgoing one."""
    _require_office(by)
    if by.name == record.out_by:
        raise NotAllowed("接班人不能是交班人本人，请接班人用自己的账号签字")
    changed = session.execute(
        update(Handover)
        .where(Handover.id == record.id, Handover.in_by.is_(None))
        .values(in_by=by.name, in_at=now, in_note=note.strip() or None)
    )
    assert isinstance(changed, CursorResult)
    if changed.rowcount != 1:
        raise Refused("这份交接单已经签字")
    session.refresh(record)
    audit.record(session, "take_over", "handover", record.id, by=by.name, now=now)


def waiting_for_signature(session: Session) -> Handover | None:
    """The hand-over that the incoming officer has not signed yet."""
    query = select(Handover).where(Handover.in_by.is_(None)).order_by(Handover.id.desc()).limit(1)
    return session.scalars(query).first()


def _require_office(by: User) -> None:
    if by.role != "office":
        raise NotAllowed("交接班由新闻办值班员办理，您的账号没有这项权限")


def _end_of_next_shift(session: Session, now: datetime) -> datetime:
    change = next_change(session, now) or now
    following = [
        shift.ends_at
        for shift in between(session, change, change + USUAL_SHIFT)
        if shift.post == "officer" and shift.ends_at > change
    ]
    return min(following, default=change + USUAL_SHIFT)


def _cases(session: Session, now: datetime) -> Rows:
    next_due = (
        select(func.min(Clock.due_at))
        .where(Clock.case_id == Case.id, Clock.ended_at.is_(None), Clock.paused_at.is_(None))
        .where(Clock.milestone != "evaluation")
        .scalar_subquery()
    )
    query = (
        select(Case, Unit.name, next_due)
        .outerjoin(Unit, Unit.id == Case.lead_unit_id)
        .where(Case.closed_at.is_(None), ~Case.archive)
        .order_by(func.coalesce(Case.tier, 9), next_due.is_(None), next_due, Case.id)
    )
    return [
        {
            **_case(case),
            "unit": unit or "未交办",
            "due_at": due.isoformat() if due else None,
            "late": due is not None and due < now,
        }
        for case, unit, due in session.execute(query)
    ]


def _due(session: Session, now: datetime, until: datetime) -> Rows:
    query = (
        select(Clock, Case, Unit.name)
        .join(Case, Case.id == Clock.case_id)
        .outerjoin(Unit, Unit.id == Clock.holder_unit_id)
        .where(Clock.ended_at.is_(None), Clock.paused_at.is_(None))
        .where(Clock.due_at >= now, Clock.due_at < until)
        .order_by(Clock.due_at, Clock.id)
    )
    return [
        {
            **_case(case),
            "unit": unit or "新闻办",
            "milestone": milestone_name(clock),
            "due_at": clock.due_at.isoformat(),
        }
        for clock, case, unit in session.execute(query)
    ]


def _case(case: Case) -> dict[str, Any]:
    return {"case_id": case.id, "number": case.number, "title": case.title, "tier": case.tier}


def _letters(session: Session, now: datetime) -> Rows:
    query = select(Notice).where(Notice.state == "failed", Notice.failed_at >= now - LATELY)
    return [
        _notice(one) for one in session.scalars(query.order_by(Notice.failed_at.desc(), Notice.id.desc()))
    ]


def _waiting(session: Session) -> Rows:
    query = select(Notice).where(Notice.state == "pending", Notice.attempts > 0).order_by(Notice.id)
    return [_notice(one) for one in session.scalars(query)]


def _notice(one: Notice) -> dict[str, Any]:
    return {
        "case_id": one.case_id,
        "subject": one.subject,
        "recipient": one.recipient,
        "why": one.failure or f"已试 {one.attempts} 次，尚在重试",
    }


def _sources(session: Session) -> Rows:
    query = select(Source).where(Source.enabled, Source.state.in_(UNWELL)).order_by(Source.state_since)
    return [
        {
            "source_id": one.id,
            "name": one.name,
            "state": HEALTH[one.state],
            "since": one.state_since.isoformat() if one.state_since else None,
            "why": one.state_reason or "",
        }
        for one in session.scalars(query)
    ]
