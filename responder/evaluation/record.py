"""The index that is kept beside the person's remark when a case is evaluated."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Text, cast, exists, select
from sqlalchemy.orm import Session

from huiying.core.models import Case, CaseNote
from responder.evaluation.evaluate import evaluate
from responder.evaluation.facts import Facts
from responder.evaluation.gather import EVALUATION, gather
from responder.evaluation.index import Index
from responder.evaluation.rules import Rules

INDEX, OF_UNIT = "index", "of_unit"
MARKS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}

Kept = tuple[Index, Index, datetime, str]


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
    # A stored index that cannot be read is computed anew, and then nothing may be missing.
    known = _kept() if None not in stored.values() else None
    facts = gather(session, which, as_of, known=known)
    return [_scored(each, stored.get(each.case_id), rules) for each in facts]


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


def _scored(facts: Facts, kept: Kept | None, rules: Rules) -> Scored:
    return Scored(facts, *kept) if kept else fresh(facts, rules)


def _stored(session: Session, which: ColumnElement[bool]) -> dict[int, Kept | None]:
    """The latest evaluation of each case that was evaluated; None where it holds no readable index. The
    indexes come as text: much else stands in a note, and one reader of JSON is enough."""
    own, of_unit = (cast(CaseNote.detail[name], Text) for name in (INDEX, OF_UNIT))
    query = select(CaseNote.case_id, own, of_unit, CaseNote.at, CaseNote.text).where(
        CaseNote.kind == EVALUATION, CaseNote.case_id.in_(select(Case.id).where(which))
    )
    rows = session.execute(query.order_by(CaseNote.id))
    latest = {row[0]: row for row in rows}
    return {case_id: _read(row[1], row[2], row.at, row.text) for case_id, row in latest.items()}


def _read(own: str | None, of_unit: str | None, at: datetime, remark: str) -> Kept | None:
    try:
        return Index.from_json(own or ""), Index.from_json(of_unit or ""), at, remark
    except ValidationError:
        return None


def _kept() -> ColumnElement[bool]:
    """The condition on `Case` that it was evaluated."""
    return exists().where(CaseNote.case_id == Case.id, CaseNote.kind == EVALUATION)
