"""Names for what records keep: who a login name is, what a unit id is called."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import words
from huiying.core.actors import BY_LINK
from huiying.core.audit import MACHINE
from huiying.core.models import Contact, Draft, SupervisionOrder, Unit, User
from responder.duty.signing import in_whose_name

SYSTEM = "系统"
NOT_ASSIGNED = "未交办单位"


class Names:
    """Every unit and account by name; two small queries a page."""

    def __init__(self, session: Session) -> None:
        self._units: dict[int, str] = {
            row.id: row.name for row in session.execute(select(Unit.id, Unit.name))
        }
        rows = session.execute(select(User.id, User.name, User.display_name)).all()
        self._by_login: dict[str, str] = {row.name: row.display_name for row in rows}
        self._by_id: dict[int, str] = {row.id: row.display_name for row in rows}

    @property
    def units(self) -> Mapping[int, str]:
        """Units by id."""
        return self._units

    def unit(self, unit_id: int | None, otherwise: str = "—") -> str:
        """The unit's name."""
        return self._units.get(unit_id or 0, otherwise)

    def holder(self, holder: str, unit_id: int | None) -> str:
        """Who owes a clock: a unit by its name, the office and the clearer by their duty."""
        return self.unit(unit_id, NOT_ASSIGNED) if holder == "unit" else words.HOLDERS[holder]

    def person(self, login: str | None) -> str:
        """The display name behind a login name; the machine is called 系统."""
        if not login or login == MACHINE:
            return SYSTEM
        return self._by_login.get(login, login)

    def account(self, user_id: int) -> str:
        """The display name of an account."""
        return self._by_id.get(user_id, "—")

    def drafter(self, draft: Draft) -> str:
        """Who wrote a draft: the account's name, or who came by a link and has none."""
        name = draft.drafted_by or ""
        return name if name.startswith(BY_LINK) else self.account(draft.drafter_id or 0)


def order_replied_by(session: Session, order: SupervisionOrder, names: Names) -> str:
    """Who replied to the order and in whose name; empty where nobody did."""
    if order.replied_by is None:
        return ""
    return names.person(order.replied_by) + in_whose_name(session, order.absence_id)


def choosable_units(session: Session) -> list[Unit]:
    """The units that a case may be given to."""
    return list(session.scalars(select(Unit).where(Unit.disabled_at.is_(None)).order_by(Unit.id)))


def office_phone(session: Session) -> str:
    """The press office's number: its own, else that of somebody there; empty where none is known."""
    own = session.scalar(select(Unit.phone).where(Unit.is_office, Unit.phone.is_not(None)).limit(1))
    theirs = (
        select(Contact.phone)
        .join(Unit, Unit.id == Contact.unit_id)
        .where(Unit.is_office, Contact.phone.is_not(None), Contact.disabled_at.is_(None))
        .order_by(Contact.duty != "handler", Contact.id)
    )
    return own or session.scalar(theirs.limit(1)) or ""
