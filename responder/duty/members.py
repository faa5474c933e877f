"""Everybody who can be asked: contacts of the units and accounts, each person once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.errors import Refused
from huiying.core.models import Contact, Unit, User

DUTY_WORDS = {"handler": "经办人", "head": "主要负责人", "leader": "分管领导", "deputy": "代理人"}
PLATFORMS = ("wecom", "dingtalk", "feishu")


@dataclass(frozen=True, slots=True)
class Member:
    """One person. `contact_id` and `user_id` are both there for a contact with an account; `phone` is any
    number at which the person answers, `email` any mailbox, `accounts` those by which robots call the person
    in a group, by the kind of robot."""

    name: str
    unit_id: int | None
    role: str
    user_id: int | None = None
    contact_id: int | None = None
    email: str = ""
    phone: str = ""
    accounts: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def token(self) -> str:
        """How a form names the person."""
        return f"contact-{self.contact_id}" if self.contact_id else f"user-{self.user_id}"

    @property
    def is_reachable(self) -> bool:
        """Whether there is a mailbox or a number."""
        return bool(self.email or self.phone)

    def is_same(self, other: "Member") -> bool:
        """Whether both are the same person: the same contact or the same account."""
        same_user = self.user_id is not None and self.user_id == other.user_id
        return same_user or (self.contact_id is not None and self.contact_id == other.contact_id)


@dataclass(frozen=True, slots=True)
class Register:
    """The rows that people are known by: three queries, read once."""

    units: Sequence[Unit]
    users: Sequence[User]
    contacts: Sequence[Contact]

    @classmethod
    def read(cls, session: Session) -> "Register":
        """All units, the accounts in use, the contacts who are still there."""
        users = select(User).where(User.disabled_at.is_(None)).order_by(User.id)
        there = Contact.disabled_at.is_(None)
        contacts = select(Contact).where(there).order_by(Contact.unit_id, Contact.id)
        units = session.scalars(select(Unit).order_by(Unit.id)).all()
        return cls(units, session.scalars(users).all(), session.scalars(contacts).all())

    def members(self) -> list[Member]:
        """All contacts, then the accounts that no contact is linked to."""
        names = {unit.id: unit.name for unit in self.units}
        accounts = {user.id: user for user in self.users}
        linked = {contact.user_id for contact in self.contacts}
        return [
            *(_of_contact(it, names[it.unit_id], accounts.get(it.user_id or 0)) for it in self.contacts),
            *(_of_account(user) for user in self.users if user.id not in linked),
        ]


def members(session: Session) -> list[Member]:
    """Everybody; see Register.members."""
    return Register.read(session).members()


def find(people: Sequence[Member], token: str) -> Member:
    """The person that a form names. Raises Refused."""
    found = next((one for one in people if one.token == token), None)
    if found is None:
        raise Refused("请从名单中选择人员；名单里没有的，先在 units.toml 登记或添加账号")
    return found


def called(unit: str, duty: str, name: str) -> str:
    """执法局主要负责人 王某; the duty alone where nobody is named."""
    role = unit + DUTY_WORDS[duty]
    return role if not name or role.endswith(name) else f"{role} {name}"


def _of_contact(contact: Contact, unit: str, account: User | None) -> Member:
    return Member(
        name=called(unit, contact.duty, contact.name),
        unit_id=contact.unit_id,
        role=account.role if account else "unit",
        user_id=account.id if account else None,
        contact_id=contact.id,
        email=contact.email or (account.email if account else None) or "",
        phone=contact.phone or "",
        accounts={kind: name for kind in PLATFORMS if (name := getattr(contact, kind))},
    )


def _of_account(user: User) -> Member:
    return Member(user.display_name, user.unit_id, user.role, user_id=user.id, email=user.email or "")
