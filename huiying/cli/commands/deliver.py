"""huiying deliver: the notices that are due."""

from contextlib import closing
from dataclasses import asdict
from datetime import datetime

import click

from huiying.cli.home import load_settings, open_database
from huiying.cli.options import command, json_option, now_option, once_option
from huiying.cli.output import line_of, say
from huiying.cli.repeating import repeat, stopping
from huiying.core import audit, clock
from huiying.core.database import Database
from huiying.core.settings import Settings
from responder.outbox.deliver import DeliverySummary
from responder.outbox.deliver import deliver as send
from responder.outbox.resend import resend

EVERY_SECONDS = 2
WORDS = {
    "sent": "已送达",
    "parts": "长通知已送达一部分",
    "retried": "将重试",
    "throttled": "对方限流，稍后再发",
    "put_back": "对方异常，暂缓",
    "failed": "失败，不再重试",
    "waiting": "等待机器人额度",
}


@command("""发送到期的通知。对方在回应中确认收到才算送达；失败的按间隔重试。

不加 --once 时每 2 秒查看一次，直到 Ctrl-C。--resend 把一条“未送达”的通知重新放入待送队列即结束。""")
@once_option("把到期的通知发完即结束")
@click.option("--resend", "letter", type=int, metavar="ID", help="重发一条未送达的通知（编号见“未送达”页）")
@now_option
@json_option
def deliver(once: bool, letter: int | None, given_now: datetime | None, as_json: bool) -> None:
    settings = load_settings()
    with closing(open_database(settings)) as database:
        if letter is not None:
            _put_back(database, letter, given_now or clock.now(), as_json)
            return
        if once or given_now:
            done = _all_due(database, settings, given_now or clock.now())
            click.echo(line_of(asdict(done))) if as_json else say(_said(done) or "没有到期的通知")
            return
        with stopping() as stop:
            repeat(lambda: _said(send(database, settings, clock.now())), EVERY_SECONDS, stop)


def _put_back(database: Database, letter: int, now: datetime, as_json: bool) -> None:
    with database.write() as session:
        notice = resend(session, letter, by=audit.MACHINE, now=now)
        found = {"id": notice.id, "recipient": notice.recipient, "channel": notice.channel}
    click.echo(line_of(found)) if as_json else say(f"已重新放入待送队列：{found['recipient']}")


def _all_due(database: Database, settings: Settings, now: datetime) -> DeliverySummary:
    """Round after round, until one gets nothing out: what is left waits for its receiver."""
    total = DeliverySummary()
    while True:
        done = send(database, settings, now)
        total = total.plus(done)
        if not done.claimed or done.put_back == done.claimed:
            return total


def _said(done: DeliverySummary) -> str | None:
    counts = asdict(done)
    return "，".join(f"{word} {counts[key]} 条" for key, word in WORDS.items() if counts[key]) or None
