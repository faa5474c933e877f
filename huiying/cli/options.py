"""Options and kinds of values that several commands share."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from huiying.core import clock

F = TypeVar("F", bound=Callable[..., Any])


class MomentType(click.ParamType[datetime]):
    """An ISO 8601 moment; without an offset it is Asia/Shanghai. Gives an aware datetime in UTC."""

    name = "ISO"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment, or click's complaint."""
        if isinstance(value, datetime):
            return value
        try:
            return clock.parse(value)
        except (ValueError, OverflowError) as error:
            self.fail(str(error), param, ctx)


class DayType(click.ParamType[date]):
    """A date written as 2026-11-23."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or click's complaint."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}”不是有效的日期，请写成 2026-11-23", param, ctx)


MOMENT = MomentType()
DAY = DayType()
FILE = click.Path(dir_okay=False, allow_dash=True, path_type=Path)
DATA = click.Path(exists=True, dir_okay=False, path_type=Path)


def command(help_: str, name: str | None = None) -> Callable[[Callable[..., Any]], click.Command]:
    """A command with its help in Chinese."""
    return click.command(name, help=help_, options_metavar="[选项]")


def group(name: str, help_: str, verbs: Sequence[click.Command]) -> click.Group:
    """A command of several verbs, which its help lists in this order."""
    made = _InOrder(name, help=help_, options_metavar="[选项]", subcommand_metavar="命令 [参数]...")
    for verb in verbs:
        made.add_command(verb)
    return made


class _InOrder(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def json_option(function: F) -> F:
    """--json: one object a line for rows, one object for one result."""
    return click.option("--json", "as_json", is_flag=True, help="输出 JSON，每行一个对象")(function)


def out_option(function: F) -> F:
    """-o FILE."""
    said = "写入文件，缺省为标准输出"
    return click.option("-o", "--output", "out", type=FILE, metavar="FILE", help=said)(function)


def now_option(function: F) -> F:
    """--now ISO: time passed in."""
    said = "按这一时刻处理，缺省为当前时间；不带时区视为北京时间"
    return click.option("--now", "given_now", type=MOMENT, metavar="ISO", help=said)(function)


def once_option(said: str) -> Callable[[F], F]:
    """--once: one pass instead of a loop."""
    return click.option("--once", is_flag=True, help=said)
