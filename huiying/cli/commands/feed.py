"""huiying feed: saved feeds to their items."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from crawlers.feeds import parse_feed
from huiying.cli.materials import Materials
from huiying.cli.options import command, now_option, out_option
from huiying.cli.output import opened, say, write_lines


@command("""读出订阅源（RSS、Atom、RDF、JSON Feed）中的条目，每条一行 JSON，依所给次序。

可以是存下的文件、- （标准输入）或网址。读不出条目的订阅源在结束时列出。""")
@click.argument("names", nargs=-1, required=True, metavar="FILE...")
@click.option("--allow-private", is_flag=True, help="允许访问内网地址")
@now_option
@out_option
def feed(names: tuple[str, ...], allow_private: bool, given_now: datetime | None, out: Path | None) -> None:
    materials = Materials(names, given_now, allow_private=allow_private)
    with opened(out) as file:
        write_lines(_rows(materials), file)
    materials.finish()


def _rows(materials: Materials) -> Iterator[dict[str, Any]]:
    for saved in materials:
        items = parse_feed(saved.content, now=saved.fetched_at, base_url=saved.url)
        if not items:
            say(f"{saved.name}：没有读出任何条目，请确认它是订阅源")
        for item in items:
            yield {"file": saved.name, **item.as_json()}
