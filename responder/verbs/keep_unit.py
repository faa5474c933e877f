"""责任单位: a person adds one, says who is reached there, closes it or opens it again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.config import said
from huiying.core.errors import BadInput, Refused
from huiying.core.models import Case, Contact, Unit, User
from huiying.core.models.unit import DUTIES, KINDS
from responder.duty.members import DUTY_WORDS
from responder.notifiers.sms import mobile
from responder.units import Person, UnitEntry
from responder.verbs.permission import require_administrator

MOST_CONTACTS = 30
MEMBER_OF = {"wecom": "企业微信", "dingtalk": "钉钉", "feishu": "飞书"}
FIELDS = {"name": "名称", "phone": "电话", "email": "邮箱", **MEMBER_OF}


@dataclass(frozen=True, slots=True)
class UnitForm:
    """What a person says of a unit. Its name, by which rules and units.toml know it, stays."""

    kind: str
    phone: str = ""
    parent_id: int | None = None
    near_livelihood: bool = False


@dataclass(frozen=True, slots=True)
class ContactForm:
    """One line of the unit's people; where nothing but the duty is said it is left out. By `wecom`,
    `dingtalk` and `feishu` a robot calls the person in its group."""

    duty: str
    name: str = ""
    phone: str = ""
    email: str = ""
    user_id: int | None = None
    wecom: str = ""
    dingtalk: str = ""
    feishu: str = ""

    @property
    def mobile(self) -> str:
        """The number by which 企业微信 and 钉钉 call who has no account there; empty for a landline."""
        return mobile(self.phone) or ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was said."""
        members = self.wecom or self.dingtalk or self.feishu
        return not (self.name or self.phone or self.email or self.user_id or members)


def add_unit(session: Session, name: str, form: UnitForm, *, by: User, now: datetime) -> Unit:
    """A new unit with nobody in it yet. Raises BadInput."""
    require_administrator(by, "添加责任单位")
    name = name.strip()
    _require_fit(session, name, form, None)
    if session.scalar(select(Unit.id).where(Unit.name == name)):
        raise BadInput(f"已有名为“{name}”的单位；停用的请在它的页面上启用")
    unit = Unit(name=name)
    _apply(unit, form, by, now)
    session.add(unit)
    session.flush()
    audit.record(session, "add_unit", "unit", unit.id, by=by.name, now=now)
    return unit


def change_unit(
    session: Session, unit: Unit, form: UnitForm, people: Sequence[ContactForm], *, by: User, now: datetime
) -> None:
    """Change a unit and who is reached there; from now on units.toml decides neither. Raises BadInput."""
    require_administrator(by, "修改责任单位")
    _require_fit(session, unit.name, form, unit.id)
    wanted = [person for person in people if not person.is_blank]
    for person in wanted:
        _require_person(session, person)
    if len(wanted) > MOST_CONTACTS:
        raise BadInput(f"一个单位至多登记 {MOST_CONTACTS} 位联系人")
    _apply(unit, form, by, now)
    _keep_contacts(session, unit, wanted, now)
    audit.record(session, "change_unit", "unit", unit.id, by=by.name, now=now, contacts=len(wanted))


def switch_unit(session: Session, unit: Unit, *, on: bool, by: User, now: datetime) -> None:
    """Close a unit, or open it again. Raises Refused for the office, and while cases are open there."""
    word = "启用" if on else "停用"
    require_administrator(by, f"{word}责任单位")
    if (unit.disabled_at is None) == on:
        raise Refused(f"“{unit.name}”已经{word}")
    if not on:
        _require_idle(session, unit)
    unit.disabled_at = None if on else now
    unit.changed_at, unit.changed_by = now, by.name
    audit.record(session, "enable_unit" if on else "disable_unit", "unit", unit.id, by=by.name, now=now)


def _require_idle(session: Session, unit: Unit) -> None:
    if unit.is_office:
        raise Refused(f"“{unit.name}”是新闻办所在单位，不能停用")
    open_here = Case.lead_unit_id == unit.id, Case.closed_at.is_(None)
    count = session.scalar(select(func.count(Case.id)).where(*open_here))
    if count:
        raise Refused(f"“{unit.name}”还有 {count} 件在办事项，请先办结或改派，再停用")


def _apply(unit: Unit, form: UnitForm, by: User, now: datetime) -> None:
    unit.kind, unit.phone = form.kind, form.phone or None
    unit.parent_id, unit.near_livelihood = form.parent_id, form.near_livelihood
    unit.changed_at, unit.changed_by = now, by.name


def _keep_contacts(session: Session, unit: Unit, wanted: Sequence[ContactForm], now: datetime) -> None:
    """Who is named stays or comes; who is not any more is disabled, since records name them."""
    there = session.scalars(select(Contact).where(Contact.unit_id == unit.id))
    left = {(contact.duty, contact.name): contact for contact in there}
    for person in wanted:
        name = person.name or DUTY_WORDS[person.duty]
        contact = left.pop((person.duty, name), None) or Contact(unit_id=unit.id, duty=person.duty, name=name)
        contact.phone, contact.email = person.phone or None, person.email or None
        contact.wecom, contact.dingtalk = person.wecom or None, person.dingtalk or None
        contact.feishu = person.feishu or None
        contact.user_id, contact.disabled_at = person.user_id, None
        session.add(contact)
    for contact in left.values():
        contact.disabled_at = contact.disabled_at or now


def _require_fit(session: Session, name: str, form: UnitForm, unit_id: int | None) -> None:
    if form.kind not in KINDS:
        raise BadInput("请选择单位的类别")
    _checked(UnitEntry, {"name": name, "phone": form.phone})
    if form.parent_id is not None and _is_under(session, form.parent_id, unit_id):
        raise BadInput("上级单位不能是它自己或它的下级，请重新选择")


def _is_under(session: Session, parent_id: int | None, unit_id: int | None) -> bool:
    """Whether the unit is above what is to be its parent, or there is no such parent."""
    while parent_id is not None:
        parent = session.get(Unit, parent_id)
        if parent is None or parent.id == unit_id:
            return True
        parent_id = parent.parent_id
    return False


def _require_person(session: Session, person: ContactForm) -> None:
    if person.duty not in DUTIES:
        raise BadInput("请选择联系人的职务")
    _checked(Person, {name: getattr(person, name) for name in FIELDS})
    if person.user_id is not None and session.get(User, person.user_id) is None:
        raise BadInput("没有这个账号，请重新选择")


def _checked(section: type[Person] | type[UnitEntry], given: dict[str, str]) -> None:
    """The same bounds as in units.toml. Raises BadInput naming the field."""
    try:
        section.model_validate(given)
    except ValidationError as error:
        fault = error.errors()[0]
        raise BadInput(f"{FIELDS[str(fault['loc'][0])]}：{said(fault)}") from error
