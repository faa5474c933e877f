"""The index that is kept beside the person's remark when a case is evaluated."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from huiying.core.models import Case, CaseNote
from responder.evaluation.evaluate import evaluate
from responder.evaluation.facts import Facts
from responder.evaluation.gather import EVALUATION, gather
from responder.evaluation.index import Index
from responder.evaluation.rules import Rules

INDEX, OF_UNIT = "index", "of_unit"
MARKS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}


@dataclass(frozen=True, slots=True)
class Scored:
    """A case with two indexes: of its whole handling, and of what its lead unit answers for (the clocks
    that others held left out). `stored_at` is when a person evaluated it; None where it is computed now."""

    facts: Facts
    index: Index
    of_unit: Index
    stored_at: datetime | None
    remark: str


def scored(session: Session, which: ColumnElement[bool], rules: Rules, as_of: datetime) -> list[Scored]:
    """The cases that `which` selects: as stored where they were evaluated, else as computed at `as_of`."""
    stored = _stored(session, which)
    return [_scored(facts, stored.get(facts.case_id), rules) for facts in gather(session, which, as_of)]


def store(session: Session, note: CaseNote, rules: Rules, as_of: datetime) -> None:
    """Keep both indexes as computed at `as_of` in the evaluation's note; its own mark counts in them."""
    session.flush()
    (facts,) = gather(session, Case.id == note.case_id, as_of)
    found = fresh(facts, rules)
    kept = {INDEX: found.index.as_json(), OF_UNIT: found.of_unit.as_json()}
    note.detail = {**note.detail, **kept}


def fresh(facts: Facts, rules: Rules) -> Scored:
    """Both indexes, computed now."""
    return Scored(facts, evaluate(facts, rules), evaluate(facts.of_unit(), rules), None, "")


def _scored(facts: Facts, note: Any, rules: Rules) -> Scored:
    kept = _read(note.detail) if note is not None else None
    if kept is None:
        return fresh(facts, rules)
    return Scored(facts, *kept, note.at, note.text)


def _read(kept: dict[str, Any]) -> tuple[Index, Index] | None:
    """The stored indexes; None for an evaluation from before they were kept."""
    try:
        return Index.from_json(kept[INDEX]), Index.from_json(kept[OF_UNIT])
    except (KeyError, ValidationError):
        return None


def _stored(session: Session, which: ColumnElement[bool]) -> dict[int, Any]:
    """The latest evaluation of each case."""
    query = select(CaseNote.case_id, CaseNote.text, CaseNote.at, CaseNote.detail).where(
        CaseNote.kind == EVALUATION, CaseNote.case_id.in_(select(Case.id).where(which))
    )
    rows: Iterable[Any] = session.execute(query.order_by(CaseNote.id))
    return {row.case_id: row for row in rows}
