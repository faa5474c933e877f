"""群机器人: a person adds one, changes it, switches it on or off."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import BadInput, Refused
from huiying.core.models import AuditSeal, Robot, Unit, User
from responder.notifiers.target import TargetError
from responder.robots import check, in_form_words, kinds
from responder.verbs.permission import require_administrator

LONGEST_NAME = 200
LONGEST_ADDRESS = 2000
FIELDS = {"url": "地址", "secret": "密钥", "allow": "内部网络"}


@dataclass(frozen=True, slots=True)
class RobotForm:
    """What a person says of a robot. An empty address or secret of one that is there stays as it was, unless
    `without_secret`; without a unit it is the press office's."""

    kind: str
    address: str = ""
    secret: str = ""
    without_secret: bool = False
    unit_id: int | None = None
    allow_private: bool = False


def add_robot(session: Session, name: str, form: RobotForm, *, by: User, now: datetime) -> Robot:
    """A new robot. Raises BadInput (Chinese) naming the field and the remedy."""
    require_administrator(by, "添加群机器人")
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadInput(f"请填写名称，至多 {LONGEST_NAME} 个字")
    if session.scalar(select(Robot.id).where(Robot.name == name)):
        raise BadInput(f"已有名为“{name}”的群机器人或 Webhook，请换一个名称")
    _require_fit(session, form)
    robot = Robot(name=name, kind=form.kind, address=form.address, secret=form.secret or None)
    robot.unit_id, robot.allow_private = form.unit_id, form.allow_private
    robot.changed_at, robot.changed_by = now, by.name
    session.add(robot)
    session.flush()
    audit.record(session, "add_robot", "robot", robot.id, by=by.name, now=now, kind=form.kind)
    return robot


def change_robot(session: Session, robot: Robot, form: RobotForm, *, by: User, now: datetime) -> None:
    """Change where a robot is and whose it is; from now on units.toml no longer decides that.

    What was found out by a test message holds for the address that it was sent to, and goes with it.
    Raises BadInput.
    """
    require_administrator(by, "修改群机器人")
    if robot.events is not None:
        raise Refused("业务系统的 Webhook 由接口登记，不能在这里修改；可以停用后由对方重新登记")
    secret = "" if form.without_secret else form.secret or robot.secret or ""
    kept = RobotForm(
        form.kind,
        form.address or robot.address,
        secret,
        unit_id=form.unit_id,
        allow_private=form.allow_private,
    )
    _require_fit(session, kept)
    values = {
        "kind": kept.kind,
        "address": kept.address,
        "secret": kept.secret or None,
        "unit_id": kept.unit_id,
        "allow_private": kept.allow_private,
    }
    changed = sorted(name for name, value in values.items() if getattr(robot, name) != value)
    for name in changed:
        setattr(robot, name, values[name])
    if set(changed) - {"unit_id"}:
        robot.tested_at = robot.tested_as = robot.tested_said = None
    robot.changed_at, robot.changed_by = now, by.name
    audit.record(session, "change_robot", "robot", robot.id, by=by.name, now=now, changed=changed)


def switch_robot(session: Session, robot: Robot, *, on: bool, by: User, now: datetime) -> None:
    """Switch a robot on or off; from now on units.toml no longer decides that. A webhook that is switched on
    hears what happens from now on. Raises Refused where it is so already."""
    word = "启用" if on else "停用"
    require_administrator(by, f"{word}群机器人")
    if robot.enabled == on:
        raise Refused(f"群机器人“{robot.name}”已经{word}")
    robot.enabled = on
    if on and robot.events is not None:
        robot.heard = session.scalar(select(func.max(AuditSeal.position))) or 0
    robot.changed_at, robot.changed_by = now, by.name
    action = "enable_robot" if on else "disable_robot"
    audit.record(session, action, "robot", robot.id, by=by.name, now=now)


def _require_fit(session: Session, form: RobotForm) -> None:
    if form.kind not in kinds():
        raise BadInput("请选择机器人的种类")
    if not form.address:
        raise BadInput("请填写地址：在群里添加机器人后，平台会给出一个以 https:// 开头的网址")
    if len(form.address) > LONGEST_ADDRESS or len(form.secret) > LONGEST_NAME:
        raise BadInput("地址或密钥太长，请核对是否复制了多余的内容")
    if form.unit_id is not None and session.get(Unit, form.unit_id) is None:
        raise BadInput("没有这个单位，请重新选择")
    try:
        check(form.kind, form.address, form.secret, allow_private=form.allow_private)
    except TargetError as error:
        said = str(error).removeprefix(f"{error.key}：")
        raise BadInput(f"{FIELDS.get(error.key, error.key)}：{in_form_words(said)}") from error
