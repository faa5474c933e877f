"""huiying doctor: what is missing or will soon be, each with its remedy."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dashboard import assets
from huiying.cli import home as homes
from huiying.cli.options import command, json_option, out_option
from huiying.cli.output import show_rows
from huiying.core import clock
from huiying.core.errors import HuiyingError
from huiying.core.keys import read_secret
from huiying.core.models import Robot, Source, Unit
from huiying.core.settings import Settings
from responder.duty.roster import between, gaps
from responder.outbox.people import AddressBook
from responder.wording import moment

State = Literal["ok", "note", "fault"]
WORDS = {"ok": "正常", "note": "留意", "fault": "有误"}
COLUMNS = {"part": "项目", "state": "结果", "said": "说明"}
LEAST_FREE = 1024**3
NEXT_YEAR_FROM = timedelta(days=31)
ROSTER_AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part; `said` names the remedy where there is something to do."""

    part: str
    state: State
    said: str = ""


@command("""检查运行环境与配置：配置文件、密钥、数据库、页面资源、模型、工作日历、单位联系人、
值班表、通知渠道、信源、磁盘。

“有误”须先处理，退出状态为 1；“留意”不影响运行。""")
@json_option
@out_option
def doctor(as_json: bool, out: Path | None) -> None:
    found = list(examine(homes.load_settings(), clock.now()))
    rows = [asdict(one) for one in found]
    if not as_json:
        rows = [{**row, "state": WORDS[one.state]} for row, one in zip(rows, found, strict=True)]
    show_rows(rows, COLUMNS, as_json=as_json, out=out)
    faults = sum(one.state == "fault" for one in found)
    if faults:
        raise HuiyingError(f"{faults} 项有误，请按说明处理")


def examine(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Every part in turn; a faulty one does not keep the others from being looked at."""
    yield _tried("研判配置", lambda: homes.load_judgement(settings))
    yield _tried("时限规则", lambda: homes.load_policy(settings))
    yield _tried("责任单位", lambda: homes.load_units(settings))
    yield _tried("信源配置", lambda: homes.load_sources(settings))
    yield _tried("单位名称", lambda: _names(settings))
    yield _tried("密钥", lambda: read_secret(settings.secret_file))
    yield _tried("页面资源", assets.require)
    yield _tried("模型", lambda: homes.make_analyst(settings, *homes.load_judgement(settings)))
    yield _calendar(settings, now)
    yield _disk(settings)
    yield from _stored(settings, now)


def _tried(part: str, look: Callable[[], object]) -> Finding:
    try:
        look()
    except (HuiyingError, OSError, ValueError) as error:
        return Finding(part, "fault", str(error))
    return Finding(part, "ok")


def _names(settings: Settings) -> None:
    _, routing, _ = homes.load_judgement(settings)
    homes.check_names(settings, routing, homes.load_policy(settings), homes.load_units(settings))


def _calendar(settings: Settings, now: datetime) -> Finding:
    try:
        workdays = homes.load_policy(settings).hours.workdays
    except HuiyingError:
        return Finding("工作日历", "note", "policy.toml 有误，未检查")
    years = sorted({clock.local(now).year, clock.local(now + NEXT_YEAR_FROM).year})
    missing = [str(year) for year in years if not workdays.known(year)]
    if not missing:
        return Finding("工作日历", "ok")
    said = f"没有 {'、'.join(missing)} 年的放假通知，工作日时限标为暂定；请在 policy.toml 中补录"
    return Finding("工作日历", "note", said)


def _disk(settings: Settings) -> Finding:
    place = settings.home if settings.home.exists() else settings.home.resolve().parent
    free = shutil.disk_usage(place if place.exists() else Path()).free
    if free < LEAST_FREE:
        return Finding("磁盘", "note", f"所剩空间不足 {LEAST_FREE // 1024**2} MB，请清理")
    return Finding("磁盘", "ok", f"可用 {free // 1024**3} GB")


def _stored(settings: Settings, now: datetime) -> Iterator[Finding]:
    try:
        database = homes.open_database(settings)
    except HuiyingError as error:
        yield Finding("数据库", "fault", str(error))
        return
    with closing(database), database.read() as session:
        robots = session.scalar(select(func.count(Robot.id)).where(Robot.enabled)) or 0
        watched = Source.enabled, Source.address.is_not(None)
        sources = session.scalar(select(func.count(Source.id)).where(*watched)) or 0
        people = [_reachable(session, now), _roster(session, now)]
    yield Finding("数据库", "ok")
    yield from people
    yield _channels(robots, settings)
    yield _sources(sources)


def _reachable(session: Session, now: datetime) -> Finding:
    """Units of which nobody can be written to now: for them the press office hears."""
    book = AddressBook.read(session, now)
    units = session.scalars(select(Unit).where(Unit.disabled_at.is_(None)).order_by(Unit.id))
    lost = [unit.name for unit in units if not book.is_reachable(unit)]
    if not lost:
        return Finding("单位联系人", "ok")
    said = (
        f"{len(lost)} 个单位没有能收到通知的人（邮箱、手机号或群机器人）：{'、'.join(lost)}；"
        "通知由新闻办转达，请在 units.toml 补充，或为休假的人登记代理人"
    )
    return Finding("单位联系人", "note", said)


def _roster(session: Session, now: datetime) -> Finding:
    end = now + ROSTER_AHEAD
    shifts = between(session, now, end)
    if not any(one.post == "officer" for one in shifts):
        return Finding("值班表", "note", "今后七天没有排班，通知照发给办公室经办人；请在“值班表”页登记")
    empty = gaps(shifts, "officer", now, end)
    if not empty:
        return Finding("值班表", "ok")
    first, last = empty[0]
    said = f"今后七天值班员有 {len(empty)} 段空班，最近一段 {moment(first)} 至 {moment(last)}；请补排"
    return Finding("值班表", "note", said)


def _channels(robots: int, settings: Settings) -> Finding:
    mail = bool(settings.smtp_host and settings.smtp_from)
    if robots or mail:
        return Finding("通知渠道", "ok", f"群机器人 {robots} 个，邮件{'已' if mail else '未'}配置")
    said = (
        "没有群机器人也没有邮件，催办与督办无人收到；"
        "请在“群机器人”页或 units.toml 添加，或设 HUIYING_SMTP_HOST"
    )
    return Finding("通知渠道", "note", said)


def _sources(watched: int) -> Finding:
    if watched:
        return Finding("信源", "ok", f"{watched} 个")
    said = "没有填写网址并启用的信源，不会采集；请编辑 sources.toml，或用 huiying sources add 添加"
    return Finding("信源", "note", said)
