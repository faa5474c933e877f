"""审计: the trail, newest first, by key; what it is filtered by; the chain's head and its flaws."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from dashboard.periods import local_day
from dashboard.queries.people import Names
from huiying.core import audit
from huiying.core.models import AuditEntry, AuditSeal

PAGE_SIZE = 100
MOST_EXPORTED = 100_000
OFFERED_OF = 5000
IN_PORTIONS = 1000


@dataclass(frozen=True)
class Wanted:
    """Which entries; what is empty matches all. `since` and `until` are days in the park's time
    (2026-11-23), both included."""

    object: str = ""
    object_id: str = ""
    actor: str = ""
    action: str = ""
    since: str = ""
    until: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The filter as an address's query."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Line:
    """One entry as people read it. `position` in the chain; None while it is not sealed."""

    id: int
    at: datetime
    person: str
    actor: str
    action: str
    object: str
    object_id: str
    detail: str
    position: int | None


@dataclass(frozen=True)
class AuditPage:
    """A page of the trail; `before` is the key of the next one, None at the end."""

    lines: list[Line]
    before: int | None


@dataclass(frozen=True)
class Chain:
    """How far the trail is sealed. `checked`: whether it was walked for this answer; `flaws` then tell."""

    entries: int
    sealed: int
    head: str
    checked: bool = False
    flaws: Sequence[audit.Flaw] = ()


def page(session: Session, wanted: Wanted, before: int | None = None) -> AuditPage:
    """Up to PAGE_SIZE entries older than the entry `before`."""
    query = _query(wanted)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    rows = session.execute(query.limit(PAGE_SIZE + 1)).tuples().all()
    names = Names(session)
    lines = [_line(entry, position, names) for entry, position in rows[:PAGE_SIZE]]
    return AuditPage(lines, lines[-1].id if len(rows) > PAGE_SIZE else None)


def everything(session: Session, wanted: Wanted) -> Iterator[Line]:
    """All entries of the filter, newest first, up to MOST_EXPORTED."""
    names = Names(session)
    query = _query(wanted).limit(MOST_EXPORTED).execution_options(yield_per=IN_PORTIONS)
    for entry, position in session.execute(query).tuples():
        yield _line(entry, position, names)


def chain(session: Session, *, walk: bool) -> Chain:
    """The head of the chain; with `walk` every sealed entry is checked against it."""
    entries = session.scalar(select(func.count(AuditEntry.id))) or 0
    sealed = session.scalar(select(func.count(AuditSeal.position))) or 0
    flaws = audit.verify(session) if walk else []
    return Chain(entries, sealed, audit.head(session), walk, flaws)


def choices(session: Session) -> tuple[list[str], list[str]]:
    """What the filter offers: the kinds of objects and the actions of the newest entries."""
    newest = select(AuditEntry.object, AuditEntry.action).order_by(AuditEntry.id.desc()).limit(OFFERED_OF)
    rows = session.execute(newest).tuples().all()
    return sorted({object_ for object_, _ in rows}), sorted({action for _, action in rows})


def _query(wanted: Wanted) -> Select[AuditEntry, int]:
    return (
        select(AuditEntry, AuditSeal.position)
        .outerjoin(AuditSeal, AuditSeal.entry_id == AuditEntry.id)
        .where(*_conditions(wanted))
        .order_by(AuditEntry.id.desc())
    )


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    for name in ("object", "object_id", "actor", "action"):
        value = getattr(wanted, name)
        if value:
            yield getattr(AuditEntry, name) == value
    if (since := local_day(wanted.since)) is not None:
        yield AuditEntry.at >= since
    if (until := local_day(wanted.until)) is not None:
        yield AuditEntry.at < until + timedelta(days=1)


def _line(entry: AuditEntry, position: int | None, names: Names) -> Line:
    detail = "，".join(f"{key}={_said(value)}" for key, value in sorted(entry.detail.items()))
    return Line(
        entry.id,
        entry.at,
        names.person(entry.actor),
        entry.actor,
        entry.action,
        entry.object,
        entry.object_id,
        detail,
        position,
    )


def _said(value: object) -> str:
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return "" if value is None else str(value)
