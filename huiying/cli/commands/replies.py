"""huiying replies: messages with their replies to reply quality; no database."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from analysis.replies.judge import ReplyJudge
from huiying.cli.options import FILE, command, now_option, out_option
from huiying.cli.output import opened, write_lines
from huiying.cli.posts import ExchangeFile, map_option
from huiying.cli.progress import Report, progress
from huiying.core import clock


@command("""评价留言答复的质量，不用数据库；每条有效的答复一行 JSON，依输入次序。

看答复是否切题、逐项答全、讲清理由、语气平和、及时；只有“留言已收悉”“已转办”之类的话，判为套话。
FILE 为 CSV、JSONL 或 XLSX，- 为标准输入。列：id、title、text、published_at（来信时间）、reply（答复）、
replied_at（答复时间）；常见中文列名（留言主题、留言详情、答复意见、答复时间……）可直接识别。
评分标准见程序自带的 analysis/data/replies.toml。不合格的行的处理同 huiying assess。""")
@click.argument("path", type=FILE, metavar="FILE")
@map_option
@now_option
@out_option
def replies(path: Path, mapping: dict[str, str], given_now: datetime | None, out: Path | None) -> None:
    exchanges = ExchangeFile(path, given_now or clock.now(), mapping)
    with opened(out) as file, progress("评价") as report:
        write_lines(_rows(ReplyJudge(), exchanges, report), file)
    exchanges.finish()


def _rows(judge: ReplyJudge, exchanges: ExchangeFile, report: Report) -> Iterator[dict[str, Any]]:
    for batch in exchanges.batches():
        for exchange in batch:
            yield judge.judge(exchange).as_json()
        report(exchanges.good, None)
