"""huiying sweep: the rungs of the ladder that are due."""

from contextlib import closing
from datetime import datetime

import click

from huiying.cli.home import load_settings, open_database
from huiying.cli.options import command, json_option, now_option, once_option
from huiying.cli.output import line_of, say
from huiying.cli.repeating import repeat, stopping
from huiying.core import clock
from huiying.core.database import Database
from responder.ladder.sweep import sweep as climb

EVERY_SECONDS = 5
WORDS = {
    "reminder": "催办",
    "overdue": "逾期",
    "supervision": "督办",
    "interview": "提请约谈",
    "criticism": "提请通报批评",
}


@command("""巡查全部时限，执行已到的催办、逾期、督办、提请约谈；每一级只执行一次。

不加 --once 时每 5 秒巡查一次，直到 Ctrl-C。""")
@once_option("巡查一次即结束")
@now_option
@json_option
def sweep(once: bool, given_now: datetime | None, as_json: bool) -> None:
    with closing(open_database(load_settings())) as database:
        if once or given_now:
            taken = climb(database, given_now or clock.now()).taken
            click.echo(line_of(taken)) if as_json else say(_said(taken) or "没有到期的节点")
            return
        with stopping() as stop:
            repeat(lambda: _turn(database), EVERY_SECONDS, stop)


def _turn(database: Database) -> str | None:
    return _said(climb(database, clock.now()).taken)


def _said(taken: dict[str, int]) -> str | None:
    counts: dict[str, int] = {}
    for rung, count in taken.items():
        word = WORDS[rung.partition("_")[0]]
        counts[word] = counts.get(word, 0) + count
    return "，".join(f"{word} {count} 项" for word, count in counts.items()) or None
