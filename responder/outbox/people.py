"""Who hears: from a duty and a unit to the mailboxes and robots by which it is reached.

Whoever is away is stood in for, and the press office is whoever is on the roster (responder.duty).
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core.models import Robot, Unit
from responder.duty.members import DUTY_WORDS, Member, called
from responder.duty.standing import Presence
from responder.notifiers.sms import mobile

EMAIL, SMS = "email", "sms"
UNIT_DUTIES = {duty: DUTY_WORDS[duty] for duty in ("handler", "head", "leader")}
OFFICE, CLEARER, LEADERSHIP, ADMINISTRATOR = "office", "clearer", "leadership", "administrator"
DUTIES = (*UNIT_DUTIES, OFFICE, CLEARER, LEADERSHIP, ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One mailbox or robot. `token` is its stable name in a notice's key; `name` is what a person reads.

    `note` (Chinese) says for whom and why this one stands in; empty where nobody is stood in for.
    """

    token: str
    channel: str
    name: str
    robot_id: int | None = None
    address: str | None = None
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
    mobile number by which they, or who stands in for them, are reached; either may be empty."""

    unit_id: int | None
    duty: str
    role: str
    name: str
    address: str
    mobile: str
    note: str = ""

    @property
    def is_reachable(self) -> bool:
        """Whether a notice can be written to them."""
        return bool(self.address or self.mobile)


class AddressBook:
    """All units with their people and robots, as they stand in this transaction at one moment.

    Who tells many things in one transaction reads it once.
    """

    def __init__(
        self,
        units: Sequence[Unit],
        people: Sequence[Person],
        posts: dict[str, list[Person]],
        robots: Sequence[Robot],
    ) -> None:
        self._units = {unit.id: unit for unit in units}
        self._own = next((unit for unit in units if unit.is_office), None)
        self._people = [person for person in people if person.is_reachable]
        self._lost = [person for person in people if not person.is_reachable]
        self._posts, self._robots = posts, robots

    @classmethod
    def read(cls, session: Session, now: datetime) -> "AddressBook":
        """The book from the database: a few queries, however many people there are."""
        robots = session.scalars(select(Robot).where(Robot.enabled).order_by(Robot.id)).all()
        presence = Presence.read(session, now)
        return cls(presence.register.units, _everybody(presence), _posts(presence), robots)

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
        on_duty = self._on_duty("officer") if unit.is_office and duty == "handler" else []
        people = on_duty or self._first_of(unit, (duty, "deputy"))
        return _once([*people, *self._robots_of(unit, is_office=unit.is_office)])

    def next_ways(self, duty: str, unit_id: int | None, name: str) -> list[Recipient]:
        """All ways to the duty, in the order to try them: the further ones of `name`, then everybody's."""
        everybody = [*self._people, *(person for post in self._posts.values() for person in post)]
        named = [person for person in everybody if name and self._name(person) == name]
        own = [way for person in named for way in self._ways(person)]
        return _once([*own, *self.recipients(duty, unit_id)])

    def office(self) -> list[Recipient]:
        """The press office: the officer on duty, else its handlers (else deputy, head, its accounts), and
        the robots without a unit."""
        people = self._on_duty("officer")
        if not people and self._own:
            people = self._first_of(self._own, ("handler", "deputy", "head"))
        return _once([*(people or self._accounts("office")), *self._robots_of(self._own, is_office=True)])

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
        return people or bool(self._robots_of(unit, is_office=unit.is_office))

    def _unit(self, unit_id: int | None) -> Unit | None:
        return self._own if unit_id is None else self._units[unit_id]

    def _leadership(self) -> list[Recipient]:
        people = self._accounts("leader")
        people += [self._ways(one)[0] for one in self._people if one.duty and one.role == "leader"]
        return people or (self._contacts(self._own, "leader") if self._own else [])

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
        """How a person is reached: by e-mail first, then by SMS; at least one."""
        name, note = self._name(person), person.note
        ways = [replace(_mailbox(person.address, name), note=note)] if person.address else []
        return [*ways, replace(_phone(person.mobile, name), note=note)] if person.mobile else ways

    def _name(self, person: Person) -> str:
        if not person.duty or person.note or person.unit_id is None:
            return person.name[:200]
        return called(self._units[person.unit_id].name, person.duty, person.name)[:200]

    def _accounts(self, role: str) -> list[Recipient]:
        return [self._ways(person)[0] for person in self._people if not person.duty and person.role == role]

    def _robots_of(self, unit: Unit | None, *, is_office: bool) -> list[Recipient]:
        wanted = {unit.id if unit else None} | ({None} if is_office else set())
        return [
            Recipient(f"robot-{robot.id}", robot.kind, robot.name, robot_id=robot.id)
            for robot in self._robots
            if robot.unit_id in wanted and robot.events is None
        ]


def _everybody(presence: Presence) -> list[Person]:
    """The contacts by their duties, then the accounts that have a mailbox of their own."""
    by_contact = {one.contact_id: one for one in presence.people if one.contact_id}
    by_user = {one.user_id: one for one in reversed(presence.people) if one.user_id}
    contacts = sorted(presence.register.contacts, key=lambda it: it.id)
    found = [_person(presence, by_contact[it.id], it.unit_id, it.duty, it.name) for it in contacts]
    for user in presence.register.users:
        own = replace(by_user[user.id], name=user.display_name, email=user.email or "", phone="")
        if own.email:
            found.append(_person(presence, own, user.unit_id, "", user.display_name, role=user.role))
    return found


def _person(
    presence: Presence, member: Member, unit_id: int | None, duty: str, name: str, role: str | None = None
) -> Person:
    standing = presence.of(member)
    role = member.role if role is None else role
    if standing.member is None:
        return Person(unit_id, duty, role, name, "", "", standing.note)
    there = standing.member if standing.note else member
    shown = f"{there.name}（代{member.name}）" if standing.note else name
    note = _stand_in(there.name, standing.note) if standing.note else ""
    return Person(unit_id, duty, role, shown, there.email, mobile(there.phone) or "", note)


def _posts(presence: Presence) -> dict[str, list[Person]]:
    """Who answers at the posts of the roster; the shift's own number goes with whoever is there."""
    found: dict[str, list[Person]] = {}
    for post, word in (("officer", "值班员"), ("clearer", "值班审查人")):
        for shift, member, _ in presence.at_post(post):
            person = _person(presence, member, None, "", f"{word} {member.name}")
            number = mobile(shift.phone) or person.mobile
            found.setdefault(post, []).append(replace(person, mobile=number))
    return found


def _stand_in(name: str, why: str) -> str:
    return f"由{name}代：{why}"


def _mailbox(address: str, name: str) -> Recipient:
    return Recipient(f"mail-{_digest(address)}", EMAIL, name[:200], address=address.strip())


def _phone(number: str, name: str) -> Recipient:
    return Recipient(f"sms-{_digest(number)}", SMS, name, address=number)


def _digest(address: str) -> str:
    # The same mailbox in two duties is one recipient; its address stays out of the key.
    return hashlib.sha256(address.strip().lower().encode("utf-8", "replace")).hexdigest()[:16]


def _once(found: Iterable[Recipient]) -> list[Recipient]:
    return list({recipient.token: recipient for recipient in reversed(list(found))}.values())[::-1]
