"""huiying wall: the screens in the duty room."""

from datetime import datetime
from pathlib import Path

import click

from dashboard import views
from huiying.cli.commands.user import operator
from huiying.cli.home import load_settings, reading, writing
from huiying.cli.options import command, group, json_option, out_option
from huiying.cli.output import say, show_rows
from huiying.core import clock
from huiying.core.models import WallView

COLUMNS = {"name": "名称", "issued_at": "添加于", "seen_at": "最近打开", "revoked": "已停用"}


@command("""添加一块大屏，网址显示一次。

在值班室的浏览器里打开这个网址，以后不用登录。大屏只看不办：不显示来信标题和个人信息。
网址等于钥匙，不要转发；泄露了就停用，再添加一个。""")
@click.argument("name", metavar="NAME")
def add(name: str) -> None:
    with writing() as session:
        view, secret = views.issue(session, name, by=operator(), now=clock.now())
        called = view.name
    say(f"已添加大屏 {called}，在那块屏幕的浏览器里打开（只显示这一次）：")
    click.echo(f"{load_settings().public_url}{views.PATH}/{secret}")


@command("列出大屏。")
@json_option
@out_option
def list_(as_json: bool, out: Path | None) -> None:
    with reading() as session:
        rows = [_row(view) for view in views.views(session)]
    show_rows(rows, COLUMNS, as_json=as_json, out=out)


@command("停用大屏，即刻失效。")
@click.argument("name", metavar="NAME")
def revoke(name: str) -> None:
    with writing() as session:
        views.revoke(session, name, by=operator(), now=clock.now())
    say(f"大屏 {name} 已停用")


list_.name = "list"
wall = group("wall", "值班室大屏。", [add, list_, revoke])


def _row(view: WallView) -> dict[str, object]:
    return {
        "name": view.name,
        "issued_at": _local(view.issued_at),
        "seen_at": _local(view.seen_at),
        "revoked": view.revoked_at is not None,
    }


def _local(moment: datetime | None) -> str | None:
    return clock.local(moment).isoformat(timespec="seconds") if moment else None
