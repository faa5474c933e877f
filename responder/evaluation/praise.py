"""表彰 in the assessment: what leaders decided on good work, by the decision in force."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import Case, Commendation, Unit
from responder.accountability.in_force import grants_as_of


@dataclass(frozen=True, slots=True)
class Praise:
    """A decided commendation: of whom, on which case, for what, granted or not, when."""

    number: str
    unit: str
    case_number: str
    case_title: str
    grounds: str
    granted: bool
    decided_at: datetime


def praise(
    session: Session,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    unit_id: int | None = None,
    case_id: int | None = None,
) -> tuple[Praise, ...]:
    """Those whose decision in force was made from `start` until before `end`, the earliest first."""
    made = grants_as_of().c
    query = (
        select(Commendation, Unit.name, Case.number, Case.title, made.granted, made.at)
        .join(made.commendation_id.table, made.commendation_id == Commendation.id)
        .join(Unit, Unit.id == Commendation.unit_id)
        .join(Case, Case.id == Commendation.case_id)
        .order_by(made.at, Commendation.id)
    )
    if start is not None:
        query = query.where(made.at >= start)
    if end is not None:
        query = query.where(made.at < end)
    if unit_id is not None:
        query = query.where(Commendation.unit_id == unit_id)
    if case_id is not None:
        query = query.where(Commendation.case_id == case_id)
    return tuple(
        Praise(one.number, unit, number, title, one.grounds, granted, at)
        for one, unit, number, title, granted, at in session.execute(query)
    )
