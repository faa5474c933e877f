"""Whom a duty officer may call about a case, and in whose name somebody may sign."""

from datetime import datetime

from sqlalchemy.orm import Session

from dashboard.untrusted import number
from huiying.core.actors import Actor
from huiying.core.errors import Refused
from huiying.core.models import Absence, Case
from responder.duty.members import Member, members
from responder.duty.signing import delegated, line_of
from responder.duty.standing import Presence


def callees(session: Session, case: Case) -> list[Member]:
    """The people of the lead unit, else of the unit that the machine proposed."""
    unit = case.lead_unit_id or case.proposed_unit_id
    return [one for one in members(session) if unit is not None and one.unit_id == unit]


def phones(session: Session, now: datetime) -> dict[str, str]:
    """By unit: the number of whoever is asked first there and is not away, else the unit's own."""
    presence = Presence.read(session, now)
    units = {unit.id: unit for unit in presence.register.units}
    found = {unit.name: unit.phone for unit in units.values() if unit.phone}
    duties = {contact.id: contact.duty for contact in presence.register.contacts}
    for duty in ("deputy", "head", "handler"):
        for person in reversed(presence.people):
            if person.unit_id and person.contact_id and duties[person.contact_id] == duty:
                there = presence.of(person).member
                if there is not None and there.phone:
                    found[units[person.unit_id].name] = there.phone
    return found


def own_delegations(session: Session, user: Actor, power: str, now: datetime) -> list[Absence]:
    """Under which of them the reader may sign so for somebody of their own unit."""
    if user.unit_id is None:
        return []
    return [one for one in delegated(session, user, power, now) if line_of(session, one) == user.unit_id]


def chosen(session: Session, given: str) -> Absence | None:
    """The delegation that a form names; None for one's own name."""
    if not given:
        return None
    return delegation(session, number(given) or 0)


def delegation(session: Session, absence_id: int | None) -> Absence | None:
    """The delegation of that number; None for one's own name. Raises Refused where there is none."""
    if absence_id is None:
        return None
    record = session.get(Absence, absence_id)
    if record is None:
        raise Refused("没有这份委托，请以本人名义办理")
    return record
