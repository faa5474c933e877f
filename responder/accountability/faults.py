"""过错: what the machine finds on the records of a case, each once. Source: domain.md, "Escalation ladder".

late      an answering clock of the unit was missed; not one that was overdue before anybody could know
passive   the unit first spoke to the public after it was chased, or after the heat had peaked; of opinions
          alone: who answers one sender within the term owes nobody a first word
wrong     a publication was withdrawn, or corrected after others pointed it out
improper  a publication was withdrawn because it should never have been published

A fault alone proposes nothing: for accountability a person must find serious harm beside it. One that
rests on a clock stands only while that clock counts as missed (`standing`).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.models import Assignment, Case, Clock, Event, Fault, Publication, Rung, Withdrawal
from responder import casefile
from responder.accountability.terms import terms
from responder.clocks.policy import ANSWERING
from responder.clocks.words import MILESTONES
from responder.wording import moment, span
from responder.words import ANSWERS, RUNGS

ANSWERS_OWED = frozenset().union(*ANSWERING.values())
CORRECTION = "correction"
OPINION = "opinion"
Row = dict[str, Any]


def find(session: Session, case: Case, now: datetime) -> list[Fault]:
    """Record every fault of the case that the records show and that is not on record yet; the new ones."""
    if case.archive:
        return []
    session.flush()
    rows = [*_late_ones(session, case), *_passive(session, case), *_wrong(session, case)]
    return [fault for row in rows if (fault := _once(session, case, row, now))]


def find_late(session: Session, case: Case, clock: Clock, now: datetime) -> Fault | None:
    """The same for one clock that was just missed."""
    row = _late(session, case, clock)
    return _once(session, case, row, now) if row and not case.archive else None


def standing() -> ColumnElement[bool]:
    """The condition on `Fault` under which it still stands: its clock was not met in time after all (the
    proof came later), nor taken out of the count."""
    counts = or_(Clock.met_at.is_(None), Clock.met_at > Clock.due_at)
    missed = exists().where(Clock.id == Fault.clock_id, Clock.superseded_at.is_(None), counts)
    missed = missed.correlate(Fault)
    return or_(Fault.clock_id.is_(None), missed)


def unit_at(session: Session, case: Case, at: datetime) -> int | None:
    """The unit that led the case at that moment; None before anybody did."""
    query = select(Assignment.lead_unit_id).where(Assignment.case_id == case.id, Assignment.at <= at)
    return session.scalar(query.order_by(Assignment.at.desc(), Assignment.id.desc()).limit(1))


def _late_ones(session: Session, case: Case) -> Iterator[Row]:
    query = select(Clock).where(
        Clock.case_id == case.id,
        Clock.missed_at.is_not(None),
        Clock.superseded_at.is_(None),
        or_(Clock.met_at.is_(None), Clock.met_at > Clock.due_at),
    )
    for clock in session.scalars(query.order_by(Clock.id)):
        row = _late(session, case, clock)
        if row:
            yield row


def _late(session: Session, case: Case, clock: Clock) -> Row | None:
    if clock.holder != "unit" or clock.milestone not in ANSWERS_OWED or clock.born_overdue_seconds:
        return None
    unit = unit_at(session, case, clock.due_at)
    if unit is None:
        return None
    name = MILESTONES[clock.milestone]
    return {
        "key": f"late:{clock.id}",
        "kind": "late",
        "unit_id": unit,
        "clock_id": clock.id,
        "said": f"{name}应于{moment(clock.due_at)}前完成，届时未完成",
        "at": clock.due_at,
    }


def _passive(session: Session, case: Case) -> Iterator[Row]:
    first = next(iter(casefile.counted_publications(session, case)), None)
    if first is None or case.kind != OPINION or _is_passive(session, case):
        return
    unit = unit_at(session, case, first.published_at)
    if unit is None:
        return
    found = {"kind": "passive", "unit_id": unit, "publication_id": first.id, "at": first.published_at}
    chased = _chased(session, case, first)
    peaked = _peaked(session, case, first, unit) if case.closed_at is not None else ""
    if chased or peaked:
        yield {"key": f"passive:{case.id}", "said": "；".join(filter(None, (chased, peaked))), **found}


def _is_passive(session: Session, case: Case) -> bool:
    """Chased and after the peak are two grounds of one fault: the first that is known records it."""
    query = select(Fault.id).where(Fault.case_id == case.id, Fault.kind == "passive")
    found = query.where(Fault.found_by == audit.MACHINE)
    return session.scalars(found.limit(1)).first() is not None


def _chased(session: Session, case: Case, first: Publication) -> str:
    by = terms(session, case).rules.chased_by
    query = (
        select(Rung)
        .join(Clock, Clock.id == Rung.clock_id)
        .where(Rung.case_id == case.id, Clock.holder == "unit", Clock.milestone.in_(ANSWERS_OWED))
        .where(Clock.born_overdue_seconds == 0, Rung.at < first.published_at)
    )
    rungs = [one for one in session.scalars(query.order_by(Rung.at)) if one.rung.split("_")[0] in by]
    if not rungs:
        return ""
    said = "、".join(f"{moment(one.at)}{RUNGS[one.rung]}" for one in rungs[:4])
    return f"首次发布在{moment(first.published_at)}，此前已通知 {len(rungs)} 次（{said}）"


def _peaked(session: Session, case: Case, first: Publication, unit: int) -> str:
    """A peak before the unit had the case is not its fault; whether it was the peak is known at the end."""
    event = session.get(Event, case.event_id) if case.event_id else None
    peak = event.peak_at if event else None
    if peak is None or not case.detected_at < peak < first.published_at:
        return ""
    if unit_at(session, case, peak) != unit:
        return ""
    late = span(first.published_at - peak)
    return f"首次发布在{moment(first.published_at)}，热度已于{moment(peak)}达到峰值，晚 {late}"


def _wrong(session: Session, case: Case) -> Iterator[Row]:
    published = {
        one.id: one for one in session.scalars(select(Publication).where(Publication.case_id == case.id))
    }
    for taken in session.scalars(select(Withdrawal).where(Withdrawal.case_id == case.id)):
        improper = taken.ground == "improper"
        kind, why = ("improper", "不应公开") if improper else ("wrong", "内容有误")
        said = f"因{why}于{moment(taken.at)}撤回：{taken.reason}"
        yield _of(session, case, published[taken.publication_id], kind, said)
    for note in casefile.notes(session, case, CORRECTION):
        if note.detail.get("noticed_by") == "others":
            said = f"经他人指出，{moment(note.at)}起草更正：{note.text}"
            yield _of(session, case, published[note.detail["corrects"]], "wrong", said)


def _of(session: Session, case: Case, record: Publication, kind: str, said: str) -> Row:
    what = f"{moment(record.published_at)}发布的{ANSWERS[record.kind]}"
    return {
        "key": f"{kind}:{record.id}",
        "kind": kind,
        "unit_id": unit_at(session, case, record.published_at),
        "publication_id": record.id,
        "said": f"{what}{said}",
        "at": record.published_at,
    }


def _once(session: Session, case: Case, row: Row, now: datetime, by: str = audit.MACHINE) -> Fault | None:
    """The fault where it is new; the database decides by its key."""
    values = {"case_id": case.id, "found_by": by, "found_at": now, **row}
    statement = _ONCE[session.get_bind().dialect.name]
    fault = session.scalars(statement, [values]).one_or_none()
    if fault is not None:
        audit.record(session, "find_fault", "case", case.id, by=by, now=now, fault=fault.id, kind=fault.kind)
    return fault


_ONCE = {
    "sqlite": sqlite.insert(Fault).on_conflict_do_nothing(index_elements=["key"]).returning(Fault),
    "postgresql": postgresql.insert(Fault).on_conflict_do_nothing(index_elements=["key"]).returning(Fault),
}
