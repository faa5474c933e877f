"""Whose matter it is: a leader never decides in a matter of their own line (domain.md)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.actors import Actor
from huiying.core.models import Contact, Unit

# Parents are followed this far; a circle of units ends here.
DEEPEST = 20


def own_units(session: Session, user: Actor) -> frozenset[int]:
    """The units of a person's line: their account's unit, those in which they are head, leader in charge
    or anything else, and all units below these."""
    named = select(Contact.unit_id).where(Contact.user_id == user.account_id)
    units = set(session.scalars(named)) | ({user.unit_id} if user.unit_id is not None else set())
    below = units
    for _ in range(DEEPEST):
        below = set(session.scalars(select(Unit.id).where(Unit.parent_id.in_(below)))) - units
        if not below:
            break
        units |= below
    return frozenset(units)


def is_own_matter(session: Session, user: Actor, unit_id: int | None) -> bool:
    """Whether a matter of this unit is the person's own. No unit: the press office's own matter."""
    owned = own_units(session, user)
    if unit_id is not None:
        return unit_id in owned
    office = session.scalars(select(Unit.id).where(Unit.is_office)).first()
    return office is not None and office in owned
