"""huiying crawl: rounds of visits to the sources."""

import threading
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime

import click

from crawlers import registry, rounds
from crawlers.rounds import RoundSummary
from huiying.cli import logs
from huiying.cli.home import Home, load_settings, open_home
from huiying.cli.options import command, json_option, once_option
from huiying.cli.output import line_of, say
from huiying.cli.repeating import repeat, stopping
from huiying.core import clock
from huiying.core.errors import HuiyingError
from huiying.core.models import Source

EVERY_SECONDS = 5


@command("""采集到期的信源；写明 SOURCE 时采集这些信源，不论是否到期。

开始前先按 sources.toml 登记信源。无法访问的信源记下原因并按间隔重试，不影响其他信源。
--once 采集一轮即结束；否则每 5 秒查看一次，直到 Ctrl-C（进行中的一轮会妥善收尾）。""")
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@once_option("采集一轮即结束")
@json_option
def crawl(names: tuple[str, ...], once: bool, as_json: bool) -> None:
    home = open_home(load_settings())
    with closing(home.database), stopping() as stop:
        with home.database.write() as session:
            registry.sync(session, home.sources.source, clock.now())
            seconds = _rhythm(registry.find_sources(session, names))
        if not once:
            repeat(lambda: _said(_round(home, names, clock.now(), stop)), seconds, stop)
            return
        done = _round(home, names, clock.now(), stop)
    click.echo(line_of(done.as_json())) if as_json else say(_said(done) or "没有到期的信源")
    if done.sources and len(done.failures) == done.sources:
        raise HuiyingError("所访问的信源全部失败，请检查网络与信源设置")


def _rhythm(named: Sequence[Source]) -> float:
    """Seconds between rounds: what is due is looked for often, named sources keep their interval."""
    return min((source.interval_seconds for source in named), default=EVERY_SECONDS)


def _round(home: Home, names: tuple[str, ...], now: datetime, stop: threading.Event) -> RoundSummary:
    if names:
        return rounds.run_named(home.database, logs.for_children(home.settings), names, now, stop=stop)
    return rounds.run_due(home.database, logs.for_children(home.settings), now, stop=stop)


def _said(done: RoundSummary) -> str | None:
    if not (done.sources or done.failures):
        return None
    lines = [f"访问信源 {done.sources} 个，读到 {done.items} 条，新信息 {done.new_posts} 条"]
    lines += [f"  {name}：{reason}" for name, reason in done.failures.items()]
    return "\n".join(lines)
