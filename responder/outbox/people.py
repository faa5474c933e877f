"""Who hears: from a duty and a unit to the mailboxes and robots by which it is reached.

Whoever is away is stood in for, and the press office is whoever is on the roster (responder.duty).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import Robot, Unit
from responder.duty.members import DUTY_WORDS, Member, called
from responder.duty.standing import Presence
from responder.notifiers.sms import mobile
from responder.notifiers.target import MOST_MENTIONS

EMAIL, SMS = "email", "sms"
UNIT_DUTIES = {duty: DUTY_WORDS[duty] for duty in ("handler", "head", "leader")}
OFFICE, CLEARER, LEADERSHIP, ADMINISTRATOR = "office", "clearer", "leadership", "administrator"
BY_MOBILE = ("wecom", "dingtalk")
"""The robots that call a member by mobile number too, where no account is known."""
DUTIES = (*UNIT_DUTIES, OFFICE, CLEARER, LEADERSHIP, ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One mailbox or robot. `token` is its stable name in a notice's key; `name` is what a person reads.

    `called`: the accounts (users) and mobile numbers (mobiles) of whom a robot is to call in its group.
    `contact_id` is the person of a unit whose own channel it is: to them alone a personal link may go. A
    group, the press office and the leadership have none.
    `note` (Chinese) says for whom and why this one stands in; empty where nobody is stood in for.
    """

    token: str
    channel: str
    name: str
    robot_id: int | None = None
    address: str | None = None
    called: Mapping[str, Sequence[str]] = field(default_factory=dict)
    contact_id: int | None = None
    note: str = ""


def recipients(session: Session, duty: str, unit_id: int | None, now: datetime) -> list[Recipient]:
    """Everybody that the duty is reached by; see AddressBook.recipients."""
    return AddressBook.read(session, now).recipients(duty, unit_id)


