"""huiying workday: which days are worked, and how sure that is."""

from datetime import date
from pathlib import Path

import click

from huiying.cli.home import load_policy
from huiying.cli.options import DAY, command, json_option, out_option
from huiying.cli.output import show_rows
from huiying.core.errors import BadInput
from responder.clocks.deadlines import workday_rows

COLUMNS = {"date": "日期", "working": "工作日", "provisional": "暂定"}
HELP = """逐日列出 FROM 至 TO（含两端）是否工作日，含调休。

国务院放假通知尚未收录的年度标为“暂定”；可在 policy.toml 的 [[calendars.notices]] 中补录。"""


@command(HELP)
@click.argument("first", type=DAY, metavar="FROM")
@click.argument("last", type=DAY, metavar="TO")
@json_option
@out_option
def workday(first: date, last: date, as_json: bool, out: Path | None) -> None:
    try:
        rows = workday_rows(load_policy().hours, first, last)
    except (ValueError, OverflowError) as error:
        raise BadInput(str(error)) from error
    show_rows(rows, COLUMNS, as_json=as_json, out=out)
