"""huiying report: the weekly report, and the evaluation of a period, unit or case."""

import sys
from importlib import import_module
from pathlib import Path

import click

from huiying.cli.home import load_evaluation, reading
from huiying.cli.options import command, group, out_option
from huiying.cli.output import STDOUT, write_whole
from huiying.core import clock
from huiying.core.errors import BadInput
from responder.evaluation.assessment import assess, assess_case
from responder.evaluation.period import Span
from responder.reports.archive import find as find_report
from responder.reports.week import SEVEN_DAYS, Week

FORMATS = ("html", "pdf", "docx", "xlsx", "json")
BINARY = ("pdf", "docx", "xlsx")
ASSESSED = ("json", "xlsx", "html")


@command("""输出一周的周报。进行中的一周统计到当前时刻。

pdf、docx、xlsx 须用 -o 指明文件。""")
@click.option("--week", metavar="WEEK", help="哪一周，如 2026-W47；缺省为刚结束的一周")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="html", help="格式，缺省 html")
@out_option
def weekly(week: str | None, format_: str, out: Path | None) -> None:
    if format_ in BINARY:
        _require_file(f"{format_} 格式的周报", out, f"周报.{format_}")
    now = clock.now()
    with reading() as session:
        found = find_report(session, week or Week.of(now - SEVEN_DAYS).name, now)
    write_whole(import_module(f"responder.reports.formats.{format_}").render(found), out)


@command("""输出效果评估：一个月、一个季度、一年，或一个事项。期间按办结时间归集。

xlsx 为考核表，须用 -o 指明文件。单位按名单排列，不作排名。""")
@click.option("--case", "number", metavar="NUMBER", help="只评这一个事项，如 2026-0001；办理中的暂计")
@click.option("--unit", metavar="NAME", help="只评这个单位牵头的事项")
@click.option("--month", metavar="MONTH", help="如 2026-11")
@click.option("--quarter", metavar="QUARTER", help="如 2026-Q4")
@click.option("--year", metavar="YEAR", help="如 2026；什么都不写时为今年")
@click.option("--format", "format_", type=click.Choice(ASSESSED), default="json", help="格式，缺省 json")
@out_option
def evaluation(
    number: str | None,
    unit: str | None,
    month: str | None,
    quarter: str | None,
    year: str | None,
    format_: str,
    out: Path | None,
) -> None:
    asked = [Span.month(month)] if month else []
    asked += [Span.quarter(quarter)] if quarter else []
    asked += [Span.year(year)] if year else []
    if len(asked) > 1 or (number and (asked or unit)):
        raise BadInput("--month、--quarter、--year 只能写一个；写了 --case 就不再写期间和单位")
    if format_ == "xlsx":
        _require_file("考核表", out, "考核表.xlsx")
    now, rules = clock.now(), load_evaluation()
    span = asked[0] if asked else Span.around(now)[2]
    with reading() as session:
        if number:
            found = assess_case(session, number, rules, now)
        else:
            found = assess(session, span, rules, now, unit=unit)
    write_whole(import_module(f"responder.evaluation.formats.{format_}").render(found), out)


def _require_file(what: str, out: Path | None, example: str) -> None:
    """A terminal is no place for a binary file."""
    if (out is None or out == STDOUT) and sys.stdout.isatty():
        raise BadInput(f"{what}是二进制文件，请用 -o {example} 指明写到哪里")


report = group("report", "报告。", [weekly, evaluation])
