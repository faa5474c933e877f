"""huiying bench: the measurements, each against a named reference in the same run."""

import sys
from importlib import import_module
from pathlib import Path

import click

from huiying.cli.options import command, json_option
from huiying.cli.output import STDOUT, say, show_rows
from huiying.core.errors import BadInput

COLUMNS = {"what": "测量", "figure": "数值", "unit": "单位", "reference": "参照", "ratio": "倍数"}
HELPERS = {"__init__", "cascades", "pages", "plain", "plain_spider", "rows", "site", "stream", "texts"}


@command("""运行性能测量；每项都与同一次运行中的参照相比。不写名称则逐项全部运行。

测量程序在源码目录的 bench/ 中，须在源码目录里运行。""")
@click.argument("names", nargs=-1, metavar="[名称]...")
@json_option
def bench(names: tuple[str, ...], as_json: bool) -> None:
    known = _known(Path.cwd() / "bench")
    unknown = [name for name in names if name not in known]
    if unknown:
        raise BadInput(f"没有“{'、'.join(unknown)}”这项测量，可选：{'、'.join(known)}")
    sys.path.insert(0, str(Path.cwd()))
    rows = []
    for name in names or known:
        say(f"正在测量 {name}……")
        rows += import_module(f"bench.{name}").measure()
    shown = [
        {
            "what": row.what,
            "figure": round(row.figure, 3),
            "unit": row.unit,
            "reference": f"{row.reference} {row.reference_figure:.3g}" if row.reference_figure else "",
            "ratio": round(row.ratio, 3) if row.ratio else None,
        }
        for row in rows
    ]
    show_rows(shown, COLUMNS, as_json=as_json, out=STDOUT if as_json else None)


def _known(folder: Path) -> list[str]:
    if not folder.is_dir():
        raise BadInput("当前目录下没有 bench/，请在源码目录里运行")
    return sorted(path.stem for path in folder.glob("*.py") if path.stem not in HELPERS)
