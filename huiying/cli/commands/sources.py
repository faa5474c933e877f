"""huiying sources: what is watched."""

import json
import tomllib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from crawlers import registry, rounds
from crawlers.config import SourceConfig, fill_words
from huiying.cli.home import Home, load_settings, open_home, reading
from huiying.cli.looking import FIELDS, look
from huiying.cli.options import command, group, json_option, out_option
from huiying.cli.output import say, show_rows
from huiying.cli.progress import progress
from huiying.cli.source_text import config_in
from huiying.core import clock
from huiying.core.config import suggest
from huiying.core.errors import BadInput, HuiyingError
from huiying.core.models import Source
from huiying.core.models.source import CHANNELS
from responder.words import CHANNELS as CHANNELS_SAID
from responder.words import HEALTH

LISTED = {
    "name": "名称",
    "kind": "类型",
    "channel": "渠道",
    "state": "状态",
    "state_since": "自何时起",
    "enabled": "启用",
    "last_success_at": "最近成功",
    "last_new_at": "最近新信息",
    "next_due_at": "下次采集",
    "state_reason": "说明",
    "address": "网址",
}
CHECKED = {
    "name": "名称",
    "ok": "可读",
    "seconds": "秒",
    "links": "列表条数",
    "items": "试取",
    "with_title": "有标题",
    "with_date": "有时间",
    "with_text": "有正文",
    "first": "首条",
    "said": "说明",
}
FILE = "sources.toml"
MOMENTS = ("state_since", "last_success_at", "last_new_at", "next_due_at")
AT_ONCE = 3
KINDS = (
    "类型：feed 订阅源，site 网站列表页，sitemap 站点地图，search 站内搜索，api 接口，"
    "file 文件夹，mailbox 邮箱；缺省 site"
)
ADDRESS = "列表页、订阅源或接口的网址，文件夹或邮箱的地址；不填则只登记名称"
OPTIONS = "该类型的选项，值按 TOML 书写，可多次给出"


@command("列出已登记的信源及其状态。")
@json_option
@out_option
def list_(as_json: bool, out: Path | None) -> None:
    with reading() as session:
        rows = [_listed(source, as_json) for source in registry.list_sources(session)]
    show_rows(rows, LISTED, as_json=as_json, out=out)


@command("""试取信源，什么也不存入：能否访问，读到多少条，各项是否齐全。

缺省试取所有填写了网址且启用的信源；每个读一次列表，至多取其中 5 篇。有信源读不出内容时退出状态为 1。""")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@json_option
@out_option
def check(names: tuple[str, ...], as_json: bool, out: Path | None) -> None:
    wanted = list(_wanted(names))
    if not wanted:
        say(f"没有可试取的信源：{FILE} 中还没有填写了网址且启用的信源，请先补上网址")
    rows = _checked_all(wanted, as_json)
    show_rows(rows, CHECKED, as_json=as_json, out=out)
    bad = [row["name"] for row in rows if not row["ok"]]
    if bad:
        raise HuiyingError(f"{len(bad)} 个信源读不出内容：{'、'.join(bad)}")


@command("""添加一个信源：写入运行目录的 sources.toml 并登记入库。建议随后用 sources check 试取。

例：huiying sources add 黄石日报 --kind feed --address https://news.example.cn/rss.xml""")
@click.argument("name", metavar="NAME")
@click.option(
    "--address", metavar="URL", help="列表页、订阅源或接口的网址，文件夹或邮箱的地址；不填则只登记名称"
)
@click.option("--kind", default="site", metavar="KIND", help=KINDS)
@click.option("--channel", type=click.Choice(CHANNELS), default="news", help="渠道，缺省 news")
@click.option("--interval", type=int, metavar="SECONDS", help="两次采集之间的秒数，缺省 600")
@click.option("--weight", type=float, metavar="NUMBER", help="信源权重 0 至 10，缺省 1")
@click.option("--allow-private", is_flag=True, help="允许访问该网址所在的内网主机")
@click.option("--option", "options", multiple=True, metavar="KEY=VALUE", help=OPTIONS)
def add(
    name: str,
    address: str | None,
    kind: str,
    channel: str,
    interval: int | None,
    weight: float | None,
    allow_private: bool,
    options: tuple[str, ...],
) -> None:
    fields: dict[str, Any] = {"name": name, "kind": kind, "channel": channel, "address": address}
    fields |= {"interval_seconds": interval, "weight": weight, "allow_private": allow_private or None}
    given = {key: value for key, value in fields.items() if value is not None}
    _add(open_home(load_settings()), given, _options(options), clock.now())
    say(f"已添加信源 {name}，可运行 huiying sources check {name} 试取")


