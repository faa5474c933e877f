"""The decision in force: a leader's decision, or the last correction of it.

Whoever reads a decision asks here. That a matter was
decided at all is said by the first decision, which is never removed.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Subquery, exists, select, union_all
from sqlalchemy.orm import Session, aliased

from huiying.core.models import (
    CommendationCorrection,
    CommendationDecision,
    Decision,
    DecisionCorrection,
)

AnyDecision = Decision | DecisionCorrection
AnyGrant = CommendationDecision | CommendationCorrection


def decisions(session: Session, proposals: Collection[int]) -> dict[int, list[AnyDecision]]:
    """By proposal: the decision and its corrections as they were made; the last is in force."""
    return _by_subject(session, Decision, DecisionCorrection, "proposal_id", proposals)


def grants(session: Session, commendations: Collection[int]) -> dict[int, list[AnyGrant]]:
    """By commendation: the decision and its corrections as they were made; the last is in force."""
    return _by_subject(
        session, CommendationDecision, CommendationCorrection, "commendation_id", commendations
    )


def decision(session: Session, proposal: int) -> AnyDecision | None:
    """The decision in force; None while there is none."""
    made = decisions(session, [proposal]).get(proposal)
    return made[-1] if made else None


def grant(session: Session, commendation: int) -> AnyGrant | None:
    """The decision in force on a commendation; None while there is none."""
    made = grants(session, [commendation]).get(commendation)
    return made[-1] if made else None


def decisions_as_of(until: datetime | None = None) -> Subquery:
    """`proposal_id`, `measure`, `at` of every decision in force just before `until`; None is now."""
    return _as_of(Decision, DecisionCorrection, ("proposal_id", "measure", "at"), until)


def grants_as_of(until: datetime | None = None) -> Subquery:
    """`commendation_id`, `granted`, `at` of every decision in force just before `until`; None is now."""
    return _as_of(CommendationDecision, CommendationCorrection, ("commendation_id", "granted", "at"), until)


def _by_subject(
    session: Session, first: Any, later: Any, subject: str, ids: Collection[int]
) -> dict[int, list[Any]]:
    of, of_later = getattr(first, subject), getattr(later, subject)
    found = {getattr(one, subject): [one] for one in session.scalars(select(first).where(of.in_(ids)))}
    for one in session.scalars(select(later).where(of_later.in_(ids)).order_by(later.nth)):
        found[getattr(one, subject)].append(one)
    return found


def _as_of(first: Any, later: Any, columns: tuple[str, ...], until: datetime | None) -> Subquery:
    subject, after = columns[0], aliased(later)

    def known(model: Any) -> list[Any]:
        return [] if until is None else [model.at < until]

    def part(model: Any, *newer: Any) -> Any:
        same = getattr(after, subject) == getattr(model, subject)
        replaced = exists().where(same, *newer, *known(after))
        return select(*(getattr(model, name) for name in columns)).where(*known(model), ~replaced)

    return union_all(part(first), part(later, after.nth > later.nth)).subquery()
