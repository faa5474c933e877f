"""Who hears: from a duty and a unit to the mailboxes and robots by which it is reached."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import Contact, Robot, Unit, User
from responder.notifiers.sms import mobile
from responder.notifiers.target import MOST_MENTIONS

EMAIL, SMS = "email", "sms"
UNIT_DUTIES = {"handler": "经办人", "head": "主要负责人", "leader": "分管领导"}
OFFICE, LEADERSHIP, ADMINISTRATOR = "office", "leadership", "administrator"
PLATFORMS = ("wecom", "dingtalk", "feishu")
BY_MOBILE = ("wecom", "dingtalk")
"""The robots that call a member by mobile number too, where no account is known."""
DUTIES = (*UNIT_DUTIES, OFFICE, LEADERSHIP, ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One mailbox or robot. `token` is its stable name in a notice's key; `name` is what a person reads.

    `called`: the accounts (users) and mobile numbers (mobiles) of whom a robot is to call in its group.
    `contact_id` is the person of a unit whose own channel it is: to them alone a personal link may go. A
    group, the press office and the leadership have none.
    """

    token: str
    channel: str
    name: str
    robot_id: int | None = None
    address: str | None = None
    called: Mapping[str, Sequence[str]] = field(default_factory=dict)
    contact_id: int | None = None


def recipients(session: Session, duty: str, unit_id: int | None) -> list[Recipient]:
    """Everybody that the duty is reached by; see AddressBook.recipients."""
    return AddressBook.read(session).recipients(duty, unit_id)


def office(session: Session) -> list[Recipient]:
    """The press office; see AddressBook.office."""
    return AddressBook.read(session).office()


def asked(session: Session, duty: str, unit_id: int | None) -> str:
    """Who is asked, as people say it; see AddressBook.asked."""
    return AddressBook.read(session).asked(duty, unit_id)


@dataclass(frozen=True, slots=True)
class Person:
    """A contact of a unit with the mailbox and the mobile number by which it is reached.

    `leads`: has a leader's account. `accounts`: by which it is called in a group, by the kind of robot.
    """

    id: int
    unit_id: int
    duty: str
    name: str
    address: str
    mobile: str
    leads: bool
    accounts: Mapping[str, str]

    @property
    def reached(self) -> bool:
        """Whether a notice of its own can be sent to the person."""
        return bool(self.address or self.mobile)


