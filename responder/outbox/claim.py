"""Claiming due notices: under a lease, by conditional UPDATE, within each robot's shared budget."""

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from huiying.core.errors import Refused
from huiying.core.models import Notice, NoticeAttempt, Robot
from responder.links.issue import Personal
from responder.notifiers.budget import Budget
from responder.notifiers.registry import kinds, notifier
from responder.outbox.parts import PARTS

# Longer than a round of sending (30 s) and the longest single attempt (60 s) together.
LEASE = timedelta(minutes=2)
MOST_LOOKS = 5


@dataclass(frozen=True, slots=True)
class Claimed:
    """One notice that this process may try now, with the attempt that was written down for it.

    `link` is the personal link that it carries, None where it carries none; `doors` are those of a digest, by
    the number of the case that each opens.
    """

    notice: Notice
    robot: Robot | None
    attempt_id: int
    link: Personal | None = None
    doors: Mapping[str, Personal] = field(default_factory=dict)


def claim(session: Session, now: datetime, *, limit: int, owner: str) -> tuple[list[Claimed], int]:
    """Lease up to `limit` due notices; returns them and how many a robot's budget put off.

    Each claimed notice has its attempt counted from here on, before anything is sent: whoever claims
    next, in whatever process, counts it into the robot's budget.
    """
    claimed: list[Claimed] = []
    waiting = 0
    for _ in range(MOST_LOOKS):
        due = _due(session, now, limit - len(claimed))
        robots = _robots(session, {one.robot_id for one in due if one.robot_id is not None})
        chosen, put_off = _within_budgets(session, due, robots, now)
        claimed += _lease(session, chosen, robots, now, owner)
        waiting += put_off
        if not put_off or len(claimed) == limit:
            break
    return claimed, waiting


def claim_trial(session: Session, robot_id: int, now: datetime) -> tuple[Robot, int]:
    """A robot that a test message may go to now, and the attempt that was written down for it: counted into
    the robot's budget like a notice. Raises Refused where the robot is off, or its minute is full."""
    robot = _robots(session, [robot_id]).get(robot_id)
    if robot is None or not robot.enabled:
        raise Refused("这个群机器人已停用，请先启用再测试")
    budget = _budget(robot)
    wait = budget.wait(_recent(session, robot_id, budget, now), now) if budget else timedelta(0)
    if wait:
        seconds = math.ceil(wait.total_seconds())
        raise Refused(f"一分钟内发给它的消息已到平台的上限，请等 {seconds} 秒后再测试")
    attempt = NoticeAttempt(notice_id=None, robot_id=robot_id, at=now)
    session.add(attempt)
    session.flush()
    return robot, attempt.id


def _due(session: Session, now: datetime, limit: int) -> list[Notice]:
    query = (
        select(Notice)
        .where(Notice.state == "pending", Notice.next_try_at <= now, Notice.digest_id.is_(None))
        .where(or_(Notice.lease_until.is_(None), Notice.lease_until <= now))
        .order_by(Notice.next_try_at, Notice.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(query))


def _robots(session: Session, wanted: Collection[int]) -> dict[int, Robot]:
    """The robots concerned, locked in one order, so that two processes do not count at the same time."""
    if not wanted:
        return {}
    query = select(Robot).where(Robot.id.in_(wanted)).order_by(Robot.id).with_for_update(key_share=True)
    return {robot.id: robot for robot in session.scalars(query)}


def _within_budgets(
    session: Session, due: Sequence[Notice], robots: dict[int, Robot], now: datetime
) -> tuple[list[Notice], int]:
    per_robot: dict[int | None, list[Notice]] = defaultdict(list)
    for notice in due:
        per_robot[notice.robot_id].append(notice)
    chosen: list[Notice] = []
    put_off = 0
    for robot_id, notices in per_robot.items():
        budget = _budget(robots[robot_id]) if robot_id in robots else None
        fitting = _fitting(session, robot_id, notices, budget, now) if budget and robot_id else notices
        chosen += fitting
        put_off += len(notices) - len(fitting)
    return chosen, put_off


def _budget(robot: Robot) -> Budget | None:
    return notifier(robot.kind).budget if robot.kind in kinds() else None


def _fitting(
    session: Session, robot_id: int, notices: Sequence[Notice], budget: Budget, now: datetime
) -> list[Notice]:
    """The notices that the robot may be sent now, urgent ones first; the others get a later moment."""
    sent_at = _recent(session, robot_id, budget, now)
    room = max(budget.sends - len(sent_at), 0)
    ordered = sorted(notices, key=_turn)
    if ordered[room:]:
        taken = [*sent_at, *[now] * min(room, len(ordered))]
        later = now + max(budget.wait(taken, now), timedelta(seconds=1))
        _put_off(session, ordered[room:], later)
    return ordered[:room]


def _turn(notice: Notice) -> tuple[bool, bool, datetime, int]:
    """What is urgent goes first, then what is half said."""
    assert notice.next_try_at is not None
    return not notice.detail.get("urgent"), PARTS not in notice.detail, notice.next_try_at, notice.id


def _recent(session: Session, robot_id: int, budget: Budget, now: datetime) -> list[datetime]:
    query = select(NoticeAttempt.at).where(
        NoticeAttempt.robot_id == robot_id, NoticeAttempt.at > now - budget.per
    )
    return list(session.scalars(query))


def _put_off(session: Session, notices: Sequence[Notice], until: datetime) -> None:
    session.execute(
        update(Notice)
        .where(Notice.id.in_([notice.id for notice in notices]), Notice.state == "pending")
        .values(next_try_at=until)
    )


def _lease(
    session: Session, chosen: Sequence[Notice], robots: dict[int, Robot], now: datetime, owner: str
) -> list[Claimed]:
    if not chosen:
        return []
    rows = session.scalars(
        update(Notice)
        .where(Notice.id.in_([notice.id for notice in chosen]), Notice.state == "pending")
        .where(or_(Notice.lease_until.is_(None), Notice.lease_until <= now))
        .values(lease_owner=owner, lease_until=now + LEASE, attempts=Notice.attempts + 1)
        .returning(Notice)
        .execution_options(populate_existing=True)
    )
    won = sorted(rows, key=_turn)
    attempts = [NoticeAttempt(notice_id=notice.id, robot_id=notice.robot_id, at=now) for notice in won]
    session.add_all(attempts)
    session.flush()
    return [
        Claimed(notice, robots.get(notice.robot_id or 0), attempt.id)
        for notice, attempt in zip(won, attempts, strict=True)
    ]
