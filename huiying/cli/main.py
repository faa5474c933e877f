"""The `huiying` command: a table of commands, each imported only when it is called."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from huiying.cli import failures, logs, output
from huiying.cli.chinese import speak_chinese
from huiying.cli.helptext import Formatter
from huiying.cli.table import COMMANDS, LATER, SECTIONS, Entry

speak_chinese()
click.Context.formatter_class = Formatter

NOT_YET = "此命令将在后续版本提供"


class Huiying(click.Group):
    """The root. Whatever goes wrong below it ends in one line for a person and an exit status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands' names, in the table's order."""
        return [entry.name for entry in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None for a name that the table does not have."""
        entry = next((entry for entry in COMMANDS if entry.name == cmd_name), None)
        if entry is None:
            return None
        return _load(entry.where) if entry.where else _not_yet(entry)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command asked for. An unknown one raises with the nearest right name."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            names = self.list_commands(ctx)
            raise click.exceptions.NoSuchCommand(args[0], possibilities=names, ctx=ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table by section; no command is imported for it."""
        for section in SECTIONS:
            with formatter.section(section):
                formatter.write_dl([(e.name, e.shown) for e in COMMANDS if e.section == section])

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> Any:  # type: ignore[override]
        """Run one command line and exit: 0 done, 1 failed, 2 the input or the call is wrong."""
        extra["standalone_mode"] = False
        try:
            status = super().main(args, prog_name or "huiying", **extra)
            sys.stdout.flush()
        except Exception as error:
            status = failures.tell(error)
        sys.exit(status if isinstance(status, int) else 0)


@click.group(
    cls=Huiying,
    name="huiying",
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]...",
    epilog="运行目录由环境变量 HUIYING_HOME 指定，缺省为 ./huiying-home。\n"
    "退出状态：0 完成，1 失败，2 输入或用法有误。用法详见 huiying 命令 --help",
    help="回应：园区舆情监测与回应。",
)
@click.version_option(package_name="huiying", prog_name="回应 huiying")
def huiying() -> None:
    logs.configure_from_environment()


def _load(where: str) -> click.Command:
    module, _, name = where.partition(":")
    found = getattr(import_module(module), name)
    if not isinstance(found, click.Command):
        raise TypeError(f"{where} is no click command")
    return found


def _not_yet(entry: Entry) -> click.Command:
    anything = click.Argument(["anything"], nargs=-1, type=click.UNPROCESSED, metavar="[参数]...")
    return click.Command(
        entry.name,
        callback=lambda anything: failures.not_yet(NOT_YET),
        params=[anything],
        help=f"{entry.what}{LATER}。",
        options_metavar="[选项]",
        context_settings={"ignore_unknown_options": True},
    )


def main() -> None:
    """The entry point."""
    output.speak_utf8()
    huiying.main()


if __name__ == "__main__":
    main()