list_.name = "list"
sources = group("sources", "信源。", [list_, check, add])


def _listed(source: Source, as_json: bool) -> dict[str, Any]:
    row = {key: getattr(source, key) for key in LISTED}
    for key in MOMENTS:
        row[key] = clock.local(row[key]).isoformat(timespec="seconds") if row[key] else None
    if as_json:
        return row
    state = HEALTH[source.state] if source.health else ("尚未采集" if source.address else "不采集")
    shown = {key: row[key] and row[key][:16].replace("T", " ") for key in MOMENTS}
    return {**row, **shown, "state": state, "channel": CHANNELS_SAID[source.channel]}


def _wanted(names: tuple[str, ...]) -> Iterable[SourceConfig]:
    """What the file says now; what a person has changed in the dashboard, and what else is registered."""
    home = open_home(load_settings())
    with closing(home.database), home.database.read() as session:
        stored = registry.list_sources(session)
        known = {source.name: rounds.config_of(source) for source in stored}
        kept = {source.filed_as or source.name for source in stored if source.changed_at is not None}
    known |= {config.name: config for config in home.sources.source if config.name not in kept}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise BadInput(f"没有名为“{unknown[0]}”的信源{suggest(unknown[0], known)}")
    if names:
        return [known[name] for name in names]
    return [config for config in known.values() if config.address and config.enabled]


def _checked_all(configs: list[SourceConfig], as_json: bool) -> list[dict[str, Any]]:
    """A row a source, in their order; a few are fetched at a time, each by a child process."""
    rows = []
    with progress("试取") as report, ThreadPoolExecutor(AT_ONCE) as pool:
        report(0, len(configs))
        for row in pool.map(lambda config: _checked(config, as_json), configs):
            rows.append(row)
            report(len(rows), len(configs))
    return rows


def _checked(config: SourceConfig, as_json: bool) -> dict[str, Any]:
    seen = look(config)
    ok = seen.failure is None
    told = {"name": config.name, "ok": ok, "failure": seen.failure, "said": seen.said}
    if not seen.outcome:
        return told
    row = {**seen.outcome, **told, "seconds": seen.seconds}
    if as_json:
        return {**row, "found": seen.items}
    shares = {name: _share(seen.outcome[name], seen.outcome["items"]) for name in FIELDS}
    return {**row, **shares, "first": seen.items[0]["title"] if seen.items else None}


def _share(having: int, items: int) -> str | None:
    return f"{having}/{items}" if items else None


def _options(given: Iterable[str]) -> dict[str, str]:
    """KEY=VALUE as keys with a value in TOML; what is no TOML is text."""
    pairs = [part.partition("=") for part in given]
    wrong = [key for key, equals, _ in pairs if not equals or not key.strip()]
    if wrong:
        raise BadInput(f"--option {wrong[0]}：请写成 KEY=VALUE")
    return {key.strip(): _in_toml(value.strip()) for key, _, value in pairs}


def _in_toml(value: str) -> str:
    try:
        tomllib.loads(f"value = {value}")
    except tomllib.TOMLDecodeError:
        return json.dumps(value, ensure_ascii=False)
    return value


def _add(home: Home, fields: dict[str, Any], options: dict[str, str], now: datetime) -> None:
    path = home.settings.home / FILE
    before = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    block = _block(fields, options)
    config = config_in(block, home.sources.rsshub)
    fill_words([config], home.profile.search_words())
    with closing(home.database), home.database.write() as session:
        filed = {source.name for source in home.sources.source}
        if config.name in filed or registry.is_taken(session, config.name):
            raise BadInput(
                f"已有名为“{config.name}”的信源；要改动它，请在网页的“信源”里修改，"
                f"或编辑 {path} 后运行 huiying init"
            )
        registry.sync(session, [config], now)
        path.write_text(f"{before.rstrip()}\n\n{block}".lstrip(), encoding="utf-8")


def _block(fields: dict[str, Any], options: dict[str, str]) -> str:
    lines = ["[[source]]"]
    lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
    if options:
        lines += ["[source.options]", *(f"{json.dumps(key)} = {value}" for key, value in options.items())]
    return "\n".join(lines) + "\n"
