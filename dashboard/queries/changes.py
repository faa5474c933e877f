"""What happened since: whether an open page has reason to fetch its parts anew, and for whom."""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from dashboard import access
from huiying.core.actors import Actor
from huiying.core.models import Assignment, AuditEntry, Case, Clock, Proposal

LATE_ENTRIES = 200
MOST_READ = 5000


@dataclass
class Changes:
    """What one open page was told of. `reader` is None for the wall, which shows the whole park.

    `seen` is the newest audit entry that it knows of. An entry of a slow transaction may appear below that:
    therefore the last few are counted as well.
    """

    reader: Actor | None
    seen: int
    _read: int = field(init=False)
    _recent: int | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._read = self.seen

    def look(self, session: Session) -> bool:
        """Whether something happened that concerns the reader; `seen` then names the newest of it."""
        newest, recent = _newest(session)
        unmoved = newest == self._read and recent == (self._recent or recent)
        after, self._read, self._recent = self._read, newest, recent
        if unmoved:
            return False
        if self.reader is None or access.sees_all(self.reader) or not after < newest <= after + MOST_READ:
            self.seen = newest  # a restored backup counts backwards, a long absence is not gone through
            return True
        concerning = _concerning(session, self.reader, after)
        self.seen = max(concerning, default=self.seen)
        return bool(concerning)


def _newest(session: Session) -> tuple[int, int]:
    newest = session.scalar(select(func.max(AuditEntry.id))) or 0
    recent = select(func.count(AuditEntry.id)).where(AuditEntry.id > newest - LATE_ENTRIES)
    return newest, session.scalar(recent) or 0


def _concerning(session: Session, reader: Actor, after: int) -> list[int]:
    """The entries after that one which tell of cases that the reader may know of, or just lost."""
    entries = _entries_by_case(session, after)
    once = exists().where(Assignment.case_id == Case.id, Assignment.lead_unit_id == reader.unit_id)
    known = select(Case.id).where(Case.id.in_(entries), or_(access.visible_cases(reader), once))
    return [entry for case_id in session.scalars(known) for entry in entries[case_id]]


def _entries_by_case(session: Session, after: int) -> dict[int, list[int]]:
    query = select(AuditEntry.id, AuditEntry.object, AuditEntry.object_id).where(AuditEntry.id > after)
    told: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for id_, object_, of in session.execute(query):
        if of.isdecimal():
            told[object_][int(of)].append(id_)
    found = told["case"]
    for name, model in (("clock", Clock), ("proposal", Proposal)):
        owners = select(model.id, model.case_id).where(model.id.in_(told[name]))
        for id_, case_id in session.execute(owners):
            found[case_id].extend(told[name][id_])
    return found
