"""Who a link lets in: a contact of a unit who is still there, as a person who may act."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from huiying.core.actors import LinkHolder, name_by_link
from huiying.core.models import CaseLink, Contact, Unit, User
from responder.duty.members import DUTY_WORDS


def holders(session: Session, contact_ids: Collection[int]) -> dict[int, tuple[Contact, Unit]]:
    """Those of these contacts who may be let in: neither they, their unit nor their account is disabled,
    and their unit is not the press office, whose people have accounts."""
    query = (
        select(Contact, Unit)
        .join(Unit, Unit.id == Contact.unit_id)
        .outerjoin(User, User.id == Contact.user_id)
        .where(Contact.id.in_(contact_ids), Contact.disabled_at.is_(None))
        .where(Unit.disabled_at.is_(None), ~Unit.is_office)
        .where(or_(Contact.user_id.is_(None), User.disabled_at.is_(None)))
    )
    return {contact.id: (contact, unit) for contact, unit in session.execute(query)}


def holder(session: Session, link: CaseLink) -> LinkHolder | None:
    """The person whom the link lets into its case; None where they left."""
    found = holders(session, [link.contact_id]).get(link.contact_id)
    if found is None:
        return None
    contact, unit = found
    duty = DUTY_WORDS[contact.duty]
    called = unit.name if contact.name in ("", duty) else contact.name
    return LinkHolder(
        name=name_by_link(called, duty),
        display_name=f"{unit.name}{duty}" + ("" if called == unit.name else f" {called}"),
        unit_id=unit.id,
        only_case=link.case_id,
        account_id=contact.user_id,
    )
