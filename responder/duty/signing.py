"""代签: acting in somebody's name under a delegation; the record keeps both names."""

from datetime import datetime

from sqlalchemy.orm import Session

from huiying.core.actors import Actor
from huiying.core.errors import NotAllowed
from huiying.core.models import Absence, Contact, User
from responder.duty.absences import in_force
from responder.duty.words import POWERS


def delegated(session: Session, by: Actor, power: str, now: datetime) -> list[Absence]:
    """The delegations by which `by` may do this in another's name at this moment. Who came by a one-time link
    signs for another as far as the link's person has an account that was delegated to; a decision needs the
    account itself."""
    if by.account_id is None or (by.only_case is not None and power == "decide"):
        return []
    return [
        record
        for record in in_force(session, now)
        if record.deputy_user_id == by.account_id and power in record.powers
    ]


def require(session: Session, record: Absence, by: Actor, power: str, now: datetime) -> None:
    """Raises NotAllowed where `by` may not do this in that name now."""
    if record.id not in {one.id for one in delegated(session, by, power, now)}:
        raise NotAllowed(f"您没有代{record.person}“{POWERS[power]}”的委托，或委托已经到期；请以本人名义办理")


def require_of_unit(
    session: Session, record: Absence, by: Actor, power: str, unit_id: int | None, now: datetime
) -> None:
    """The same for what a unit signs: the person must be of that unit."""
    require(session, record, by, power, now)
    if line_of(session, record) != unit_id:
        raise NotAllowed(f"{record.person}不属于该单位，不能以其名义办理")


def line_of(session: Session, record: Absence) -> int | None:
    """The unit of the person in whose name is signed: never judged by a deputy either."""
    if record.user_id is not None and (user := session.get(User, record.user_id)):
        return user.unit_id
    contact = session.get(Contact, record.contact_id) if record.contact_id else None
    return contact.unit_id if contact else None


def in_whose_name(session: Session, absence_id: int | None) -> str:
    """（代 王某）after a name; empty where somebody signed for themselves."""
    record = session.get(Absence, absence_id) if absence_id else None
    return f"（代 {record.person}）" if record else ""
