"""Which facts of the procedure are on record for a case. Pure reads; nothing is remembered elsewhere."""

from collections.abc import Callable
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import Case, CaseNote, Examination, Outcome, Pause, Search
from responder import casefile
from responder.procedure.words import Fact


def on_record(session: Session, case: Case, fact: Fact) -> bool:
    """Whether the fact stands in the case's records."""
    return _READ[fact](session, case)


class Records:
    """A case's facts, each read once: for looking at many steps at a time."""

    def __init__(self, session: Session, case: Case) -> None:
        self._session, self._case = session, case
        self._known: dict[Fact, bool] = {}

    def hold(self, fact: Fact) -> bool:
        """Whether the fact stands in the case's records."""
        if fact not in self._known:
            self._known[fact] = on_record(self._session, self._case, fact)
        return self._known[fact]

    @cached_property
    def pause(self) -> Pause | None:
        """The pause under which the case stands still."""
        return casefile.pause(self._session, self._case)


def _confirmed(session: Session, case: Case) -> bool:
    return casefile.confirmation(session, case) is not None


def _assigned(session: Session, case: Case) -> bool:
    return casefile.assignment(session, case) is not None


def _acknowledged(session: Session, case: Case) -> bool:
    return casefile.acknowledgement(session, casefile.assignment(session, case)) is not None


def _examined(session: Session, case: Case) -> bool:
    """Found complete; a request whose completion was asked for is examined once that came in."""
    record = session.get(Examination, case.id)
    return record is not None and (record.missing is None or record.completed_at is not None)


def _answered(session: Session, case: Case) -> bool:
    """The public, or every sender, has its answer: since the last reopening. History owes none."""
    return case.archive or casefile.is_answered(session, case)


def _searched(session: Session, case: Case) -> bool:
    return _any(session, select(Search.id).where(Search.case_id == case.id))


def _determined(session: Session, case: Case) -> bool:
    return _any(session, select(Outcome.id).where(Outcome.case_id == case.id))


def _fulfilled(session: Session, case: Case) -> bool:
    return casefile.fulfilment(session, case) is not None


def _closed(session: Session, case: Case) -> bool:
    return case.closed_at is not None


def _evaluated(session: Session, case: Case) -> bool:
    notes = select(CaseNote.id).where(CaseNote.case_id == case.id, CaseNote.kind == "evaluation")
    return _any(session, notes.where(CaseNote.at >= case.closed_at)) if case.closed_at else False


def _any(session: Session, query: object) -> bool:
    return session.scalars(query.limit(1)).first() is not None  # type: ignore[attr-defined]


_READ: dict[Fact, Callable[[Session, Case], bool]] = {
    "confirmed": _confirmed,
    "assigned": _assigned,
    "acknowledged": _acknowledged,
    "examined": _examined,
    "searched": _searched,
    "determined": _determined,
    "answered": _answered,
    "fulfilled": _fulfilled,
    "closed": _closed,
    "evaluated": _evaluated,
}
