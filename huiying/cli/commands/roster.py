"""huiying roster: shifts from a table, and who is on duty."""

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from crawlers.importing.tables import read_file, read_records
from huiying.cli.commands.user import operator
from huiying.cli.home import load_settings, open_database, reading
from huiying.cli.options import FILE, command, group, json_option, now_option, out_option
from huiying.cli.output import say, show_rows
from huiying.core import clock
from huiying.core.errors import BadInput, HuiyingError
from huiying.core.models import User
from responder.duty.roster import Planned, account_called, between, put_on
from responder.duty.words import POSTS

COLUMNS = {"post": "岗位", "person": "人员", "starts_at": "开始", "ends_at": "结束", "phone": "电话"}
KEYS = {said: key for key, said in COLUMNS.items()} | {key: key for key in COLUMNS}
POST_KEYS = {said: key for key, said in POSTS.items()} | {key: key for key in POSTS}
AHEAD = timedelta(days=14)


@command("""从表格登记班次：整份登记，或一行也不登记。

FILE 为 CSV、JSONL 或 XLSX。列：岗位（值班员、审查人、带班领导）、人员（账号或姓名）、开始、结束
（如 2026-11-25 08:00）、电话（可不填）。同一岗位重叠的班次会指出行号和怎样改正。""")
@click.argument("path", type=FILE, metavar="FILE")
@now_option
def import_(path: Path, given_now: datetime | None) -> None:
    with closing(open_database(load_settings())) as database, database.write() as session:
        planned = _read(session, path)
        put_on(session, planned, by=operator(), now=given_now or clock.now())
    say(f"已登记 {len(planned)} 个班次")


@command("列出现在和今后两周的班次。")
@now_option
@json_option
@out_option
def list_(given_now: datetime | None, as_json: bool, out: Path | None) -> None:
    now = given_now or clock.now()
    with reading() as session:
        rows = [_row(session, shift, as_json) for shift in between(session, now, now + AHEAD)]
    show_rows(rows, COLUMNS, as_json=as_json, out=out)


import_.name, list_.name = "import", "list"
roster = group("roster", "值班表。", [import_, list_])


def _read(session: Session, path: Path) -> list[Planned]:
    """Every row, or BadInput with all rows that cannot be read."""
    planned: list[Planned] = []
    faults: list[str] = []
    name = str(path)
    content = read_file(None if name == "-" else path)
    for line, values in read_records(content, name):
        place = f"{name} 第 {line} 行"
        try:
            planned.append(_planned(session, values, place))
        except (HuiyingError, ValueError) as error:
            faults.append(f"{place}：{error}")
    if faults:
        raise BadInput("\n".join(faults))
    if not planned:
        raise BadInput(f"{name}：没有班次，请按“岗位、人员、开始、结束、电话”填写")
    return planned


def _planned(session: Session, values: dict[str, Any] | None, place: str) -> Planned:
    if values is None:
        raise ValueError("这一行无法读取")
    found = {KEYS[key.strip()]: _text(value) for key, value in values.items() if key.strip() in KEYS}
    missing = [said for key, said in COLUMNS.items() if key != "phone" and not found.get(key)]
    if missing:
        raise ValueError(f"缺少{'、'.join(missing)}")
    post = POST_KEYS.get(found["post"], found["post"])
    user = account_called(session, found["person"])
    starts, ends = clock.parse(found["starts_at"]), clock.parse(found["ends_at"])
    return Planned(post, user, starts, ends, found.get("phone", ""), place)


def _text(value: Any) -> str:
    return value.isoformat(" ") if isinstance(value, datetime) else str(value or "").strip()


def _row(session: Session, shift: Any, as_json: bool) -> dict[str, Any]:
    user = session.get_one(User, shift.user_id)
    times = {key: getattr(shift, key) for key in ("starts_at", "ends_at")}
    said = {
        key: at.isoformat() if as_json else f"{clock.local(at):%Y-%m-%d %H:%M}" for key, at in times.items()
    }
    post = shift.post if as_json else POSTS[shift.post]
    return {"post": post, "person": user.display_name, **said, "phone": shift.phone}