def asked(session: Session, duty: str, unit_id: int | None, now: datetime) -> str:
    """Who is asked, as people say it; see AddressBook.asked."""
    return AddressBook.read(session, now).asked(duty, unit_id)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a unit's duty, an account (duty empty) or a post of the roster, with the mailbox and the
    mobile number by which they, or who stands in for them, are reached; either may be empty.

    `contact_id` is whose channels these are, where that is a contact of the same unit; `accounts` are those
    by which a robot calls them in a group, by its kind.
    """

    unit_id: int | None
    duty: str
    role: str
    name: str
    address: str = ""
    mobile: str = ""
    note: str = ""
    contact_id: int | None = None
    accounts: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_reachable(self) -> bool:
        """Whether a notice can be written to them."""
        return bool(self.address or self.mobile)


class AddressBook:
    """All units with their people and robots, as they stand in this transaction at one moment.

    Who tells many things in one transaction reads it once.
    """

    def __init__(self, presence: Presence, robots: Sequence[Robot]) -> None:
        units = presence.register.units
        self._units = {unit.id: unit for unit in units}
        self._own = next((unit for unit in units if unit.is_office), None)
        self._everybody = _everybody(presence)
        self._people = [person for person in self._everybody if person.is_reachable]
        self._lost = [person for person in self._everybody if not person.is_reachable]
        self._themselves = _themselves(presence)
        self._posts, self._robots = _posts(presence), robots

    @classmethod
    def read(cls, session: Session, now: datetime) -> "AddressBook":
        """The book from the database: a few queries, however many people there are."""
        robots = session.scalars(select(Robot).where(Robot.enabled).order_by(Robot.id)).all()
        return cls(Presence.read(session, now), robots)

    def recipients(self, duty: str, unit_id: int | None) -> list[Recipient]:
        """Everybody that `duty` of the unit is reached by, each mailbox and robot once; may be empty.

        A person is written to by e-mail, by SMS where there is no mailbox. A unit's duty (handler, head,
        leader) without a unit is the office's own; the office's handler is the officer on duty, where there
        is a roster. Where nobody of the duty can be written to, the unit's deputy is. Raises ValueError for
        a duty that does not exist.
        """
        if duty not in DUTIES:
            raise ValueError(f"no such duty: {duty}")
        if duty == LEADERSHIP:
            return _once(self._leadership())
        if duty == ADMINISTRATOR:
            return _once(self._accounts("administrator"))
        if duty == CLEARER:
            return _once(self._on_duty("clearer")) or self.office()
        unit = self._unit(unit_id)
        if duty == OFFICE or unit is None:
            return self.office()
        duties = (duty, "deputy")
        of_office = unit.is_office and duty == "handler"
        people = self._of_office(duties) if of_office else self._first_of(unit, duties)
        return _once([*people, *self._robots_of(unit, duties)])

    def next_ways(self, duty: str, unit_id: int | None, name: str) -> list[Recipient]:
        """All ways to the duty, in the order to try them: the further ones of `name`, then everybody's."""
        everybody = [*self._people, *(person for post in self._posts.values() for person in post)]
        named = [person for person in everybody if name and self._name(person) == name]
        own = [way for person in named for way in self._ways(person)]
        own = own if duty in UNIT_DUTIES else [replace(way, contact_id=None) for way in own]
        return _once([*own, *self.recipients(duty, unit_id)])

    def ways_of(self, contact_id: int) -> list[Recipient]:
        """A unit's person's own channels, in the order to try them, whoever stands in for them; none for
        who left."""
        person = self._themselves.get(contact_id)
        return self._ways(person) if person else []

    def office(self) -> list[Recipient]:
        """The press office: the officer on duty, else its handlers (else deputy, head, its accounts), and
        the robots without a unit."""
        duties = ("handler", "deputy", "head")
        people = self._of_office(duties) or self._accounts("office")
        return _once([*people, *self._robots_of(self._own, duties)])

    def asked(self, duty: str, unit_id: int | None) -> str:
        """Who is asked, as people say it: 执法局经办人, 新闻办, 值班审查人, 领导, 系统管理员."""
        words = {OFFICE: "新闻办", CLEARER: "值班审查人", LEADERSHIP: "领导", ADMINISTRATOR: "系统管理员"}
        if duty in words:
            return words[duty]
        unit = self._unit(unit_id)
        return (unit.name if unit else "新闻办") + UNIT_DUTIES[duty]

    def is_reachable(self, unit: Unit) -> bool:
        """Whether anybody of the unit, or a group of its own, can be written to at this moment."""
        people = any(person.unit_id == unit.id and person.duty for person in self._people)
        return people or bool(self._robots_of(unit, ()))

    def _unit(self, unit_id: int | None) -> Unit | None:
        return self._own if unit_id is None else self._units[unit_id]

    def _leadership(self) -> list[Recipient]:
        people = self._accounts("leader")
        leaders = (one for one in self._people if one.duty and one.role == "leader")
        people += [replace(self._ways(one)[0], contact_id=None) for one in leaders]
        return people or (self._contacts(self._own, "leader") if self._own else [])

    def _of_office(self, duties: Sequence[str]) -> list[Recipient]:
        return self._on_duty("officer") or (self._first_of(self._own, duties) if self._own else [])

    def _on_duty(self, post: str) -> list[Recipient]:
        return [self._ways(person)[0] for person in self._posts.get(post, []) if person.is_reachable]

    def _first_of(self, unit: Unit, duties: Sequence[str]) -> list[Recipient]:
        """The mailboxes of the first of these duties that has any."""
        for duty in duties:
            if found := self._contacts(unit, duty):
                return found if duty == duties[0] else self._instead(found, unit, duties[0])
        return []

    def _instead(self, found: list[Recipient], unit: Unit, duty: str) -> list[Recipient]:
        """With the reason why it is not the duty's own people."""
        away = [one.note for one in self._lost if (one.unit_id, one.duty) == (unit.id, duty) and one.note]
        why = "、".join(away) or f"{unit.name}{DUTY_WORDS[duty]}没有登记联系方式"
        return [replace(one, note=_stand_in(one.name, why)) for one in found]

    def _contacts(self, unit: Unit, duty: str) -> list[Recipient]:
        return [
            self._ways(person)[0]
            for person in self._people
            if person.unit_id == unit.id and person.duty == duty
        ]

    def _ways(self, person: Person) -> list[Recipient]:
        """How a person is reached: by e-mail first, then by SMS."""
        name, note = self._name(person), person.note
        contact = None if self._own and person.unit_id == self._own.id else person.contact_id
        ways = [_mailbox(person.address, name, contact, note)] if person.address else []
        return [*ways, _phone(person.mobile, name, contact, note)] if person.mobile else ways

    def _name(self, person: Person) -> str:
        if not person.duty or person.note or person.unit_id is None:
            return person.name[:200]
        return called(self._units[person.unit_id].name, person.duty, person.name)[:200]

    def _accounts(self, role: str) -> list[Recipient]:
        return [self._ways(person)[0] for person in self._people if not person.duty and person.role == role]

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
        for people in self._in_turn(unit, duties) if unit else ():
            users = [one.accounts[kind] for one in people if one.accounts.get(kind)]
            mobiles = [one.mobile for one in people if kind in BY_MOBILE and not one.accounts.get(kind)]
            found = {"users": users, "mobiles": [mobile for mobile in mobiles if mobile]}
            if any(found.values()):
                return {name: called[:MOST_MENTIONS] for name, called in found.items() if called}
        return {}

    def _in_turn(self, unit: Unit, duties: Sequence[str]) -> list[list[Person]]:
        """The people of one duty after another; of the office nobody else while an officer is on duty."""
        if unit.is_office and "handler" in duties and self._on_duty("officer"):
            return [self._posts["officer"]]
        own = [person for person in self._everybody if person.unit_id == unit.id]
        return [[person for person in own if person.duty == duty] for duty in duties]


