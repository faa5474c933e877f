"""huiying token: bearer tokens of machines."""

from datetime import datetime
from pathlib import Path

import click

from dashboard import accounts
from huiying.cli.commands.user import operator
from huiying.cli.home import reading, writing
from huiying.cli.options import command, group, json_option, out_option
from huiying.cli.output import say, show_rows
from huiying.core import clock
from huiying.core.models import ApiToken, User

COLUMNS = {
    "name": "名称",
    "account": "账号",
    "scopes": "范围",
    "created_at": "添加于",
    "last_used_at": "最近使用",
    "revoked": "已撤销",
}


@command("""添加令牌，显示一次。

令牌代表一个账号行事：既不超出所给范围，也不超出账号的角色与单位。
范围：posts:read 读信息，posts:write 推送信息，events:read 读事件，cases:read 读事项，cases:write 办理事项，
status:read 读状态、信源、周报与统计，webhooks:write 登记 Webhook，
accountability:read 读督办问责与表彰，accountability:write 登记过错、陈述、认定后果与决定，
duty:read 读值班表与交接，duty:write 登记班次、休假与交接。""")
@click.argument("name", metavar="NAME")
@click.option("--account", required=True, metavar="NAME", help="代表哪个账号")
@click.option("--scope", "scopes", multiple=True, required=True, metavar="SCOPE", help="范围，可多次给出")
def add(name: str, account: str, scopes: tuple[str, ...]) -> None:
    with writing() as session:
        user = accounts.find_user(session, account)
        _, secret = accounts.create_token(
            session, name=name, user=user, scopes=scopes, now=clock.now(), by=operator()
        )
    say(f"已添加令牌 {name}，只显示这一次：")
    click.echo(secret)


@command("列出令牌。")
@json_option
@out_option
def list_(as_json: bool, out: Path | None) -> None:
    with reading() as session:
        rows = [_row(token, session.get_one(User, token.user_id)) for token in accounts.tokens(session)]
    show_rows(rows, COLUMNS, as_json=as_json, out=out)


@command("撤销令牌，即刻失效。")
@click.argument("name", metavar="NAME")
def revoke(name: str) -> None:
    with writing() as session:
        accounts.revoke_token(session, name, now=clock.now(), by=operator())
    say(f"令牌 {name} 已撤销")


list_.name = "list"
token = group("token", "接口令牌。", [add, list_, revoke])


def _row(token: ApiToken, user: User) -> dict[str, object]:
    return {
        "name": token.name,
        "account": user.name,
        "scopes": token.scopes,
        "created_at": _local(token.created_at),
        "last_used_at": _local(token.last_used_at),
        "revoked": token.revoked_at is not None,
    }


def _local(moment: datetime | None) -> str | None:
    return clock.local(moment).isoformat(timespec="seconds") if moment else None
