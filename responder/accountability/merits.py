"""表彰: what the machine finds done well on a case that closes, each once. Source: domain.md ("Good work is
recorded too"); what counts as early is a house rule.

early   the unit met every clock it held on the case, each with half of its time or more left
prompt  the unit corrected a publication of its own accord, soon after it (policy, `prompt_correction`)

A case on which the unit has a fault that stands commends nobody.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.models import Case, Clock, Commendation, Fault, Publication, Unit
from responder import casefile
from responder.accountability.faults import ANSWERS_OWED, CORRECTION, standing, unit_at
from responder.accountability.terms import terms
from responder.clocks.words import MILESTONES
from responder.numbering import next_number
from responder.wording import moment, percent, span

SERIES = "表"
EARLY = 0.5
Merit = tuple[str, str, list[str]]


def commend_on_facts(session: Session, case: Case, now: datetime) -> list[Commendation]:
    """Propose commendations of the lead unit on what the records show; the new ones."""
    unit = casefile.lead_unit(session, case)
    if case.archive or unit is None or _at_fault(session, case, unit):
        return []
    found = [*_early(session, case, unit), *_prompt(session, case, unit)]
    made = [_once(session, case, unit, merit, now) for merit in found]
    return [one for one in made if one]


def _at_fault(session: Session, case: Case, unit: Unit) -> bool:
    query = select(Fault.id).where(Fault.case_id == case.id, Fault.unit_id == unit.id, standing())
    return session.scalars(query.limit(1)).first() is not None


def _early(session: Session, case: Case, unit: Unit) -> Iterator[Merit]:
    clocks = session.scalars(
        select(Clock)
        .where(Clock.case_id == case.id, Clock.holder == "unit", Clock.superseded_at.is_(None))
        .order_by(Clock.due_at, Clock.id)
    ).all()
    answering = any(clock.milestone in ANSWERS_OWED for clock in clocks)
    if not answering or any(clock.holder_unit_id != unit.id or _left(clock) < EARLY for clock in clocks):
        return
    grounds = f"{unit.name}办理事项 {case.number}“{case.title}”，{len(clocks)} 项时限全部提前完成"
    yield f"early:{case.id}", grounds, [_fact(clock) for clock in clocks]


def _left(clock: Clock) -> float:
    """The share of the time that was left when the clock was met; below zero where it was not."""
    whole = clock.due_at - clock.anchor_at
    if clock.met_at is None or clock.missed_at is not None or not whole:
        return -1.0
    return (clock.due_at - clock.met_at) / whole


def _fact(clock: Clock) -> str:
    name, met = MILESTONES[clock.milestone], clock.met_at or clock.due_at  # type: ignore[index]
    return f"{name}应于{moment(clock.due_at)}前完成，{moment(met)}完成，还剩 {percent(_left(clock))} 的时间"


def _prompt(session: Session, case: Case, unit: Unit) -> Iterator[Merit]:
    limit = terms(session, case).rules.prompt
    for note in casefile.notes(session, case, CORRECTION):
        wrong = session.get_one(Publication, note.detail["corrects"])
        took = note.at - wrong.published_at
        own = (
            note.detail.get("noticed_by") == "self" and unit_at(session, case, wrong.published_at) == unit.id
        )
        if own and took <= limit:
            grounds = f"{unit.name}办理事项 {case.number}“{case.title}”，自行发现差错并及时更正"
            fact = f"{moment(wrong.published_at)}发布，{span(took)}后自行更正：{note.text}"
            yield f"prompt:{note.id}", grounds, [fact]


def _once(session: Session, case: Case, unit: Unit, merit: Merit, now: datetime) -> Commendation | None:
    key, grounds, facts = merit
    if session.scalar(select(Commendation.id).where(Commendation.key == key)) is not None:
        return None
    row = {"key": key, "case_id": case.id, "unit_id": unit.id, "grounds": grounds, "facts": facts}
    return add(session, row, by=audit.MACHINE, now=now)


def add(session: Session, row: dict[str, Any], *, by: str, now: datetime) -> Commendation | None:
    """A numbered commendation; None where its key is there already."""
    values = {**row, "number": next_number(session, SERIES, now), "proposed_by": by, "proposed_at": now}
    found: Sequence[Commendation] = session.scalars(_ONCE[session.get_bind().dialect.name], [values]).all()
    for one in found:
        audit.record(session, "commend", "case", one.case_id, by=by, now=now, commendation=one.id)
    return next(iter(found), None)


_ONCE = {
    "sqlite": sqlite.insert(Commendation)
    .on_conflict_do_nothing(index_elements=["key"])
    .returning(Commendation),
    "postgresql": postgresql.insert(Commendation)
    .on_conflict_do_nothing(index_elements=["key"])
    .returning(Commendation),
}
