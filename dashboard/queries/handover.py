"""交接单 as people read it: what was open, with words instead of ids, and who signed when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.queries.people import Names
from huiying.core.models import Handover
from responder.duty.handover import state, waiting_for_signature

MOST = 30


@dataclass(frozen=True)
class View:
    """What was open at a moment; `until` is when the next shift ends."""

    at: datetime
    until: datetime
    counts: Mapping[str, int]
    lists: Mapping[str, list[dict[str, Any]]]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing at all is open."""
        return not any(self.counts.values())


@dataclass(frozen=True)
class File:
    """One note with its signatures by name."""

    record: Handover
    view: View
    out_by: str
    in_by: str


@dataclass(frozen=True)
class Index:
    """What is open now, the note that waits for a signature, and the earlier ones."""

    now: View
    waiting: File | None
    earlier: list[File]


def index(session: Session, now: datetime) -> Index:
    """Everything of the hand-over page."""
    names = Names(session)
    waiting = waiting_for_signature(session)
    query = select(Handover).where(Handover.in_by.is_not(None)).order_by(Handover.id.desc()).limit(MOST)
    earlier = [_file(one, names) for one in session.scalars(query)]
    return Index(_view(state(session, now)), _file(waiting, names) if waiting else None, earlier)


def file(session: Session, record: Handover) -> File:
    """One note."""
    return _file(record, Names(session))


def _file(record: Handover, names: Names) -> File:
    taken = names.person(record.in_by) if record.in_by else ""
    return File(record, _view(record.state), names.person(record.out_by), taken)


def _view(kept: Mapping[str, Any]) -> View:
    lists = {name: [_row(row) for row in kept[name]] for name in kept["counts"]}
    at, until = (datetime.fromisoformat(kept[name]) for name in ("at", "until"))
    return View(at, until, kept["counts"], lists)


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """With its moments as moments."""
    moments = {key: datetime.fromisoformat(row[key]) for key in ("due_at", "since") if row.get(key)}
    return {**row, **moments}
