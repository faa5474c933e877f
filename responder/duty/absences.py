"""Absences (休假、外出) and delegations (委托): entered with a deputy who can be reached, and looked up."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Absence, Contact, User
from responder.duty.members import Member, members
from responder.duty.words import ABSENCES, AWAY, POWERS
from responder.wording import moment

LONGEST = timedelta(days=366)
ANYBODYS = ("office", "administrator")


def enter(
    session: Session,
    *,
    person: Member,
    deputy: Member | None,
    kind: str,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    by: User,
    now: datetime,
    powers: Collection[str] = (),
) -> Absence:
    """Record that somebody is away or has delegated, from when to when, and who stands in.

    Whoever is away (休假、外出) is stood in for; whoever only delegates hears as before, and the deputy may
    sign. Without a deputy the unit's standing deputy (代理人) must be reachable: whoever is asked and cannot
    be reached has somebody in his place. Raises Refused or NotAllowed with the remedy.
    """
    _require_own(person, by)
    _require_stretch(kind, starts_at, ends_at, reason, now)
    _require_free(session, person, starts_at, ends_at)
    _require_deputy(session, person, deputy, starts_at, ends_at)
    if kind == "delegation" and not powers:
        raise Refused("请选择委托哪些权限；只是不在岗的，请选休假或外出")
    _require_powers(person, deputy, powers)
    record = Absence(
        kind=kind,
        user_id=person.user_id,
        contact_id=person.contact_id,
        person=person.name,
        deputy_user_id=deputy.user_id if deputy else None,
        deputy_contact_id=deputy.contact_id if deputy else None,
        deputy=deputy.name if deputy else None,
        powers=sorted(set(powers)),
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason.strip(),
        by=by.name,
        at=now,
    )
    session.add(record)
    session.flush()
    audit.record(
        session, "absent", "absence", record.id, by=by.name, now=now, kind=kind, powers=record.powers
    )
    return record


def end(session: Session, record: Absence, *, by: User, now: datetime) -> None:
    """The person is back, or the delegation is withdrawn: from now on nobody stands in."""
    person = next((one for one in members(session) if is_of(record, one)), None)
    if by.role not in ANYBODYS and (person is None or not _owns(person, by)):
        raise NotAllowed("销假或撤回委托由本人、本单位或新闻办办理，您的账号没有这项权限")
    if record.ended_at is not None or record.ends_at <= now:
        raise Refused("这条记录已经结束")
    record.ended_by, record.ended_at = by.name, now
    audit.record(session, "back", "absence", record.id, by=by.name, now=now)


def in_force(session: Session, now: datetime) -> list[Absence]:
    """Those that hold at this moment."""
    return touching(session, now, now + timedelta(microseconds=1))


def touching(session: Session, start: datetime, end_: datetime) -> list[Absence]:
    """Those that hold at some moment of the stretch, in their order."""
    query = select(Absence).where(Absence.starts_at < end_, Absence.ends_at > start)
    query = query.where(or_(Absence.ended_at.is_(None), Absence.ended_at > start))
    return list(session.scalars(query.order_by(Absence.starts_at, Absence.id)))


def is_of(record: Absence, person: Member) -> bool:
    """Whether it is this person who is away."""
    same_user = record.user_id is not None and record.user_id == person.user_id
    return same_user or (record.contact_id is not None and record.contact_id == person.contact_id)


def stands_in(record: Absence, person: Member) -> bool:
    """Whether it is this person who stands in."""
    same_user = record.deputy_user_id is not None and record.deputy_user_id == person.user_id
    same = record.deputy_contact_id is not None and record.deputy_contact_id == person.contact_id
    return same_user or same


def why(record: Absence) -> str:
    """王某休假（至 11月27日 18:00）"""
    return f"{record.person}{ABSENCES[record.kind]}（至 {moment(record.ends_at)}）"


def _owns(person: Member, by: User) -> bool:
    own_unit = by.role == "unit" and by.unit_id is not None and by.unit_id == person.unit_id
    return person.user_id == by.id or own_unit


def _require_own(person: Member, by: User) -> None:
    if by.role not in ANYBODYS and not _owns(person, by):
        raise NotAllowed("只能登记本人或本单位人员的休假与委托，其他人员请新闻办登记")


def _require_stretch(kind: str, starts_at: datetime, ends_at: datetime, reason: str, now: datetime) -> None:
    if kind not in ABSENCES:
        raise Refused(f"没有“{kind}”这一类，可选：{'、'.join(ABSENCES.values())}")
    if ends_at <= starts_at:
        raise Refused("结束须晚于开始，请改正起止时间")
    if ends_at <= now:
        raise Refused("起止时间已经过去，只登记现在和今后的休假与委托")
    if ends_at - starts_at > LONGEST:
        raise Refused("一次最长一年，到期请另行登记")
    if not reason.strip():
        raise Refused("请写明事由，如年休假、赴外地参加会议")


def _require_free(session: Session, person: Member, starts_at: datetime, ends_at: datetime) -> None:
    for other in touching(session, starts_at, ends_at):
        if is_of(other, person):
            raise Refused(
                f"{person.name}在 {moment(other.starts_at)} 至 {moment(other.ends_at)} 已登记"
                f"{ABSENCES[other.kind]}，请错开，或先销假再登记"
            )


def _require_deputy(
    session: Session, person: Member, deputy: Member | None, starts_at: datetime, ends_at: datetime
) -> None:
    if deputy is None:
        if not _standing_deputy(session, person):
            raise Refused(f"请为{person.name}指定代理人：所在单位没有联系得上的代理人，届时无人可通知")
        return
    if person.is_same(deputy):
        raise Refused("代理人不能是本人，请另选")
    if not deputy.is_reachable:
        raise Refused(f"{deputy.name}没有登记邮箱和电话，届时联系不上，请另选，或先补充联系方式")
    for other in touching(session, starts_at, ends_at):
        if is_of(other, deputy) and other.kind in AWAY:
            raise Refused(
                f"{deputy.name}在 {moment(other.starts_at)} 至 {moment(other.ends_at)} 也不在岗，请另选代理人"
            )


def _standing_deputy(session: Session, person: Member) -> bool:
    query = select(Contact.id).where(Contact.unit_id == person.unit_id, Contact.duty == "deputy")
    query = query.where(Contact.id != (person.contact_id or 0), Contact.disabled_at.is_(None))
    query = query.where(or_(Contact.email.is_not(None), Contact.phone.is_not(None)))
    return session.scalars(query.limit(1)).first() is not None


def _require_powers(person: Member, deputy: Member | None, powers: Collection[str]) -> None:
    unknown = set(powers) - POWERS.keys()
    if unknown:
        raise Refused(f"没有这种权限：{'、'.join(sorted(unknown))}，可选：{'、'.join(POWERS.values())}")
    if powers and (deputy is None or deputy.user_id is None):
        raise Refused("代签须有账号：请选有账号的代理人，或先为其添加账号")
    if deputy is None:
        return
    if "decide" in powers and (person.role != "leader" or deputy.role != "leader"):
        raise Refused("问责决定只能由领导作出，也只能委托给另一位领导")
    if set(powers) - {"decide"} and (deputy.role != "unit" or deputy.unit_id != person.unit_id):
        raise Refused("签收和督办回复由本单位办理，只能委托给本单位有账号的人员")


def for_choice(session: Session, by: User) -> Sequence[Member]:
    """Whose absence this account may enter."""
    return [one for one in members(session) if by.role in ANYBODYS or _owns(one, by)]
