"""Who hears: from a duty and a unit to the mailboxes and robots by which it is reached."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from huiying.core.models import Contact, Robot, Unit, User

EMAIL = "email"
UNIT_DUTIES = {"handler": "经办人", "head": "主要负责人", "leader": "分管领导"}
OFFICE, LEADERSHIP, ADMINISTRATOR = "office", "leadership", "administrator"
DUTIES = (*UNIT_DUTIES, OFFICE, LEADERSHIP, ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One mailbox or robot. `token` is its stable name in a notice's key; `name` is what a person reads."""

    token: str
    channel: str
    name: str
    robot_id: int | None = None
    address: str | None = None


def recipients(session: Session, duty: str, unit_id: int | None) -> list[Recipient]:
    """Everybody that `duty` of the unit is reached by, each mailbox and robot once; may be empty.

    A unit's duty (handler, head, leader) without a unit is the office's own. Where nobody of the duty
    has a mailbox, the unit's deputy is written to. Raises ValueError for a duty that does not exist.
    """
    if duty not in DUTIES:
        raise ValueError(f"no such duty: {duty}")
    if duty == LEADERSHIP:
        return _once(_leadership(session))
    if duty == ADMINISTRATOR:
        return _once(_users(session, "administrator"))
    if duty == OFFICE:
        return office(session)
    unit = _unit(session, unit_id)
    return office(session) if unit is None else _once(_of_unit(session, unit, duty))


def office(session: Session) -> list[Recipient]:
    """The press office: its handlers (else deputy, head, its accounts) and the robots without a unit."""
    unit = session.scalar(select(Unit).where(Unit.is_office).order_by(Unit.id).limit(1))
    people = _first_of(session, unit, ("handler", "deputy", "head")) if unit else []
    people = people or _users(session, "office")
    return _once([*people, *_robots(session, unit, is_office=True)])


def asked(session: Session, duty: str, unit_id: int | None) -> str:
    """Who is asked, as people say it: 执法局经办人, 新闻办, 领导, 系统管理员."""
    word = {OFFICE: "新闻办", LEADERSHIP: "领导", ADMINISTRATOR: "系统管理员"}.get(duty)
    if word:
        return word
    unit = _unit(session, unit_id)
    return (unit.name if unit else "新闻办") + UNIT_DUTIES[duty]


def _unit(session: Session, unit_id: int | None) -> Unit | None:
    if unit_id is not None:
        return session.get_one(Unit, unit_id)
    return session.scalar(select(Unit).where(Unit.is_office).order_by(Unit.id).limit(1))


def _of_unit(session: Session, unit: Unit, duty: str) -> list[Recipient]:
    people = _first_of(session, unit, (duty, "deputy"))
    return [*people, *_robots(session, unit, is_office=unit.is_office)]


def _leadership(session: Session) -> list[Recipient]:
    people = _users(session, "leader")
    linked = (
        select(Contact, User.email, Unit.name)
        .join(User, User.id == Contact.user_id)
        .join(Unit, Unit.id == Contact.unit_id)
        .where(User.role == "leader", User.disabled_at.is_(None))
        .order_by(Contact.id)
    )
    people += [
        _mailbox(address, contact.name or f"{unit}领导")
        for contact, email, unit in session.execute(linked)
        if (address := contact.email or email)
    ]
    unit = session.scalar(select(Unit).where(Unit.is_office).order_by(Unit.id).limit(1))
    return people or (_contacts(session, unit, "leader") if unit else [])


def _first_of(session: Session, unit: Unit, duties: Sequence[str]) -> list[Recipient]:
    """The mailboxes of the first of these duties that has any."""
    return next((found for duty in duties if (found := _contacts(session, unit, duty))), [])


def _contacts(session: Session, unit: Unit, duty: str) -> list[Recipient]:
    rows = session.execute(
        select(Contact, User.email)
        .outerjoin(User, (User.id == Contact.user_id) & User.disabled_at.is_(None))
        .where(Contact.unit_id == unit.id, Contact.duty == duty)
        .order_by(Contact.id)
    )
    word = UNIT_DUTIES.get(duty, "代理人")
    return [
        _mailbox(address, _called(unit.name + word, contact.name))
        for contact, email in rows
        if (address := contact.email or email)
    ]


def _called(role: str, name: str) -> str:
    return role if not name or role.endswith(name) else f"{role} {name}"


def _users(session: Session, role: str) -> list[Recipient]:
    rows = session.scalars(
        select(User)
        .where(User.role == role, User.disabled_at.is_(None), User.email.is_not(None), User.email != "")
        .order_by(User.id)
    )
    return [_mailbox(user.email or "", user.display_name) for user in rows]


def _robots(session: Session, unit: Unit | None, *, is_office: bool) -> list[Recipient]:
    mine = [Robot.unit_id == unit.id] if unit else []
    common = [Robot.unit_id.is_(None)] if is_office else []
    rows = session.scalars(select(Robot).where(Robot.enabled, or_(*mine, *common)).order_by(Robot.id))
    return [Recipient(f"robot-{robot.id}", robot.kind, robot.name, robot_id=robot.id) for robot in rows]


def _mailbox(address: str, name: str) -> Recipient:
    # The same mailbox in two duties is one recipient; its address stays out of the key.
    digest = hashlib.sha256(address.strip().lower().encode("utf-8", "replace")).hexdigest()
    return Recipient(f"mail-{digest[:16]}", EMAIL, name[:200], address=address.strip())


def _once(found: Iterable[Recipient]) -> list[Recipient]:
    return list({recipient.token: recipient for recipient in reversed(list(found))}.values())[::-1]
