"""units.toml: the responsible units, who is reached for each duty, and the robots; kept in step by name."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.config import Misplaced
from huiying.core.errors import BadInput
from huiying.core.models import Absence, Contact, Robot, Unit
from responder.duty.members import DUTY_WORDS, PLATFORMS
from responder.notifiers.sms import mobile
from responder.notifiers.target import TargetError, is_member
from responder.robots import check, kinds


def _at_most(length: int) -> AfterValidator:
    def check(text: str) -> str:
        if len(text) > length:
            raise ValueError(f"最多 {length} 个字，现有 {len(text)} 个")
        return text

    return AfterValidator(check)


def _mailbox(text: str) -> str:
    if text and not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+", text):
        raise ValueError(f"“{text}”不是有效的邮箱地址")
    return text


def _member(text: str) -> str:
    if text and not is_member(text):
        raise ValueError(
            f"“{text}”不是成员账号：企业微信、钉钉填 userid，飞书填 open_id，只含字母、数字和 . _ - @"
        )
    return text


UnitName = Annotated[str, Field(min_length=1), _at_most(40)]
Phone = Annotated[str, _at_most(40)]
MemberAccount = Annotated[str, AfterValidator(_member)]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Person(Section):
    """Who is reached for a duty; without a name the duty's word stands for one."""

    name: Annotated[str, _at_most(100)] = ""
    phone: Phone = ""
    email: Annotated[str, _at_most(200), AfterValidator(_mailbox)] = ""

    wecom: MemberAccount = ""
    dingtalk: MemberAccount = ""
    feishu: MemberAccount = ""

    @property
    def reached(self) -> bool:
        """Whether a notice can reach the person: by e-mail, or by SMS to a mobile number."""
        return bool(self.email or mobile(self.phone))


class UnitEntry(Section):
    """One unit; the four duties are there even where nobody is named yet."""

    name: UnitName
    kind: Literal["department", "command", "village", "company"] = "department"
    parent: UnitName | None = None
    is_office: bool = False
    near_livelihood: bool = False
    phone: Phone = ""
    handlers: list[Person] = Field([Person()], min_length=1)
    head: Person = Person()
    leader: Person = Person()
    deputy: Person = Person()

    def people(self) -> Iterator[tuple[str, Person]]:
        """Every duty with its person."""
        yield from (("handler", person) for person in self.handlers)
        yield from (("head", self.head), ("leader", self.leader), ("deputy", self.deputy))


class RobotEntry(Section):
    """One group robot or webhook; the office's where no unit is named."""

    name: Annotated[str, Field(min_length=1), _at_most(200)]
    kind: str
    address: str
    secret: str = ""
    unit: UnitName | None = None
    allow_private: bool = False
    enabled: bool = True

    @model_validator(mode="after")
    def _can_be_sent_to(self) -> Self:
        if self.kind not in kinds():
            raise ValueError(f"没有“{self.kind}”这种机器人，可用：{'、'.join(kinds())}")
        try:
            check(self.kind, self.address, self.secret, allow_private=self.allow_private)
        except TargetError as error:
            raise ValueError(f"机器人“{self.name}”的地址或密钥有误，{error}") from error
        return self


class UnitsFile(Section):
    """The whole file: names are unique, parents and robots name units, one unit is the office.

    Every unit has somebody who can be reached, unless `contacts_pending` says that the numbers are still
    being collected: then the press office hears in their place, and `huiying doctor` names them.
    """

    units: list[UnitEntry] = Field(min_length=1)
    robots: list[RobotEntry] = []
    contacts_pending: bool = False

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        names = {unit.name for unit in self.units}
        _once([unit.name for unit in self.units], "单位")
        _once([robot.name for robot in self.robots], "机器人")
        offices = [unit.name for unit in self.units if unit.is_office]
        if len(offices) != 1:
            raise ValueError(f"is_office = true 的单位须有且只有一个，现有 {len(offices)} 个")
        for owner, named in self._named():
            if named not in names:
                raise ValueError(f"{owner}写的单位“{named}”不在名单中")
        self._refuse_a_circle()
        if not self.contacts_pending:
            self._refuse_silence()
        return self

    def _refuse_a_circle(self) -> None:
        """A unit is never above itself: whoever asks upwards must arrive somewhere."""
        parents = {unit.name: unit.parent for unit in self.units}
        for index, unit in enumerate(self.units):
            line: list[str] = [unit.name]
            while (above := parents[line[-1]]) is not None and above not in line:
                line.append(above)
            if above == unit.name:
                said = " → ".join([*line, unit.name])
                raise Misplaced(
                    f"上级单位绕成了一圈：{said}，请改正其中一个单位的 parent，或删去",
                    "units",
                    index,
                    "parent",
                )

    def _refuse_silence(self) -> None:
        for index, unit in enumerate(self.units):
            if not self.reaches(unit):
                raise Misplaced(
                    f"“{unit.name}”没有通知得到的人：请为 handlers、head、leader 或 deputy 中至少一人填写邮箱"
                    "或手机号（固定电话收不到通知），或为该单位登记一个群机器人；暂时收集不齐的，"
                    "在文件开头写 contacts_pending = true，其间通知由新闻办转达",
                    "units",
                    index,
                )

    def reaches(self, unit: UnitEntry) -> bool:
        """Whether a notice gets to somebody of the unit, or to a group of its own."""
        told = {robot.unit for robot in self.robots if robot.enabled}
        own_group = unit.name in told or (unit.is_office and None in told)
        return own_group or any(person.reached for _, person in unit.people())

    def _named(self) -> Iterator[tuple[str, str]]:
        yield from ((f"{unit.name}的 parent ", unit.parent) for unit in self.units if unit.parent)
        yield from ((f"机器人“{robot.name}”的 unit ", robot.unit) for robot in self.robots if robot.unit)


