"""What the API reads of supervision and accountability: rows by key, with people and units by name."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import access, words
from dashboard.queries.earlier import signed
from dashboard.queries.people import Names, order_replied_by
from huiying.core.models import (
    Commendation,
    Fault,
    HarmFinding,
    Proposal,
    SupervisionOrder,
    UnitStatement,
    User,
)
from responder.accountability import in_force
from responder.accountability.faults import standing

Row = dict[str, Any]
ORDER_FIELDS = ("id", "number", "text", "issued_at", "reply_due_at", "reply", "replied_at")
FAULT_FIELDS = ("id", "kind", "said", "at", "found_at")
PROPOSAL_FIELDS = ("id", "number", "kind", "faults", "summary", "proposed_at", "statement_due_at")
COMMENDATION_FIELDS = ("id", "number", "grounds", "facts", "proposed_at")


def orders(session: Session, user: User, *, before: int | None, limit: int) -> list[Row]:
    """Up to `limit` orders that the user may know of, the newest first."""
    names = Names(session)
    found = _page(session, SupervisionOrder, access.visible_orders(user), before, limit)
    return [_order(session, one, names) for one in found]


def faults(session: Session, user: User, *, before: int | None, limit: int) -> list[Row]:
    """Up to `limit` faults that the user may know of, the newest first."""
    found = _page(session, Fault, access.visible_faults(user), before, limit)
    return _faults(session, found)


def fault(session: Session, one: Fault) -> Row:
    """One fault."""
    return _faults(session, [one])[0]


def proposals(session: Session, user: User, *, before: int | None, limit: int) -> list[Row]:
    """Up to `limit` proposals that the user may know of, the newest first."""
    names = Names(session)
    found = _page(session, Proposal, access.visible_proposals(user), before, limit)
    return [_proposal(session, one, names) for one in found]


def proposal(session: Session, user: User, proposal_id: int) -> Row:
    """One proposal with statements and evidence. Raises NotFound where the user may not know of it."""
    found, names = access.find_proposal(session, user, proposal_id), Names(session)
    session.flush()
    said = select(UnitStatement).where(UnitStatement.proposal_id == found.id).order_by(UnitStatement.id)
    statements = [_said(one, names) for one in session.scalars(said)]
    return {**_proposal(session, found, names), "statements": statements, "evidence": found.evidence}


def commendations(session: Session, user: User, *, before: int | None, limit: int) -> list[Row]:
    """Up to `limit` commendations that the user may know of, the newest first."""
    names = Names(session)
    found = _page(session, Commendation, access.visible_commendations(user), before, limit)
    return [_commendation(session, one, names) for one in found]


def commendation(session: Session, user: User, commendation_id: int) -> Row:
    """One commendation. Raises NotFound where the user may not know of it."""
    found = access.find_commendation(session, user, commendation_id)
    return _commendation(session, found, Names(session))


def _page(session: Session, model: Any, visible: Any, before: int | None, limit: int) -> Sequence[Any]:
    query = select(model).where(visible).order_by(model.id.desc()).limit(limit)
    if before is not None:
        query = query.where(model.id < before)
    return session.scalars(query).all()


def _order(session: Session, one: SupervisionOrder, names: Names) -> Row:
    by = order_replied_by(session, one, names) or None
    return {**_common(one, names, ORDER_FIELDS), "replied_by": by}


def _common(one: Any, names: Names, fields: Sequence[str]) -> Row:
    unit = names.unit(one.unit_id, words.HOLDERS["office"])
    return {"case": one.case_id, "unit": unit, **{name: getattr(one, name) for name in fields}}


def _faults(session: Session, found: Sequence[Fault]) -> list[Row]:
    names, ids = Names(session), [one.id for one in found]
    stand = set(session.scalars(select(Fault.id).where(Fault.id.in_(ids), standing())))
    return [
        _common(one, names, FAULT_FIELDS)
        | {"found_by": names.person(one.found_by), "proposal": one.proposal_id, "stands": one.id in stand}
        for one in found
    ]


def _proposal(session: Session, one: Proposal, names: Names) -> Row:
    harm = session.get(HarmFinding, one.id)
    made = [_decision(session, it, names) for it in in_force.decisions(session, [one.id]).get(one.id, [])]
    return _common(one, names, PROPOSAL_FIELDS) | {
        "proposed_by": names.person(one.proposed_by),
        "harm": _said(harm, names) if harm else None,
        "decision": made[-1] if made else None,
        "earlier_decisions": made[:-1],
    }


def _decision(session: Session, one: in_force.AnyDecision, names: Names) -> Row:
    return {"measure": one.measure, "reason": one.reason, "by": signed(session, one, names), "at": one.at}


def _commendation(session: Session, one: Commendation, names: Names) -> Row:
    made = [
        {"granted": it.granted, "reason": it.reason, "by": names.person(it.by), "at": it.at}
        for it in in_force.grants(session, [one.id]).get(one.id, [])
    ]
    return _common(one, names, COMMENDATION_FIELDS) | {
        "proposed_by": names.person(one.proposed_by),
        "decision": made[-1] if made else None,
        "earlier_decisions": made[:-1],
    }


def _said(one: HarmFinding | UnitStatement, names: Names) -> Row:
    return {"text": one.text, "by": names.person(one.by), "at": one.at}
