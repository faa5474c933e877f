"""Before a round of sending: what is moot is dropped, what can wait for the morning waits, floods become one.

All three change rows that wait, none that is under way; each is one transaction, so a kill leaves either
the old state or the new one.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.clock import local
from huiying.core.models import Clock, Notice
from huiying.core.settings import Settings
from responder.outbox.digest import DIGEST, bundle
from responder.outbox.fallback import ONLY_OWN
from responder.outbox.people import CLEARER, EMAIL, OFFICE, SMS

PERSONAL = (EMAIL, SMS)
NIGHT_WATCH = (OFFICE, CLEARER)
MACHINES = "webhook"
BY_ITSELF = (DIGEST, ONLY_OWN)
"""Kinds that neither wait nor are gathered: a digest is a bundle already, a link was asked for just now."""


@dataclass(frozen=True, slots=True)
class Manners:
    """When people are left alone, and how much they are written to.

    `quiet_from`, `quiet_until`: Asia/Shanghai; the same moment twice means never. `most` messages `within`
    so long to one person are no flood.
    """

    quiet_from: time
    quiet_until: time
    most: int
    within: timedelta

    @classmethod
    def of(cls, settings: Settings) -> "Manners":
        """From the installation's settings."""
        minutes = timedelta(minutes=settings.digest_minutes)
        return cls(settings.quiet_from, settings.quiet_until, settings.digest_over, minutes)

    def morning(self, now: datetime) -> datetime | None:
        """When the quiet hours end that `now` lies in; None outside of them."""
        there = local(now)
        begins, ends = self.quiet_from, self.quiet_until
        at = there.time().replace(tzinfo=None)
        is_quiet = begins <= at < ends if begins < ends else at >= begins or at < ends
        if begins == ends or not is_quiet:
            return None
        day = there + timedelta(days=1) if at >= ends else there
        return day.replace(hour=ends.hour, minute=ends.minute, second=0, microsecond=0)


def calm(session: Session, manners: Manners, now: datetime) -> None:
    """Put the notices that are due at `now` in order before they are claimed."""
    drop_moot(session, now)
    keep_quiet(session, manners, now)
    gather(session, manners, now)


def drop_moot(session: Session, now: datetime) -> None:
    """A reminder that waited while its clock ended asks for what is done: it is not sent, and says so."""
    ended = select(Clock.id).where(Clock.id == Notice.clock_id, Clock.ended_at.is_not(None)).exists()
    query = _waiting(now).where(Notice.kind == "reminder", Notice.attempts == 0, ended)
    for notice in session.scalars(query.where(Notice.next_try_at > Notice.created_at)):
        notice.state, notice.failure = "moot", "时限已经结束，不必再催办"
        audit.record(session, "notice_moot", "notice", notice.id, by=audit.MACHINE, now=now)
    session.flush()


def keep_quiet(session: Session, manners: Manners, now: datetime) -> None:
    """At night, only cases of tiers 1-2, the office, and machines are written to; the rest waits."""
    morning = manners.morning(now)
    if morning is None:
        return
    query = _waiting(now).where(Notice.channel != MACHINES, Notice.kind.not_in(BY_ITSELF))
    waiting = [one.id for one in session.scalars(query) if not _wakes(one)]
    _wait(session, waiting, morning)


def gather(session: Session, manners: Manners, now: datetime) -> None:
    """Make one digest of what would flood a person, or let it wait for the end of the flood.

    A person who got `most` messages lately is written to again when the last of them is `within` old; what
    comes until then goes together. The first alert of a case of tier 1-2 goes at once by itself, and what
    else is urgent does not wait either.
    """
    query = _waiting(now).where(
        Notice.channel.in_(PERSONAL), Notice.kind.not_in(BY_ITSELF), Notice.attempts == 0
    )
    people: dict[tuple[str, str], list[Notice]] = defaultdict(list)
    for notice in session.scalars(query):
        people[(notice.channel, notice.address or "")].append(notice)
    lately = _lately(session, now - manners.within) if people else {}
    for person, notices in people.items():
        count, last = lately.get(person, (0, now))
        if count + len(notices) > manners.most:
            _one_person(session, manners, notices, count, last, now)


def _one_person(
    session: Session, manners: Manners, notices: list[Notice], count: int, last: datetime, now: datetime
) -> None:
    """`count` messages lately, the last one at `last`."""
    others = [one for one in notices if not _is_first_alert(session, one)]
    is_urgent = any(one.detail.get("urgent") for one in others)
    if count >= manners.most and not is_urgent:
        _wait(session, [one.id for one in others], last + manners.within)
    elif len(others) > 1:
        bundle(session, others, now)


def _lately(session: Session, since: datetime) -> dict[tuple[str, str], tuple[int, datetime]]:
    """By person: how many messages since then, and when the last; a digest is one with all it serves."""
    query = select(Notice.channel, Notice.address, func.count(), func.max(Notice.sent_at))
    query = query.where(Notice.sent_at > since, Notice.digest_id.is_(None), Notice.channel.in_(PERSONAL))
    rows = session.execute(query.group_by(Notice.channel, Notice.address))
    return {(channel, address or ""): (count, last) for channel, address, count, last in rows if last}


def _is_first_alert(session: Session, notice: Notice) -> bool:
    """Whether the person hears of this case of tier 1-2 for the first time."""
    if not notice.detail.get("urgent"):
        return False
    earlier = select(func.count()).where(
        Notice.case_id == notice.case_id,
        Notice.channel == notice.channel,
        Notice.address == notice.address,
        Notice.id < notice.id,
    )
    return not session.scalar(earlier)


def _wakes(notice: Notice) -> bool:
    return bool(notice.detail.get("urgent")) or notice.detail.get("duty") in NIGHT_WATCH


def _waiting(now: datetime) -> Select[Notice]:
    """What is due and nobody has in hand, locked in one order: two processes never wait in a ring."""
    free = or_(Notice.lease_until.is_(None), Notice.lease_until <= now)
    query = select(Notice).where(Notice.state == "pending", Notice.next_try_at <= now, free)
    query = query.where(Notice.digest_id.is_(None))
    return query.order_by(Notice.id).with_for_update(skip_locked=True)


def _wait(session: Session, ids: Sequence[int], until: datetime) -> None:
    if ids:
        session.execute(
            update(Notice).where(Notice.id.in_(ids), Notice.state == "pending").values(next_try_at=until)
        )