def _everybody(presence: Presence) -> list[Person]:
    """The contacts by their duties, then the accounts that have a mailbox of their own."""
    by_contact = {one.contact_id: one for one in presence.people if one.contact_id}
    by_user = {one.user_id: one for one in reversed(presence.people) if one.user_id}
    contacts = sorted(presence.register.contacts, key=lambda it: it.id)
    found = [_person(presence, by_contact[it.id], it.unit_id, it.duty, it.name) for it in contacts]
    for user in presence.register.users:
        own = replace(by_user[user.id], name=user.display_name, email=user.email or "", phone="")
        if own.email:
            person = _person(presence, own, user.unit_id, "", user.display_name, role=user.role)
            found.append(replace(person, contact_id=None))
    return found


def _themselves(presence: Presence) -> dict[int, Person]:
    """Every contact by its number, as nobody's deputy and with nobody in their place."""
    members = {one.contact_id: one for one in presence.people if one.contact_id}
    return {
        it.id: _there(members[it.id], it.unit_id, it.duty, members[it.id].role, it.name)
        for it in presence.register.contacts
    }


def _person(
    presence: Presence, member: Member, unit_id: int | None, duty: str, name: str, role: str | None = None
) -> Person:
    standing = presence.of(member)
    role = member.role if role is None else role
    if standing.member is None:
        return Person(unit_id, duty, role, name, note=standing.note)
    if not standing.note:
        return _there(member, unit_id, duty, role, name)
    there = standing.member
    person = _there(there, unit_id, duty, role, f"{there.name}（代{member.name}）")
    return replace(person, note=_stand_in(there.name, standing.note))


def _there(member: Member, unit_id: int | None, duty: str, role: str, name: str) -> Person:
    """At the place of that duty, with the member's own channels."""
    return Person(
        unit_id,
        duty,
        role,
        name,
        member.email,
        mobile(member.phone) or "",
        contact_id=member.contact_id if member.unit_id == unit_id else None,
        accounts=member.accounts,
    )


def _posts(presence: Presence) -> dict[str, list[Person]]:
    """Who answers at the posts of the roster; the shift's own number goes with whoever is there."""
    found: dict[str, list[Person]] = {}
    for post, word in (("officer", "值班员"), ("clearer", "值班审查人")):
        for shift, member, _ in presence.at_post(post):
            person = _person(presence, member, None, "", f"{word} {member.name}")
            number = mobile(shift.phone) or person.mobile
            found.setdefault(post, []).append(replace(person, mobile=number, contact_id=None))
    return found


def _stand_in(name: str, why: str) -> str:
    return f"由{name}代：{why}"


def _mailbox(address: str, name: str, contact: int | None, note: str) -> Recipient:
    token = f"mail-{_digest(address)}"
    return Recipient(token, EMAIL, name, address=address.strip(), contact_id=contact, note=note)


def _phone(number: str, name: str, contact: int | None, note: str) -> Recipient:
    return Recipient(f"sms-{_digest(number)}", SMS, name, address=number, contact_id=contact, note=note)


def _digest(address: str) -> str:
    # The same mailbox in two duties is one recipient; its address stays out of the key.
    return hashlib.sha256(address.strip().lower().encode("utf-8", "replace")).hexdigest()[:16]


def _once(found: Iterable[Recipient]) -> list[Recipient]:
    return list({recipient.token: recipient for recipient in reversed(list(found))}.values())[::-1]
