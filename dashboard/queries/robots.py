"""Group robots and webhooks as administrators see them: never with an address or a secret."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.access import NotFound
from dashboard.queries.people import Names, choosable_units
from huiying.core.models import NoticeAttempt, Robot, Unit
from responder.robots import labels, masked

KINDS = labels()
OFFICE_NAME = "新闻办"
TESTED = {"delivered": "已送达", "refused": "对方拒收", "throttled": "对方限流", "failed": "没有送到"}


@dataclass(frozen=True)
class RobotLine:
    """One robot. `owner` is the unit whose group it is in; `sent_at` the last notice that it received."""

    id: int
    name: str
    kind: str
    said_kind: str
    owner: str
    unit_id: int | None
    address: str
    has_secret: bool
    allow_private: bool
    enabled: bool
    hears_events: bool
    changed_at: datetime | None
    changed_by: str
    tested_at: datetime | None
    tested_as: str | None
    tested_said: str
    sent_at: datetime | None

    @property
    def test(self) -> str:
        """How the last test went; 未测试 where there was none."""
        return TESTED.get(self.tested_as or "", "未测试")

    @property
    def needs_test(self) -> bool:
        """Whether nobody knows that it hears."""
        return self.enabled and not self.hears_events and self.tested_as != "delivered" and not self.sent_at


def lines(session: Session) -> list[RobotLine]:
    """Every robot: those that are on first, then by name."""
    names = Names(session)
    order = (Robot.enabled.desc(), Robot.events.is_not(None), Robot.name)
    robots = session.scalars(select(Robot).order_by(*order)).all()
    return [_line(robot, names, _heard_at(session, robot.id)) for robot in robots]


def find(session: Session, robot_id: int) -> Robot:
    """The robot, or NotFound."""
    robot = session.get(Robot, robot_id)
    if robot is None:
        raise NotFound("没有这个群机器人")
    return robot


def find_line(session: Session, robot_id: int) -> RobotLine:
    """The robot as a page shows it, or NotFound."""
    return _line(find(session, robot_id), Names(session), _heard_at(session, robot_id))


def owners(session: Session) -> list[Unit]:
    """The units in whose groups a robot may be; the office's own is the choice without a unit."""
    return [unit for unit in choosable_units(session) if not unit.is_office]


def _heard_at(session: Session, robot_id: int) -> datetime | None:
    """When the robot last received a notice; a test message is none."""
    heard = (NoticeAttempt.robot_id == robot_id) & (NoticeAttempt.outcome == "delivered")
    notices = heard & NoticeAttempt.notice_id.is_not(None)
    newest = select(NoticeAttempt.at).where(notices).order_by(NoticeAttempt.at.desc())
    return session.scalars(newest.limit(1)).first()


def _line(robot: Robot, names: Names, sent_at: datetime | None) -> RobotLine:
    return RobotLine(
        id=robot.id,
        name=robot.name,
        kind=robot.kind,
        said_kind=KINDS.get(robot.kind, robot.kind),
        owner=names.unit(robot.unit_id, OFFICE_NAME),
        unit_id=robot.unit_id,
        address=masked(robot.address),
        has_secret=bool(robot.secret),
        allow_private=robot.allow_private,
        enabled=robot.enabled,
        hears_events=robot.events is not None,
        changed_at=robot.changed_at,
        changed_by=names.person(robot.changed_by) if robot.changed_by else "",
        tested_at=robot.tested_at,
        tested_as=robot.tested_as,
        tested_said=robot.tested_said or "",
        sent_at=sent_at,
    )
