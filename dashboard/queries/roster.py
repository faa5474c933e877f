"""值班表: who is on duty now and how they are reached, the week's shifts and gaps, who is away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import access
from huiying.core.clock import SHANGHAI, local
from huiying.core.models import Absence, Handover, Shift, User
from responder.duty import absences, roster
from responder.duty.members import Member, members
from responder.duty.standing import Presence
from responder.duty.words import ABSENCES, POSTS, POWERS

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
AHEAD = timedelta(days=60)
ALWAYS = ("officer",)  # the other posts may be empty without anybody missing


@dataclass(frozen=True)
class Post:
    """A post at this moment. `who` is empty where nobody is there; `note` says why somebody stands in."""

    name: str
    who: str = ""
    phone: str = ""
    email: str = ""
    until: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class ShiftLine:
    """A shift as a day shows it; `may_drop`: it has not passed."""

    shift: Shift
    who: str
    phone: str
    is_now: bool
    may_drop: bool


@dataclass(frozen=True)
class Day:
    """One day of the week: by post its shifts, and the stretches still to come in which nobody is there."""

    start: datetime
    is_today: bool
    shifts: dict[str, list[ShiftLine]]
    gaps: dict[str, list[tuple[datetime, datetime]]]


@dataclass(frozen=True)
class AbsenceLine:
    """An absence with its words; `may_end`: this reader may end it."""

    absence: Absence
    kind: str
    powers: str
    is_now: bool
    may_end: bool


@dataclass(frozen=True)
class Week:
    """A week from a Monday on."""

    start: datetime
    days: list[Day]
    is_planned: bool

    @property
    def before(self) -> str:
        """The Monday before, as the address says it."""
        return f"{local(self.start - WEEK):%Y-%m-%d}"

    @property
    def after(self) -> str:
        """The Monday after."""
        return f"{local(self.start + WEEK):%Y-%m-%d}"


def posts_now(session: Session, now: datetime) -> list[Post]:
    """Every post with whoever is there, or stands in, at this moment."""
    presence = Presence.read(session, now)
    return [_post(presence, key, name) for key, name in POSTS.items()]


def week(session: Session, monday: datetime, now: datetime) -> Week:
    """The seven days from `monday` on."""
    shifts = roster.between(session, monday, monday + WEEK)
    people = {one.user_id: one for one in members(session) if one.user_id}
    names = {user.id: user.display_name for user in session.scalars(select(User))}
    lines = [_line(shift, names[shift.user_id], people.get(shift.user_id), now) for shift in shifts]
    days = [_day(monday + DAY * number, lines, now) for number in range(7)]
    return Week(monday, days, bool(lines))


def monday_of(text: str, now: datetime) -> datetime:
    """The Monday of the day that an address names, else of today; midnight in the park."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=SHANGHAI)
    except ValueError:
        day = local(now)
    if not 2000 <= day.year < 2100:
        day = local(now)
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - DAY * midnight.weekday()


def away(session: Session, user: User, now: datetime) -> list[AbsenceLine]:
    """Who is away or has delegated, now and in the next two months; a unit sees its own people."""
    own = absences.for_choice(session, user)
    found = absences.touching(session, now, now + AHEAD)
    lines = [_away(record, own, now) for record in found]
    return [line for line in lines if access.sees_all(user) or line.may_end]


def choices(session: Session, user: User) -> tuple[Sequence[Member], Sequence[Member]]:
    """Whose absence this reader may enter, and who may stand in."""
    return absences.for_choice(session, user), [one for one in members(session) if one.is_reachable]


def officers(session: Session) -> list[User]:
    """Accounts that can be put on the roster."""
    query = select(User).where(User.role.in_(("office", "leader")), User.disabled_at.is_(None))
    return list(session.scalars(query.order_by(User.role.desc(), User.id)))


def handovers(session: Session, limit: int = 10) -> list[Handover]:
    """The last hand-overs, the newest first."""
    return list(session.scalars(select(Handover).order_by(Handover.id.desc()).limit(limit)))


def _post(presence: Presence, key: str, name: str) -> Post:
    for shift, person, standing in presence.at_post(key):
        there = standing.member
        if there is None:
            return Post(name, until=shift.ends_at, note=f"{person.name}不在岗且无人代：{standing.note}")
        phone = shift.phone or there.phone if not standing.note else there.phone or shift.phone or ""
        return Post(name, there.name, phone or "", there.email, shift.ends_at, standing.note)
    return Post(name)


def _line(shift: Shift, name: str, person: Member | None, now: datetime) -> ShiftLine:
    is_now = shift.starts_at <= now < shift.ends_at
    phone = shift.phone or (person.phone if person else "")
    return ShiftLine(shift, name, phone, is_now, shift.ends_at > now)


def _day(start: datetime, lines: Sequence[ShiftLine], now: datetime) -> Day:
    end = start + DAY
    shifts = {
        post: [one for one in lines if one.shift.post == post and start <= one.shift.starts_at < end]
        for post in POSTS
    }
    of_all = [one.shift for one in lines]
    since = max(start, now)
    wanted = ALWAYS if of_all and since < end else ()
    gaps = {post: roster.gaps(of_all, post, since, end) for post in wanted}
    return Day(start, start <= now < end, shifts, gaps)


def _away(record: Absence, people: Sequence[Member], now: datetime) -> AbsenceLine:
    return AbsenceLine(
        record,
        ABSENCES[record.kind],
        "、".join(POWERS[power] for power in record.powers),
        record.starts_at <= now,
        any(absences.is_of(record, one) for one in people),
    )
