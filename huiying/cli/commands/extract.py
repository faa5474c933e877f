"""huiying extract: saved pages to the fields of their articles."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from crawlers.article import extract as article
from huiying.cli.materials import Materials
from huiying.cli.options import command, now_option, out_option
from huiying.cli.output import opened, write_lines


@command("""从网页中取出标题、时间、来源、作者、正文，每页一行 JSON，依所给次序。

网页可以是存下的文件、- （标准输入）或网址。页面中“3分钟前”之类的时间按文件的保存时间推算，
可用 --now 指定。取不出的项为 null。""")
@click.argument("names", nargs=-1, required=True, metavar="FILE_OR_URL...")
@click.option("--allow-private", is_flag=True, help="允许访问内网地址")
@now_option
@out_option
def extract(
    names: tuple[str, ...], allow_private: bool, given_now: datetime | None, out: Path | None
) -> None:
    materials = Materials(names, given_now, allow_private=allow_private)
    with opened(out) as file:
        write_lines(_rows(materials), file)
    materials.finish()


def _rows(materials: Materials) -> Iterator[dict[str, Any]]:
    for page in materials:
        found = article(
            page.content, url=page.url, content_type=page.content_type, fetched_at=page.fetched_at
        )
        yield {"file": page.name, **found.as_json()}
