"""huiying assess: texts to assessments; no database."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from analysis.analyst import Analyst
from huiying.cli.home import load_judgement, load_settings, make_analyst
from huiying.cli.options import FILE, command, now_option, out_option
from huiying.cli.output import opened, write_lines
from huiying.cli.posts import PostFile, map_option
from huiying.cli.progress import Report, progress
from huiying.core import clock


@command("""逐条研判文件中的信息，不用数据库；每条有效信息一行 JSON，依输入次序。

FILE 为 CSV、JSONL 或 XLSX，- 为标准输入。列：id、url、source、channel、title、text、author、
published_at、reposts、comments、likes、dislikes、views，任选，但须有 title 或 text；常见中文列名
（标题、内容、留言主题、留言详情、发布时间……）可直接识别。没有 id 的行以行号为 id。
不合格的行不输出，计数后连同行号与原因写入 FILE.rejected.csv。
依运行目录中的 park.toml、routing.toml、levels.toml 研判；没有则用缺省的。""")
@click.argument("path", type=FILE, metavar="FILE")
@map_option
@now_option
@out_option
def assess(path: Path, mapping: dict[str, str], given_now: datetime | None, out: Path | None) -> None:
    now = given_now or clock.now()
    posts = PostFile(path, now, mapping)
    settings = load_settings()
    analyst = make_analyst(settings, *load_judgement(settings))
    with opened(out) as file, progress("研判") as report:
        write_lines(_rows(analyst, posts, now, report), file)
    posts.finish()


def _rows(analyst: Analyst, posts: PostFile, now: datetime, report: Report) -> Iterator[dict[str, Any]]:
    for batch in posts.batches():
        for verdict in analyst.assess(batch, now):
            yield verdict.as_json()
        report(posts.good, None)
