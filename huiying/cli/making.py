"""Making the operator's home: what is there stays as it is, what is missing is added."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crawlers import registry
from crawlers.config import SourcesFile
from dashboard import accounts
from huiying.cli.home import (
    PACKAGED,
    check_names,
    load_judgement,
    load_policy,
    load_sources,
    load_units,
    packaged,
)
from huiying.core.database import Database
from huiying.core.errors import HuiyingError
from huiying.core.keys import make_secret, read_secret
from huiying.core.models import Source, User
from huiying.core.settings import Settings
from responder import units
from responder.units import UnitsFile

FIRST_NAME = "admin"


def make_home(settings: Settings, now: datetime) -> Iterator[str]:
    """Make the home step by step; yields a Chinese line for each. Safe to call again.

    Edited units.toml and sources.toml are taken over. Raises BadInput for a file that does not read;
    nothing in the database changes then.
    """
    yield _folder(settings.home)
    yield _secret(settings.secret_file)
    for name in PACKAGED:
        yield _file(settings.home, name)
    wanted_units, wanted_sources = _checked(settings)
    database = Database(settings.url())
    try:
        yield _tables(database)
        with database.write() as session:
            lines = [
                _units(session, wanted_units, now),
                _sources(session, wanted_sources, now),
                _administrator(session, now),
            ]
        yield from lines
    finally:
        database.close()


def _folder(home: Path) -> str:
    if home.is_dir():
        return f"运行目录 {home}：已存在"
    try:
        home.mkdir(parents=True, mode=0o700)
    except OSError as error:
        raise HuiyingError(
            f"无法建立运行目录 {home}（{error.strerror}），请检查权限，或用 HUIYING_HOME 换一处"
        ) from error
    return f"运行目录 {home}：已建立"


def _secret(path: Path) -> str:
    there = path.exists()
    make_secret(path)
    read_secret(path)
    return f"密钥 {path.name}：{'已存在，未改动' if there else '已生成，请妥善保管'}"


def _file(home: Path, name: str) -> str:
    path = home / name
    if path.exists():
        return f"配置 {name}：已存在，未改动"
    path.write_text(packaged(name).read_text(encoding="utf-8"), encoding="utf-8")
    return f"配置 {name}：已写入缺省内容"


def _checked(settings: Settings) -> tuple[UnitsFile, SourcesFile]:
    _, routing, _ = load_judgement(settings)
    wanted_units, wanted_sources = load_units(settings), load_sources(settings)
    check_names(settings, routing, load_policy(settings), wanted_units)
    return wanted_units, wanted_sources


def _tables(database: Database) -> str:
    if database.is_current():
        return "数据库：已是最新结构"
    database.upgrade()
    return "数据库：已建立最新结构"


def _units(session: Session, file: UnitsFile, now: datetime) -> str:
    done = units.sync(session, file, now)
    if not (done.added or done.changed or done.removed):
        return f"责任单位：{len(file.units)} 个，与 units.toml 一致{_kept(done.kept)}"
    said = f"新增 {done.added} 项，更新 {done.changed} 项，移除 {done.removed} 项"
    return f"责任单位：按 units.toml {said}{_kept(done.kept)}"


def _kept(count: int) -> str:
    return f"；{count} 项已在网页上改过，以网页为准" if count else ""


def _sources(session: Session, file: SourcesFile, now: datetime) -> str:
    added = registry.sync(session, file.source, now)
    count = session.scalar(select(func.count(Source.id)))
    return f"信源：共 {count} 个，" + (f"新增 {added} 个" if added else "与 sources.toml 一致")


def _administrator(session: Session, now: datetime) -> str:
    """The first account, where there is none yet; its password is told this once."""
    if session.scalar(select(func.count(User.id))):
        return "账号：已有账号，未改动"
    password = accounts.new_password()
    accounts.create_user(
        session,
        name=FIRST_NAME,
        display_name="管理员",
        password=password,
        role="administrator",
        now=now,
    )
    return (
        f"首个管理员：账号 {FIRST_NAME}，口令 {password}\n"
        "口令只显示这一次；首次登录时须换成自己的口令\n"
        "管理员只管账号与设置；值班、审查等办理人员请登录后在“人员与账号”里添加"
    )
