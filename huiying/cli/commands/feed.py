"""huiying feed: saved feeds to their items."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from crawlers.feeds import read_feed
from huiying.cli.materials import Materials
from huiying.cli.options import command, now_option, out_option
from huiying.cli.output import opened, say, write_lines


@command("""读出订阅源（RSS、Atom、RDF、JSON Feed）中的条目，每条一行 JSON，依所给次序。

可以是存下的文件、- （标准输入）或网址。读不出条目的、有损坏的订阅源会逐个说明。""")
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
        found = read_feed(
            saved.content, now=saved.fetched_at, base_url=saved.url, content_type=saved.content_type
        )
        if found.problem:
            say(f"{saved.name}：没有读出条目，{found.problem}")
        elif found.is_broken:
            say(f"{saved.name}：文件有损坏，读出 {len(found.items)} 条，可能有缺漏")
        elif not found.items:
            say(f"{saved.name}：是 {found.dialect}，但其中没有条目")
        for item in found.items:
            yield {"file": saved.name, **item.as_json()}
