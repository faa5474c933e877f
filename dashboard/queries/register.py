"""台账: orders, faults, proposals and commendations in one list, newest first, by key."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from dashboard import access, words
from dashboard.jsonlist import holds
from dashboard.queries.register_entries import COMMENDATION, FAULT, ORDER, PROPOSAL, Entry, Key, entries
from huiying.core.clock import SHANGHAI
from huiying.core.models import (
    Commendation,
    CommendationDecision,
    Decision,
    Fault,
    Proposal,
    SupervisionOrder,
    UnitStatement,
    User,
)
from responder.accountability.faults import standing

PAGE_SIZE = 50
STATES = {
    "owed": "督办待回复",
    "overdue": "督办逾期未回复",
    "replied": "督办已回复",
    "unheard": "待单位陈述",
    "undecided": "待决定",
    "decided": "已决定",
}
Conditions = list[ColumnElement[bool]]


@dataclass(frozen=True)
class Wanted:
    """Which entries; empty is any. `since` and `until` are days in the park's time, both included."""

    unit: int | None = None
    kind: str = ""
    fault: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def query(self) -> dict[str, str]:
        """The filter as an address's query."""
        given = {
            "unit": self.unit,
            "kind": self.kind,
            "fault": self.fault,
            "state": self.state,
            "from": self.since,
            "to": self.until,
        }
        return {name: str(value) for name, value in given.items() if value not in (None, "")}


@dataclass(frozen=True)
class RegisterPage:
    """A page of the register; `before` is the key of the next one, None at the end."""

    entries: list[Entry]
    before: str | None


def register(
    session: Session, user: User, wanted: Wanted, now: datetime, *, before: str = "", limit: int = PAGE_SIZE
) -> RegisterPage:
    """Up to `limit` entries that the user may know of, after the entry of the key `before`."""
    keys = _keys(session, user, wanted, now, Key.parse(before), limit + 1)
    return RegisterPage(
        entries(session, keys[:limit], now), str(keys[limit - 1]) if len(keys) > limit else None
    )


def whole(session: Session, user: User, wanted: Wanted, now: datetime) -> Iterator[Entry]:
    """Every entry of a filter, read in pages."""
    before = ""
    while True:
        page = register(session, user, wanted, now, before=before, limit=500)
        yield from page.entries
        if page.before is None:
            return
        before = page.before


def _keys(
    session: Session, user: User, wanted: Wanted, now: datetime, before: Key | None, limit: int
) -> list[Key]:
    parts = [
        _part(ORDER, SupervisionOrder, SupervisionOrder.issued_at, _orders(user, wanted, now)),
        _part(FAULT, Fault, Fault.at, _faults(user, wanted)),
        _part(PROPOSAL, Proposal, Proposal.proposed_at, _proposals(user, wanted, now)),
        _part(COMMENDATION, Commendation, Commendation.proposed_at, _commendations(user, wanted)),
    ]
    both = union_all(*[_bounded(part, wanted) for part in parts if part is not None]).subquery()
    key = tuple_(both.c.at, both.c.place, both.c.id)
    query = select(both.c.at, both.c.place, both.c.id).order_by(
        both.c.at.desc(), both.c.place.desc(), both.c.id.desc()
    )
    if before is not None:
        at = literal(before.at, both.c.at.type)
        query = query.where(key < tuple_(at, literal(before.table), literal(before.id)))
    return [Key(*row) for row in session.execute(query.limit(limit))]


def _part(table: int, model: Any, at: Any, conditions: Conditions | None) -> Select[Any] | None:
    if conditions is None:
        return None
    return select(at.label("at"), literal(table).label("place"), model.id.label("id")).where(*conditions)


def _bounded(part: Select[Any], wanted: Wanted) -> Select[Any]:
    at = part.selected_columns[0].element
    if wanted.since:
        part = part.where(at >= datetime.combine(wanted.since, time(), SHANGHAI))
    if wanted.until:
        part = part.where(at < datetime.combine(wanted.until + timedelta(days=1), time(), SHANGHAI))
    return part


def _nothing() -> Conditions:
    return [literal(1) == literal(0)]


def _orders(user: User, wanted: Wanted, now: datetime) -> Conditions:
    if wanted.kind not in ("", "order") or wanted.fault:
        return _nothing()
    states: dict[str, ColumnElement[bool]] = {
        "owed": SupervisionOrder.replied_at.is_(None),
        "overdue": and_(SupervisionOrder.replied_at.is_(None), SupervisionOrder.reply_due_at < now),
        "replied": SupervisionOrder.replied_at.is_not(None),
    }
    if wanted.state and wanted.state not in states:
        return _nothing()
    found = [access.visible_orders(user), *_of_unit(SupervisionOrder.unit_id, wanted)]
    return [*found, states[wanted.state]] if wanted.state else found


def _faults(user: User, wanted: Wanted) -> Conditions:
    if wanted.kind not in ("", "fault") or wanted.state:
        return _nothing()
    found = [access.visible_faults(user), standing(), *_of_unit(Fault.unit_id, wanted)]
    return [*found, Fault.kind == wanted.fault] if wanted.fault else found


def _proposals(user: User, wanted: Wanted, now: datetime) -> Conditions:
    decided = exists().where(Decision.proposal_id == Proposal.id)
    heard = exists().where(UnitStatement.proposal_id == Proposal.id)
    waits = or_(Proposal.statement_due_at.is_(None), Proposal.statement_due_at >= now)
    states = {"unheard": ~decided & ~heard & waits, "undecided": ~decided, "decided": decided}
    found = [access.visible_proposals(user), *_of_unit(Proposal.unit_id, wanted)]
    if wanted.kind and wanted.kind not in words.PROPOSALS:
        return _nothing()
    if wanted.state and wanted.state not in states:
        return _nothing()
    found += [Proposal.kind == wanted.kind] if wanted.kind else []
    found += [holds(Proposal.faults, wanted.fault)] if wanted.fault else []
    return [*found, states[wanted.state]] if wanted.state else found


def _commendations(user: User, wanted: Wanted) -> Conditions:
    decided = exists().where(CommendationDecision.commendation_id == Commendation.id)
    states = {"undecided": ~decided, "decided": decided}
    if wanted.kind not in ("", "commendation") or wanted.fault:
        return _nothing()
    if wanted.state and wanted.state not in states:
        return _nothing()
    found = [access.visible_commendations(user), *_of_unit(Commendation.unit_id, wanted)]
    return [*found, states[wanted.state]] if wanted.state else found


def _of_unit(column: Any, wanted: Wanted) -> Conditions:
    return [column == wanted.unit] if wanted.unit is not None else []
