"""huiying import: a file of posts into the database."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import click

from crawlers.importing import BadRow, ImportSummary, Row, import_rows, read_rows
from huiying.cli.home import load_settings, open_database
from huiying.cli.options import FILE, command, json_option
from huiying.cli.output import STDOUT, line_of, say
from huiying.cli.posts import map_option, rejected_beside, tell_rejected
from huiying.cli.progress import progress
from huiying.core import clock
from huiying.core.keys import read_secret
from huiying.core.models.source import CHANNELS


@command("""把文件中的信息导入数据库。重复导入不会重复入库。

FILE 为 CSV、JSONL 或 XLSX，- 为标准输入；列名同 huiying assess。信源不存在时自动登记。
作者只以密钥散列保存。不合格的行计数后连同行号与原因写入 FILE.rejected.csv，不影响其他行。
--archive 标为历史：研判后立项，但不起算时限，不发通知。""")
@click.argument("path", type=FILE, metavar="FILE")
@click.option("--source", "source_name", required=True, metavar="NAME", help="信源名称")
@click.option(
    "--channel", type=click.Choice(CHANNELS), default="news", help="渠道，缺省 news；行内写明的优先"
)
@click.option("--archive", is_flag=True, help="标为历史信息")
@map_option
@json_option
def import_(
    path: Path, source_name: str, channel: str, archive: bool, mapping: dict[str, str], as_json: bool
) -> None:
    settings, now = load_settings(), clock.now()
    secret = read_secret(settings.secret_file)
    reasons: Counter[str] = Counter()
    rows = _counting(read_rows(None if path == STDOUT else path, now=now, mapping=mapping), reasons)
    with closing(open_database(settings)) as database, progress("导入") as report:
        done = import_rows(
            database,
            rows,
            source_name=source_name,
            channel=channel,
            secret=secret,
            now=now,
            archive=archive,
            rejected_file=rejected_beside(path),
            progress=lambda count: report(count, None),
        )
    _tell(done, reasons, path, as_json)


def _counting(rows: Iterable[Row | BadRow], reasons: Counter[str]) -> Iterator[Row | BadRow]:
    for row in rows:
        if isinstance(row, BadRow):
            reasons[row.reason] += 1
        yield row


def _tell(done: ImportSummary, reasons: Counter[str], path: Path, as_json: bool) -> None:
    if as_json:
        click.echo(line_of({**done.as_json(), "reasons": dict(reasons)}))
    say(f"读取 {done.rows} 行：新入库 {done.new} 条，已有 {done.known} 条，退回 {done.rejected} 行")
    if reasons:
        tell_rejected(reasons, rejected_beside(path))