@dataclass(frozen=True, slots=True)
class UnitsSummary:
    """What a sync did, in rows of units, contacts and robots. `kept`: units and robots that a person has
    changed in the dashboard, which the file therefore left alone."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    kept: int = 0


@cache
def default_units() -> UnitsFile:
    """The list that ships with the package."""
    text = files("responder").joinpath("units.toml").read_text(encoding="utf-8")
    return UnitsFile.model_validate(tomllib.loads(text))


def sync(session: Session, file: UnitsFile, now: datetime) -> UnitsSummary:
    """Bring units, contacts and robots to what the file says, by name; nothing is committed.

    Units and robots that the file does not name stay as they are, and so do those that a person has changed
    in the dashboard. Of a unit that it names, contacts that it no longer names are disabled, but for those
    linked to an account and those whom an absence names that is not over yet.
    Raises BadInput where another unit is the office already.
    """
    _one_office(session, file)
    keeper = _Keeper(session, now)
    units = {unit.name: keeper.unit(unit) for unit in file.units}
    session.flush()
    for entry in file.units:
        if units[entry.name].changed_at is None:
            keeper.set(units[entry.name], {"parent_id": units[entry.parent].id if entry.parent else None})
            keeper.contacts(units[entry.name], entry)
    for robot in file.robots:
        keeper.robot(robot, units)
    session.flush()
    if keeper.touched:
        counts = {"added": keeper.added, "changed": keeper.changed, "removed": keeper.removed}
        audit.record(session, "sync", "units", "units.toml", by=audit.MACHINE, now=now, **counts)
    return UnitsSummary(keeper.added, keeper.changed, keeper.removed, keeper.kept)


class _Keeper:
    """Adds what is missing, changes what differs, and counts."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now
        self.added = self.changed = self.removed = self.kept = 0

    @property
    def touched(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def unit(self, entry: UnitEntry) -> Unit:
        found = self.session.scalar(select(Unit).where(Unit.name == entry.name))
        values = {
            "kind": entry.kind,
            "is_office": entry.is_office,
            "near_livelihood": entry.near_livelihood,
            "phone": entry.phone or None,
        }
        unit: Unit = self.put(found, Unit, {"name": entry.name}, values)
        return unit

    def contacts(self, unit: Unit, entry: UnitEntry) -> None:
        left = {
            (contact.duty, contact.name): contact
            for contact in self.session.scalars(select(Contact).where(Contact.unit_id == unit.id))
        }
        for duty, person in entry.people():
            name = person.name or DUTY_WORDS[duty]
            ways = ("phone", "email", *PLATFORMS)
            values = {way: getattr(person, way) or None for way in ways} | {"disabled_at": None}
            key = {"unit_id": unit.id, "duty": duty, "name": name}
            self.put(left.pop((duty, name), None), Contact, key, values)
        for contact in left.values():
            if contact.user_id is None and contact.disabled_at is None and not self._is_kept(contact):
                contact.disabled_at = self.now
                self.removed += 1

    def _is_kept(self, contact: Contact) -> bool:
        """Whether an absence names the contact that is not over yet."""
        named = or_(Absence.contact_id == contact.id, Absence.deputy_contact_id == contact.id)
        holds = and_(Absence.ended_at.is_(None), Absence.ends_at > self.now)
        return self.session.scalars(select(Absence.id).where(named, holds).limit(1)).first() is not None

    def robot(self, entry: RobotEntry, units: Mapping[str, Unit]) -> None:
        found = self.session.scalar(select(Robot).where(Robot.name == entry.name))
        values = {
            "kind": entry.kind,
            "address": entry.address,
            "secret": entry.secret or None,
            "unit_id": units[entry.unit].id if entry.unit else None,
            "allow_private": entry.allow_private,
            "enabled": entry.enabled,
        }
        self.put(found, Robot, {"name": entry.name}, values)

    def put(self, found: Any, model: type[Any], key: dict[str, Any], values: dict[str, Any]) -> Any:
        if found is not None and getattr(found, "changed_at", None) is not None:
            self.kept += 1
            return found
        if found is not None:
            self.set(found, values)
            return found
        made = model(**key, **values)
        self.session.add(made)
        self.added += 1
        return made

    def set(self, row: Any, values: dict[str, Any]) -> None:
        different = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in different.items():
            setattr(row, name, value)
        self.changed += bool(different)


def _one_office(session: Session, file: UnitsFile) -> None:
    office = next(unit.name for unit in file.units if unit.is_office)
    named = [unit.name for unit in file.units]
    other = session.scalar(select(Unit.name).where(Unit.is_office, Unit.name.not_in(named)))
    if other is not None:
        raise BadInput(f"“{other}”已是新闻办所在单位，不能再把“{office}”设为 is_office，请先改动“{other}”")


def _once(names: list[str], what: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{what}名称重复：{'、'.join(twice)}")
