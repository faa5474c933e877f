"""测试消息: one message to a robot at once, and the receiver's own answer.

It goes the way of every notice (responder/notifiers) and out of the same budget, but not through the queue:
somebody waits for it.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.clock import local
from huiying.core.database import Database
from huiying.core.models import Robot, User
from responder.notifiers.message import Message
from responder.notifiers.outcome import Delivered, Failed, Outcome, Throttled
from responder.notifiers.registry import notifier
from responder.notifiers.target import TargetError
from responder.outbox.claim import claim_trial
from responder.outbox.record import note_attempt
from responder.outbox.targets import NoTargetError, robot_settings
from responder.robots import in_form_words
from responder.verbs.permission import require_administrator


def send_trial(database: Database, robot_id: int, *, by: User, now: datetime) -> Outcome:
    """Send a test message, outside any transaction, and write down what became of it.

    Raises Refused where there is no such robot, it is off, or it has had its messages of this minute.
    """
    require_administrator(by, "发送测试消息")
    with database.write() as session:
        robot, attempt_id = claim_trial(session, robot_id, now)
        session.expunge(robot)
    outcome = _attempt(robot, by, now)
    with database.write() as session:
        note_attempt(session, attempt_id, outcome, now, which="测试消息")
        _record(session, robot, outcome, by, now)
    return outcome


def word(outcome: Outcome) -> str:
    """The outcome as it is stored; one of huiying.core.models.unit.TESTED."""
    return type(outcome).__name__.lower()


def _attempt(robot: Robot, by: User, now: datetime) -> Outcome:
    sender = notifier(robot.kind)
    try:
        return sender.send(sender.target(robot_settings(robot)), _message(robot, by, now), now=now)
    except (NoTargetError, TargetError) as error:
        return Failed(str(error))


def _message(robot: Robot, by: User, now: datetime) -> Message:
    when = local(now).strftime("%Y-%m-%d %H:%M:%S")
    return Message(
        key=f"trial:{robot.id}:{now.isoformat()}",
        subject="测试消息，无需处理",
        lines=(
            f"“{robot.name}”已接入回应系统，催办、督办等通知将发到这里。",
            f"{by.display_name} 发送于 {when}。",
        ),
    )


def _record(session: Session, robot: Robot, outcome: Outcome, by: User, now: datetime) -> None:
    """Only where the robot is still what was tested: an address changed in between was not."""
    same = (Robot.id == robot.id) & (Robot.address == robot.address) & (Robot.kind == robot.kind)
    values = {"tested_at": now, "tested_as": word(outcome), "tested_said": _said(outcome)}
    session.execute(update(Robot).where(same).values(values))
    audit.record(session, "test_robot", "robot", robot.id, by=by.name, now=now, outcome=word(outcome))


def _said(outcome: Outcome) -> str:
    """Why it did not arrive, and the receiver's own words."""
    reason = "" if isinstance(outcome, Delivered) else in_form_words(outcome.reason)
    if isinstance(outcome, Throttled):
        reason += f"（请等 {int(outcome.retry_after.total_seconds())} 秒）"
    return "；".join(filter(None, (reason, f"对方答复：{outcome.answer}" if outcome.answer else "")))


def has_been_heard(session: Session) -> bool:
    """Whether some robot that is on has received a test message."""
    heard = select(Robot.id).where(Robot.enabled, Robot.tested_as == "delivered", Robot.events.is_(None))
    return session.scalar(heard.limit(1)) is not None