class AddressBook:
    """All units with their people and robots, as they stand in this transaction.

    Who tells many things in one transaction reads it once.
    """

    def __init__(
        self,
        units: Sequence[Unit],
        people: Sequence[Person],
        users: Sequence[User],
        robots: Sequence[Robot],
    ) -> None:
        self._units = {unit.id: unit for unit in units}
        self._own = next((unit for unit in units if unit.is_office), None)
        self._people, self._users, self._robots = people, users, robots

    @classmethod
    def read(cls, session: Session) -> "AddressBook":
        """The book from the database: four queries, however many people there are."""
        units = session.scalars(select(Unit).order_by(Unit.id)).all()
        users = session.scalars(select(User).where(User.disabled_at.is_(None)).order_by(User.id)).all()
        robots = session.scalars(select(Robot).where(Robot.enabled).order_by(Robot.id)).all()
        accounts = {user.id: user for user in users}
        contacts = session.scalars(select(Contact).where(Contact.disabled_at.is_(None)).order_by(Contact.id))
        people = [_person(contact, accounts.get(contact.user_id or 0)) for contact in contacts]
        return cls(units, people, users, robots)

    def recipients(self, duty: str, unit_id: int | None) -> list[Recipient]:
        """Everybody that `duty` of the unit is reached by, each mailbox and robot once; may be empty.

        A person is written to by e-mail, by SMS where there is no mailbox. A unit's duty (handler, head,
        leader) without a unit is the office's own. Where nobody of the duty can be written to, the unit's
        deputy is. Raises ValueError for a duty that does not exist.
        """
        if duty not in DUTIES:
            raise ValueError(f"no such duty: {duty}")
        if duty == LEADERSHIP:
            return _once(self._leadership())
        if duty == ADMINISTRATOR:
            return _once(self._accounts("administrator"))
        unit = self._unit(unit_id)
        if duty == OFFICE or unit is None:
            return self.office()
        return _once([*self._first_of(unit, (duty, "deputy")), *self._robots_of(unit, (duty, "deputy"))])

    def next_ways(self, duty: str, unit_id: int | None, name: str) -> list[Recipient]:
        """All ways to the duty, in the order to try them: the further ones of `name`, then everybody's."""
        named = [person for person in self._people if name and self._name(person) == name]
        own = [way for person in named for way in self._ways(person)]
        return _once([*own, *self.recipients(duty, unit_id)])

    def office(self) -> list[Recipient]:
        """The press office: its handlers (else deputy, head, its accounts) and the robots without a unit."""
        duties = ("handler", "deputy", "head")
        people = self._first_of(self._own, duties) if self._own else []
        return _once([*(people or self._accounts("office")), *self._robots_of(self._own, duties)])

    def asked(self, duty: str, unit_id: int | None) -> str:
        """Who is asked, as people say it: 执法局经办人, 新闻办, 领导, 系统管理员."""
        word = {OFFICE: "新闻办", LEADERSHIP: "领导", ADMINISTRATOR: "系统管理员"}.get(duty)
        if word:
            return word
        unit = self._unit(unit_id)
        return (unit.name if unit else "新闻办") + UNIT_DUTIES[duty]

    def _unit(self, unit_id: int | None) -> Unit | None:
        return self._own if unit_id is None else self._units[unit_id]

    def _leadership(self) -> list[Recipient]:
        people = self._accounts("leader")
        for person in self._people:
            if person.leads and person.reached:
                unit = self._units[person.unit_id].name
                way = replace(self._ways(person)[0], name=person.name or f"{unit}领导", contact_id=None)
                people.append(way)
        return people or (self._contacts(self._own, "leader") if self._own else [])

    def _first_of(self, unit: Unit, duties: Sequence[str]) -> list[Recipient]:
        """The mailboxes of the first of these duties that has any."""
        return next((found for duty in duties if (found := self._contacts(unit, duty))), [])

    def _contacts(self, unit: Unit, duty: str) -> list[Recipient]:
        return [
            self._ways(person)[0]
            for person in self._people
            if person.unit_id == unit.id and person.duty == duty and person.reached
        ]

    def _ways(self, person: Person) -> list[Recipient]:
        """How a person is reached: by e-mail first, then by SMS."""
        name = self._name(person)
        contact = None if self._own and person.unit_id == self._own.id else person.id
        ways = [_mailbox(person.address, name, contact)] if person.address else []
        return [*ways, _phone(person.mobile, name, contact)] if person.mobile else ways

    def ways_of(self, contact_id: int) -> list[Recipient]:
        """A unit's person's own channels, in the order to try them; none for who left."""
        return [way for person in self._people if person.id == contact_id for way in self._ways(person)]

    def _name(self, person: Person) -> str:
        word = UNIT_DUTIES.get(person.duty, "代理人")
        return _called(self._units[person.unit_id].name + word, person.name)[:200]

    def _accounts(self, role: str) -> list[Recipient]:
        found = [user for user in self._users if user.role == role and user.email]
        return [_mailbox(user.email or "", user.display_name) for user in found]

    def _robots_of(self, unit: Unit | None, duties: Sequence[str]) -> list[Recipient]:
        wanted = {unit.id, None} if unit and unit.is_office else {unit.id if unit else None}
        return [
            Recipient(
                f"robot-{robot.id}",
                robot.kind,
                robot.name,
                robot_id=robot.id,
                called=self._called(unit, duties, robot.kind),
            )
            for robot in self._robots
            if robot.unit_id in wanted and robot.events is None
        ]

    def _called(self, unit: Unit | None, duties: Sequence[str], kind: str) -> Mapping[str, list[str]]:
        """Whom a robot of this kind calls: the people of the first duty of which it can call anybody."""
        for duty in duties if unit else ():
            those = [one for one in self._people if unit and (one.unit_id, one.duty) == (unit.id, duty)]
            users = [one.accounts[kind] for one in those if one.accounts.get(kind)]
            mobiles = [one.mobile for one in those if kind in BY_MOBILE and not one.accounts.get(kind)]
            found = {"users": users, "mobiles": [mobile for mobile in mobiles if mobile]}
            if any(found.values()):
                return {name: called[:MOST_MENTIONS] for name, called in found.items() if called}
        return {}


def _person(contact: Contact, account: User | None) -> Person:
    address = contact.email or (account.email if account else None) or ""
    leads = account is not None and account.role == "leader"
    accounts = {kind: getattr(contact, kind) or "" for kind in PLATFORMS}
    number = mobile(contact.phone) or ""
    return Person(contact.id, contact.unit_id, contact.duty, contact.name, address, number, leads, accounts)


def _called(role: str, name: str) -> str:
    return role if not name or role.endswith(name) else f"{role} {name}"


def _mailbox(address: str, name: str, contact: int | None = None) -> Recipient:
    token = f"mail-{_digest(address)}"
    return Recipient(token, EMAIL, name[:200], address=address.strip(), contact_id=contact)


def _phone(number: str, name: str, contact: int | None) -> Recipient:
    return Recipient(f"sms-{_digest(number)}", SMS, name, address=number, contact_id=contact)


def _digest(address: str) -> str:
    # The same mailbox in two duties is one recipient; its address stays out of the key.
    return hashlib.sha256(address.strip().lower().encode("utf-8", "replace")).hexdigest()[:16]


def _once(found: Iterable[Recipient]) -> list[Recipient]:
    return list({recipient.token: recipient for recipient in reversed(list(found))}.values())[::-1]
