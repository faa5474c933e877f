"""Responsible units as administrators see them: who is reached for each duty, and what is lacking."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dashboard.access import NotFound
from dashboard.queries.people import Names
from huiying.core.models import Case, Contact, Unit, User
from responder.duty.members import DUTY_WORDS
from responder.outbox.people import AddressBook

NEEDED = ("handler", "head", "leader")
HANDLER = DUTY_WORDS["handler"]
ORDER = ("head", "leader", "handler", "deputy")


@dataclass(frozen=True)
class UnitLine:
    """One unit. `people`: its contacts by duty; `lacks`: what nobody would hear, in words."""

    unit: Unit
    parent: str
    people: dict[str, list[Contact]]
    lacks: list[str]
    robots: list[str]
    open_cases: int

    @property
    def is_reached(self) -> bool:
        """Whether a person there hears of every duty."""
        return not self.lacks


def lines(session: Session, now: datetime) -> list[UnitLine]:
    """Every unit: those in use first, those that nobody is reached at before the others."""
    book, names, people = AddressBook.read(session, now), Names(session), _people(session)
    counts = _open_cases(session)
    found = [
        _line(unit, book, names, people.get(unit.id, {}), counts.get(unit.id, 0))
        for unit in session.scalars(select(Unit).order_by(Unit.id))
    ]
    return sorted(found, key=lambda line: (line.unit.disabled_at is not None, line.is_reached))


def find(session: Session, unit_id: int) -> Unit:
    """The unit, or NotFound."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound("没有这个单位")
    return unit


def find_line(session: Session, unit_id: int, now: datetime) -> UnitLine:
    """One unit as a page shows it, or NotFound."""
    unit, people = find(session, unit_id), _people(session)
    count = _open_cases(session).get(unit_id, 0)
    return _line(unit, AddressBook.read(session, now), Names(session), people.get(unit_id, {}), count)


def accounts_of(session: Session, unit: Unit) -> Sequence[User]:
    """The accounts that a contact of the unit may sign in with: its own, and leaders'."""
    own = (User.unit_id == unit.id) | (User.role == "leader")
    return session.scalars(select(User).where(own, User.disabled_at.is_(None)).order_by(User.name)).all()


def _line(
    unit: Unit, book: AddressBook, names: Names, people: dict[str, list[Contact]], open_cases: int
) -> UnitLine:
    ways = {duty: book.recipients(duty, unit.id) for duty in NEEDED}
    robots = [way.name for way in ways["handler"] if way.robot_id is not None]
    unheard = [duty for duty in NEEDED if not any(way.robot_id is None for way in ways[duty])]
    lacks = [DUTY_WORDS[duty] for duty in unheard] if unit.disabled_at is None else []
    return UnitLine(unit, names.unit(unit.parent_id, ""), people, lacks, robots, open_cases)


def _people(session: Session) -> dict[int, dict[str, list[Contact]]]:
    found: dict[int, dict[str, list[Contact]]] = defaultdict(lambda: defaultdict(list))
    for contact in session.scalars(select(Contact).where(Contact.disabled_at.is_(None)).order_by(Contact.id)):
        found[contact.unit_id][contact.duty].append(contact)
    return found


def _open_cases(session: Session) -> dict[int, int]:
    query = select(Case.lead_unit_id, func.count()).where(Case.closed_at.is_(None))
    return {id_: count for id_, count in session.execute(query.group_by(Case.lead_unit_id)) if id_}
