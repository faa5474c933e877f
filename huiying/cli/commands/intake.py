"""huiying intake: posts that wait become assessments, events and cases."""

from contextlib import closing
from datetime import datetime

import click
from sqlalchemy import func, select

from analysis.analyst import Analyst
from huiying.cli.home import Home, load_settings, open_home
from huiying.cli.options import command, json_option, now_option, once_option
from huiying.cli.output import line_of, say
from huiying.cli.progress import progress
from huiying.cli.repeating import repeat, stopping
from huiying.core import clock
from huiying.core.database import Database
from huiying.core.models import Post
from responder.intake import IntakeSummary, drain

EVERY_SECONDS = 2
MOST_REASONS = 20
WORDS = {
    "taken": "取出 {} 条",
    "assessed": "研判 {} 条",
    "relevant": "与园区有关 {} 条",
    "events": "新事件 {} 个",
    "merged": "合并事件 {} 个",
    "cases": "立项 {} 件",
    "held": "其中待人工决定 {} 件",
    "joined": "并入已有事项 {} 条",
    "failed": "出错待重试 {} 次",
    "set_aside": "搁置 {} 条",
    "elsewhere": "另有 {} 条正由别的进程处理",
}


@command("""研判等待中的信息，归并事件，按规则立为事项并起算时限（标为历史的只立项，不起算）。

--once 处理到没有等待的信息为止，最后列出处理了多少、搁置了多少及其原因；
不加 --once 时每 2 秒查看一次，直到 Ctrl-C。""")
@once_option("处理完等待的信息即结束")
@now_option
@json_option
def intake(once: bool, given_now: datetime | None, as_json: bool) -> None:
    home = open_home(load_settings())
    with closing(home.database) as database:
        if once or given_now:
            _once(home, given_now or clock.now(), as_json)
            return
        analyst = home.analyst()
        with stopping() as stop:
            repeat(lambda: _turn(home, database, analyst), EVERY_SECONDS, stop)


def _once(home: Home, now: datetime, as_json: bool) -> None:
    with progress("研判") as report:
        done = drain(home.database, home.analyst(), home.policy, now, report)
    reasons = _reasons(home.database, now)
    if as_json:
        click.echo(line_of({**done.as_json(), "set_aside_reasons": reasons}))
        return
    say(_said(done) or "没有等待处理的信息")
    for reason, count in reasons.items():
        say(f"  搁置 {count} 条：{reason}")


def _turn(home: Home, database: Database, analyst: Analyst) -> str | None:
    return _said(drain(database, analyst, home.policy, clock.now()))


def _said(done: IntakeSummary) -> str | None:
    counts = done.as_json()
    return "，".join(words.format(counts[key]) for key, words in WORDS.items() if counts[key]) or None


def _reasons(database: Database, now: datetime) -> dict[str, int]:
    """Why this run set posts aside, the most frequent reasons first."""
    count = func.count(Post.id)
    query = (
        select(Post.set_aside_reason, count)
        .where(Post.set_aside_at == now)
        .group_by(Post.set_aside_reason)
        .order_by(count.desc())
        .limit(MOST_REASONS)
    )
    with database.read() as session:
        return {reason or "": number for reason, number in session.execute(query)}
