"""huiying user: accounts."""

import getpass
import os
import sys
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import accounts
from huiying.cli.home import reading, writing
from huiying.cli.options import command, group, json_option, out_option
from huiying.cli.output import say, show_rows
from huiying.core import clock
from huiying.core.config import suggest
from huiying.core.errors import BadInput
from huiying.core.models import Unit, User
from huiying.core.models.user import ROLES

ROLE_WORDS = {
    "administrator": "管理员",
    "office": "新闻办",
    "unit": "责任单位",
    "leader": "领导",
    "auditor": "审计",
}
COLUMNS = {
    "name": "账号",
    "display_name": "姓名",
    "role": "角色",
    "unit": "单位",
    "email": "邮箱",
    "disabled": "停用",
}
ASKED = "从标准输入读一行作为口令（供脚本使用）；不给则生成一个并显示一次"


def operator() -> str:
    """Who is at the keyboard, for the audit trail: the login name on this machine."""
    try:
        return f"命令行:{getpass.getuser()}"[:40]
    except (KeyError, OSError):
        return f"命令行:{os.getuid()}"


@command("添加账号。口令缺省由程序生成并显示一次。")
@click.argument("name", metavar="NAME")
@click.option("--role", type=click.Choice(ROLES), required=True, help="角色")
@click.option("--unit", "unit_name", metavar="UNIT", help="所属单位（责任单位账号必填）")
@click.option("--display-name", default="", metavar="NAME", help="显示的姓名，缺省同账号")
@click.option("--email", metavar="MAIL", help="邮箱")
@click.option("--password-stdin", is_flag=True, help=ASKED)
def add(
    name: str, role: str, unit_name: str | None, display_name: str, email: str | None, password_stdin: bool
) -> None:
    password = _from_stdin() if password_stdin else accounts.new_password()
    with writing() as session:
        accounts.create_user(
            session,
            name=name,
            display_name=display_name,
            password=password,
            role=role,
            unit=_unit(session, unit_name),
            email=email,
            now=clock.now(),
            by=operator(),
        )
    say(f"已添加账号 {name}（{ROLE_WORDS[role]}）")
    if not password_stdin:
        click.echo(f"口令 {password}（只显示这一次；本人首次登录时须更换）")


@command("列出账号。")
@json_option
@out_option
def list_(as_json: bool, out: Path | None) -> None:
    with reading() as session:
        units = {unit.id: unit.name for unit in session.scalars(select(Unit))}
        rows = [_row(user, units, as_json) for user in accounts.users(session)]
    show_rows(rows, COLUMNS, as_json=as_json, out=out)


@command("更换口令；已登录的浏览器须重新登录。口令缺省由程序生成并显示一次。")
@click.argument("name", metavar="NAME")
@click.option("--password-stdin", is_flag=True, help=ASKED)
def password(name: str, password_stdin: bool) -> None:
    new = _from_stdin() if password_stdin else accounts.new_password()
    with writing() as session:
        user = accounts.find_user(session, name)
        accounts.set_password(session, user, new, now=clock.now(), by=operator())
    say(f"账号 {name} 的口令已更换")
    if not password_stdin:
        click.echo(f"口令 {new}（只显示这一次；本人首次登录时须更换）")


@command("停用账号：登录与令牌即刻失效，记录保留。")
@click.argument("name", metavar="NAME")
def disable(name: str) -> None:
    with writing() as session:
        accounts.disable(session, accounts.find_user(session, name), now=clock.now(), by=operator())
    say(f"账号 {name} 已停用")


list_.name = "list"
user = group("user", "账号。", [add, list_, password, disable])


def _from_stdin() -> str:
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise BadInput("标准输入中没有口令，请输入一行")
    return line


def _unit(session: Session, name: str | None) -> Unit | None:
    if name is None:
        return None
    found = session.scalar(select(Unit).where(Unit.name == name))
    if found is None:
        raise BadInput(f"没有名为“{name}”的单位{suggest(name, session.scalars(select(Unit.name)))}")
    return found


def _row(user: User, units: dict[int, str], as_json: bool) -> dict[str, object]:
    return {
        "name": user.name,
        "display_name": user.display_name,
        "role": user.role if as_json else ROLE_WORDS[user.role],
        "unit": units.get(user.unit_id) if user.unit_id else None,
        "email": user.email,
        "disabled": user.disabled_at is not None,
    }
