"""开始使用: how far the installation is set up, read from its records; nothing here is a flag."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.profile import ParkProfile, default_profile
from dashboard.queries import units
from huiying.core.models import AuditEntry, Robot, Source, User
from responder.outbox.trial import has_been_heard

PARK, START = "park", "start"
LEFT = "leave_start"
OFFICERS = 2  # who drafts does not clear


@dataclass(frozen=True)
class Step:
    """One step: where it is done, what is there already, and what is still missing (empty where nothing)."""

    key: str
    title: str
    why: str
    address: str
    there: str
    missing: str

    @property
    def is_done(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def steps(session: Session, profile: ParkProfile, now: datetime) -> list[Step]:
    """The steps in their order."""
    return [
        _park(session, profile),
        _units(session, now),
        _people(session),
        _sources(session),
        _robots(session),
    ]


def wants_leading(session: Session, profile: ParkProfile, now: datetime) -> bool:
    """Whether an administrator who signs in is led through the steps: something is missing, and nobody has
    said to leave it at that."""
    left = select(AuditEntry.id).where(AuditEntry.object == START, AuditEntry.action == LEFT).limit(1)
    if session.scalar(left) is not None:
        return False
    return not all(step.is_done for step in steps(session, profile, now))


def _park(session: Session, profile: ParkProfile) -> Step:
    seen = session.scalar(select(AuditEntry.id).where(AuditEntry.object == PARK).limit(1)) is not None
    there = (
        f"{profile.name}：别称 {len(profile.aliases)} 个，地名 {len(profile.places)} 个，"
        f"企业 {len(profile.enterprises)} 家，关注词 {len(profile.watch_words)} 个"
    )
    done = seen or profile != default_profile()
    return Step(
        PARK,
        "园区与关注词",
        "系统按这些名称认出哪些信息与园区有关，缺了名称就会漏。",
        "/admin/park",
        there,
        "" if done else "请核对名称，补上村庄和企业；相符的按“核对无误”",
    )


def _units(session: Session, now: datetime) -> Step:
    lines = [line for line in units.lines(session, now) if line.unit.disabled_at is None]
    unheard = [line for line in lines if not line.robots and units.HANDLER in line.lacks]
    short = sum(not line.is_reached for line in lines)
    there = f"{len(lines)} 个单位，{len(lines) - short} 个联系人齐全"
    return Step(
        "units",
        "单位与联系人",
        "交办、催办、督办按这里的联系人发出。",
        "/admin/units",
        there,
        f"{len(unheard)} 个单位的经办人联系不上" if unheard else "",
    )


def _people(session: Session) -> Step:
    query = select(User.role, func.count()).where(User.disabled_at.is_(None)).group_by(User.role)
    counts = dict(session.execute(query).tuples().all())
    officers, leaders = counts.get("office", 0), counts.get("leader", 0)
    there = f"新闻办 {officers} 人，领导 {leaders} 人，责任单位 {counts.get('unit', 0)} 人"
    lacking = []
    if officers < OFFICERS:
        lacking.append("新闻办至少要有两个账号（起草的人不能审查自己的稿件）")
    if not leaders:
        lacking.append("还没有领导账号，督办后的建议无人裁定")
    return Step(
        "people",
        "人员与账号",
        "管理员只管设置，办事的人要有自己的账号。",
        "/admin/people",
        there,
        "；".join(lacking),
    )


def _sources(session: Session) -> Step:
    watched = Source.enabled & Source.address.is_not(None)
    count = session.scalar(select(func.count(Source.id)).where(watched)) or 0
    read = session.scalar(select(func.count(Source.id)).where(watched, Source.last_success_at.is_not(None)))
    missing = "还没有信源成功采集过，请试取看看" if count else "还没有填写网址并启用的信源"
    return Step(
        "sources",
        "信源",
        "没有信源就收不到信息；添加后先试取，看标题、时间、正文是否齐全。",
        "/admin/sources",
        f"{count} 个在采集，{read or 0} 个成功过",
        "" if read else missing,
    )


def _robots(session: Session) -> Step:
    working = Robot.enabled & Robot.events.is_(None)
    count = session.scalar(select(func.count(Robot.id)).where(working)) or 0
    missing = "请发一条测试消息，确认群里能收到" if count else "还没有群机器人"
    return Step(
        "robots",
        "群机器人",
        "值班群、单位群靠它收到催办和督办。",
        "/admin/robots",
        f"{count} 个在用",
        "" if has_been_heard(session) else missing,
    )
