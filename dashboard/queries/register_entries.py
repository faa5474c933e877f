"""The entries of the 台账 in words: the rows behind a page's keys, read in a handful of queries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import words
from dashboard.queries.earlier import granted
from dashboard.queries.people import Names
from huiying.core.models import (
    Case,
    Commendation,
    Fault,
    Proposal,
    SupervisionOrder,
    UnitStatement,
)
from responder.accountability import in_force

ORDER, FAULT, PROPOSAL, COMMENDATION = 1, 2, 3, 4
KINDS = {
    "order": "督办单",
    "fault": "过错",
    "interview": "约谈",
    "criticism": "通报批评",
    "accountability": "问责",
    "commendation": "表彰",
}


@dataclass(frozen=True)
class Entry:
    """One line of the register. `reply` is what the unit said, `result` what came of it."""

    at: datetime
    number: str
    kind: str
    href: str
    case_number: str
    case_id: int
    title: str
    unit: str
    faults: str
    said: str
    state: str
    due_at: datetime | None = None
    reply: str = ""
    replied_at: datetime | None = None
    result: str = ""
    reason: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True)
class Key:
    """The place of an entry: when, of which table, its id."""

    at: datetime
    table: int
    id: int

    def __str__(self) -> str:
        return f"{int(self.at.timestamp() * 1_000_000)}.{self.table}.{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Key | None":
        """The key from an address; None for anything else."""
        parts = text.split(".")
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) < 18 for part in parts):
            return None
        micros, table, id_ = map(int, parts)
        if micros > 250_000_000_000_000_000:
            return None
        return cls(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros), table, id_)


def entries(session: Session, keys: Sequence[Key], now: datetime) -> list[Entry]:
    """The keys' entries in their order."""
    shown = _Shown(session, keys, now)
    return [shown.entry(key) for key in keys]


class _Shown:
    def __init__(self, session: Session, keys: Sequence[Key], now: datetime) -> None:
        self._session, self._keys, self._now, self._names = session, keys, now, Names(session)
        self._rows: dict[tuple[int, int], Any] = {}
        models: tuple[tuple[int, Any], ...] = (
            (ORDER, SupervisionOrder),
            (FAULT, Fault),
            (PROPOSAL, Proposal),
            (COMMENDATION, Commendation),
        )
        for table, model in models:
            for row in session.scalars(select(model).where(model.id.in_(self._ids(table)))):
                self._rows[table, row.id] = row
        cases = {row.case_id for row in self._rows.values()}
        self._cases = {
            case.id: case for case in self._session.scalars(select(Case).where(Case.id.in_(cases)))
        }
        self._decisions = in_force.decisions(session, self._ids(PROPOSAL))
        self._granted = in_force.grants(session, self._ids(COMMENDATION))
        said = select(UnitStatement).where(UnitStatement.proposal_id.in_(self._ids(PROPOSAL)))
        self._statements = {
            one.proposal_id: one for one in self._session.scalars(said.order_by(UnitStatement.id))
        }

    def entry(self, key: Key) -> Entry:
        row = self._rows[key.table, key.id]
        case = self._cases[row.case_id]
        made: dict[int, Callable[[Any], dict[str, Any]]] = {
            ORDER: self._order,
            FAULT: self._fault,
            PROPOSAL: self._proposal,
            COMMENDATION: self._commendation,
        }
        return Entry(
            at=key.at,
            case_number=case.number,
            case_id=case.id,
            title=case.title,
            unit=self._names.unit(row.unit_id, words.HOLDERS["office"]),
            **made[key.table](row),
        )

    def _order(self, row: SupervisionOrder) -> dict[str, Any]:
        late = row.replied_at is None and row.reply_due_at < self._now
        return {
            "number": row.number,
            "kind": KINDS["order"],
            "href": f"/accountability/order/{row.id}",
            "faults": "",
            "said": row.text,
            "state": "已回复" if row.replied_at else "逾期未回复" if late else "待回复",
            "due_at": row.reply_due_at,
            "reply": row.reply or "",
            "replied_at": row.replied_at,
        }

    def _fault(self, row: Fault) -> dict[str, Any]:
        state = "已提请问责" if row.proposal_id else "已计入通报批评" if row.counted_in_id else "已记录"
        return {
            "number": "",
            "kind": KINDS["fault"],
            "href": f"/accountability/fault/{row.id}",
            "faults": words.FAULTS[row.kind],
            "said": row.said,
            "state": state,
        }

    def _proposal(self, row: Proposal) -> dict[str, Any]:
        made, said = self._decisions.get(row.id, []), self._statements.get(row.id)
        waits = said is None and (row.statement_due_at is None or row.statement_due_at >= self._now)
        return {
            "number": row.number or "",
            "kind": f"提请{words.PROPOSALS[row.kind]}",
            "href": f"/accountability/{row.id}",
            "faults": "、".join(words.FAULTS.get(one, one) for one in row.faults),
            "said": row.summary,
            "state": "已决定" if made else "待单位陈述" if waits else "待决定",
            "due_at": row.statement_due_at,
            "reply": said.text if said else "",
            "replied_at": said.at if said else None,
            **self._decided(made, words.MEASURES[made[-1].measure] if made else ""),
        }

    def _commendation(self, row: Commendation) -> dict[str, Any]:
        made = self._granted.get(row.id, [])
        return {
            "number": row.number,
            "kind": KINDS["commendation"],
            "href": f"/accountability/commendation/{row.id}",
            "faults": "",
            "said": row.grounds,
            "state": "已决定" if made else "待决定",
            **self._decided(made, granted(made[-1]) if made else ""),
        }

    def _decided(self, made: Sequence[Any], result: str) -> dict[str, Any]:
        if not made:
            return {}
        last = made[-1]
        told = {"reason": last.reason, "decided_by": self._names.person(last.by), "decided_at": last.at}
        return {"result": f"{result}（更正后）" if made[1:] else result, **told}

    def _ids(self, table: int) -> list[int]:
        return [key.id for key in self._keys if key.table == table]
