"""huiying report: the weekly report."""

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from huiying.cli import failures
from huiying.cli.home import reading
from huiying.cli.main import NOT_YET
from huiying.cli.options import command, group, out_option
from huiying.cli.output import opened
from huiying.cli.table import LATER
from huiying.core import clock
from responder.reports.week import SEVEN_DAYS, Week
from responder.reports.weekly import weekly as weekly_report

FORMATS = ("html", "json")
FORMATS_TO_COME = ("pdf", "docx", "xlsx")


@command(f"""输出一周的周报。进行中的一周统计到当前时刻。

格式：html、json；{"、".join(FORMATS_TO_COME)} {LATER}""")
@click.option("--week", metavar="WEEK", help="哪一周，如 2026-W47；缺省为刚结束的一周")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS + FORMATS_TO_COME),
    default="html",
    help="格式，缺省 html",
)
@out_option
def weekly(week: str | None, format_: str, out: Path | None) -> None:
    if format_ in FORMATS_TO_COME:
        failures.not_yet(f"{format_} 格式将在后续版本提供，目前可用：{'、'.join(FORMATS)}")
    now = clock.now()
    with reading() as session:
        found = weekly_report(session, week or Week.of(now - SEVEN_DAYS).name, now)
    text = import_module(f"responder.reports.formats.{format_}").render(found)
    with opened(out) as file:
        file.write(text if text.endswith("\n") else text + "\n")


@command(f"评估报告{LATER}。")
@click.argument("anything", nargs=-1, type=click.UNPROCESSED, metavar="[参数]...")
def evaluation(anything: Any) -> None:
    failures.not_yet(NOT_YET)


evaluation.context_settings = {"ignore_unknown_options": True}
report = group("report", "报告。", [weekly, evaluation])
