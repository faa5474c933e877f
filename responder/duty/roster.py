"""The roster (值班表): who is at which post from when to when; two at one post at once are refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import BadInput, HuiyingError, NotAllowed, Refused
from huiying.core.models import Shift, Unit, User
from responder.duty.words import POSTS, ROLE_OF_POST
from responder.wording import moment

KEEPERS = ("office", "administrator")
LONGEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Planned:
    """A shift that is to be entered; `place` says where it was written (a line of a file)."""

    post: str
    user: User
    starts_at: datetime
    ends_at: datetime
    phone: str = ""
    place: str = ""


def require_keeper(by: User) -> None:
    """The press office and administrators keep the roster."""
    if by.role not in KEEPERS:
        raise NotAllowed("值班表由新闻办或管理员维护，您的账号没有这项权限")


def put_on(session: Session, planned: Sequence[Planned], *, by: str, now: datetime) -> list[Shift]:
    """Enter shifts, all or none. Raises Refused (BadInput for a file) with every fault, its place and
    what mends it."""
    _one_writer(session)
    faults = [fault for one in planned if (fault := _fault(one, now))]
    faults = faults or list(_overlaps(session, planned))
    if faults:
        from_file = any(one.place for one in planned)
        raise (BadInput if from_file else Refused)("\n".join(faults))
    return [_enter(session, one, by, now) for one in planned]


def take_off(session: Session, shift: Shift, *, reason: str, by: User, now: datetime) -> None:
    """Take a shift off the roster, with a reason; one that has passed stays as it was."""
    require_keeper(by)
    if not reason.strip():
        raise Refused("请写明撤下这一班次的原因，如调班")
    if shift.ends_at <= now:
        raise Refused("这一班次已经结束，不能再撤下")
    if shift.dropped_at is not None:
        raise Refused("这一班次已经撤下")
    shift.dropped_by, shift.dropped_at, shift.dropped_why = by.name, now, reason.strip()
    audit.record(session, "take_off", "shift", shift.id, by=by.name, now=now)


def between(session: Session, start: datetime, end: datetime) -> list[Shift]:
    """The shifts that touch the stretch, in their order."""
    query = select(Shift).where(Shift.ends_at > start, Shift.starts_at < end, Shift.dropped_at.is_(None))
    return list(session.scalars(query.order_by(Shift.starts_at, Shift.id)))


def on_duty(session: Session, now: datetime) -> list[Shift]:
    """The shifts that run at this moment: one a post at most."""
    return [one for one in between(session, now, now + timedelta(microseconds=1)) if one.starts_at <= now]


def next_change(session: Session, now: datetime) -> datetime | None:
    """When the officer's post changes hands next: the end of the running shift, else the next beginning."""
    running = [one.ends_at for one in on_duty(session, now) if one.post == "officer"]
    query = select(Shift.starts_at).where(Shift.post == "officer", Shift.starts_at > now)
    later = session.scalars(
        query.where(Shift.dropped_at.is_(None)).order_by(Shift.starts_at).limit(1)
    ).first()
    return running[0] if running else later


def gaps(
    shifts: Iterable[Shift], post: str, start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """The stretches in which nobody is at the post."""
    found, at = [], start
    for shift in sorted((one for one in shifts if one.post == post), key=lambda one: one.starts_at):
        if at < min(shift.starts_at, end):
            found.append((at, min(shift.starts_at, end)))
        at = max(at, shift.ends_at)
    return [*found, (at, end)] if at < end else found


def _one_writer(session: Session) -> None:
    """Two who enter at the same moment must see each other's shifts."""
    session.execute(select(Unit.id).where(Unit.is_office).with_for_update())


def _fault(one: Planned, now: datetime) -> str | None:
    if one.post not in POSTS:
        return _at(one, f"没有“{one.post}”这个岗位，可选：{'、'.join(POSTS.values())}")
    if one.ends_at <= one.starts_at:
        return _at(one, f"班次结束（{moment(one.ends_at)}）不晚于开始（{moment(one.starts_at)}），请改正")
    if one.ends_at - one.starts_at > LONGEST:
        return _at(one, "一个班次最长 7 天，请分开填写")
    if one.ends_at <= now:
        return _at(one, f"班次已于 {moment(one.ends_at)} 结束，值班表只登记今后的班次")
    if one.user.disabled_at is not None:
        return _at(one, f"账号“{one.user.name}”已停用，请另选人员")
    if one.user.role != ROLE_OF_POST[one.post]:
        wanted = "领导" if one.post == "leader" else "新闻办"
        return _at(one, f"{POSTS[one.post]}须是{wanted}账号，“{one.user.display_name}”不是，请另选人员")
    return None


def _overlaps(session: Session, planned: Sequence[Planned]) -> Iterable[str]:
    start, end = min(one.starts_at for one in planned), max(one.ends_at for one in planned)
    known = between(session, start, end)
    names = {user.id: user.display_name for user in session.scalars(select(User))}
    for index, one in enumerate(planned):
        for shift in known:
            if shift.post == one.post and _cross(one, shift):
                yield _at(one, _refusal(one, names[shift.user_id], shift, "值班表上"))
        for other in planned[:index]:
            if other.post == one.post and _cross(one, other):
                where = other.place or "本次填写的"
                yield _at(one, _refusal(one, other.user.display_name, other, where))


def _cross(one: Planned, other: Shift | Planned) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _refusal(one: Planned, name: str, other: Shift | Planned, where: str) -> str:
    """With what it overlaps, and the nearest beginning or end that does not."""
    stretch = f"{moment(other.starts_at)} 至 {moment(other.ends_at)}"
    remedy = f"改为 {moment(other.ends_at)} 开始"
    if one.starts_at < other.starts_at:
        remedy = f"改为 {moment(other.starts_at)} 结束"
    return f"{POSTS[one.post]}班次与{where}{name}的班次（{stretch}）重叠，请{remedy}，或先撤下原班次"


def _at(one: Planned, said: str) -> str:
    return f"{one.place}：{said}" if one.place else said


def _enter(session: Session, one: Planned, by: str, now: datetime) -> Shift:
    shift = Shift(
        post=one.post,
        user_id=one.user.id,
        phone=one.phone.strip() or None,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        by=by,
        at=now,
    )
    session.add(shift)
    session.flush()
    audit.record(session, "put_on", "shift", shift.id, by=by, now=now, post=one.post)
    return shift


def account_called(session: Session, given: str) -> User:
    """The account of that login name, else the only one of that display name. Raises HuiyingError."""
    named = session.scalar(select(User).where(User.name == given))
    if named is not None:
        return named
    shown = session.scalars(select(User).where(User.display_name == given, User.disabled_at.is_(None))).all()
    if len(shown) == 1:
        return shown[0]
    why = "没有这个账号或姓名" if not shown else f"有 {len(shown)} 个账号叫这个姓名，请写账号"
    raise HuiyingError(f"“{given}”：{why}")
