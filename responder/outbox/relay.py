"""Outgoing webhooks: what happens to cases, told to the systems that asked for it.

Each webhook has a place in the chain of audit seals. What stands behind it is queued as notices and the
place moved on in one transaction, so that each event is queued once; the outbox then delivers it at least
once, with the event's place as its key.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.database import Database
from huiying.core.errors import BadInput
from huiying.core.models import AuditEntry, AuditSeal, Case, Notice, Robot, User
from responder.verbs.permission import require_administrator

KIND, ALL = "webhook", "*"
AT_A_TIME = 200
SAID = "事项 {number}：{action}"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where to send, the secret that signs, and which events (actions of the audit trail, or ALL)."""

    name: str
    url: str
    secret: str
    events: tuple[str, ...]


def subscribe(session: Session, given: Subscription, *, by: User, now: datetime) -> Robot:
    """A webhook that hears of these events from now on. Raises BadInput where the name is taken."""
    require_administrator(by, "登记 Webhook")
    if session.scalar(select(Robot.id).where(Robot.name == given.name)) is not None:
        raise BadInput(f"已有名为“{given.name}”的群机器人或 Webhook，请换一个名称")
    robot = Robot(
        name=given.name,
        kind=KIND,
        address=given.url,
        secret=given.secret,
        events=list(given.events),
        heard=_last(session),
    )
    session.add(robot)
    session.flush()
    audit.record(session, "subscribe", "robot", robot.id, by=by.name, now=now)
    return robot


def unsubscribe(session: Session, robot: Robot, *, by: User, now: datetime) -> None:
    """End a webhook: nothing more is queued for it, and what waits is not delivered."""
    require_administrator(by, "停用 Webhook")
    robot.enabled = False
    audit.record(session, "unsubscribe", "robot", robot.id, by=by.name, now=now)


def relay(database: Database, now: datetime) -> int:
    """Queue what has happened since to every webhook that asked; returns how many notices."""
    with database.read() as session:
        asking = Robot.enabled & Robot.events.is_not(None) & (Robot.heard < _last(session))
        robots = list(session.scalars(select(Robot.id).where(asking)))
    queued = 0
    for robot_id in robots:
        with database.write() as session:
            queued += _tell(session, session.get_one(Robot, robot_id), now)
    return queued


def _last(session: Session) -> int:
    return session.scalar(select(func.max(AuditSeal.position))) or 0


def _tell(session: Session, robot: Robot, now: datetime) -> int:
    behind = (
        select(AuditSeal.position, AuditEntry)
        .join(AuditEntry, AuditEntry.id == AuditSeal.entry_id)
        .where(AuditSeal.position > robot.heard)
        .order_by(AuditSeal.position)
        .limit(AT_A_TIME)
    )
    rows = session.execute(behind).tuples().all()
    if not rows or not _move_on(session, robot, rows[-1][0]):
        return 0
    wanted = [(position, entry) for position, entry in rows if _asked_for(robot, entry)]
    notices = [_notice(session, robot, position, entry, now) for position, entry in wanted]
    session.add_all(notice for notice in notices if notice)
    return sum(notice is not None for notice in notices)


def _move_on(session: Session, robot: Robot, position: int) -> bool:
    """Claimed by the place from which we read: another process that was quicker has queued these."""
    moved = session.execute(
        update(Robot)
        .where(Robot.id == robot.id, Robot.heard == robot.heard)
        .values(heard=position)
        .returning(Robot.id)
    )
    return moved.first() is not None


def _asked_for(robot: Robot, entry: AuditEntry) -> bool:
    events = robot.events or ()
    return entry.object == "case" and (ALL in events or entry.action in events)


def _notice(session: Session, robot: Robot, position: int, entry: AuditEntry, now: datetime) -> Notice | None:
    case = session.get(Case, int(entry.object_id))
    if case is None or case.archive:
        return None
    return Notice(
        key=f"event:{robot.id}:{position}",
        case_id=case.id,
        kind="event",
        recipient=robot.name,
        channel=robot.kind,
        robot_id=robot.id,
        subject=SAID.format(number=case.number, action=entry.action),
        lines=[case.title],
        link=f"/case/{case.id}",
        detail=_detail(case, entry, position),
        created_at=now,
        next_try_at=now,
    )


def _detail(case: Case, entry: AuditEntry, position: int) -> dict[str, Any]:
    return {
        "occasion": f"event-{position}",
        "duty": "",
        "unit_id": None,
        "said": [],
        "asked": [],
        "case_number": case.number,
        "event": entry.action,
        "event_at": entry.at.isoformat(),
    }
