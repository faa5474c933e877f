"""huiying evaluate: how good a head is on labelled rows."""

from pathlib import Path

import click

from huiying.cli.commands.train import STEPS, refusing_bad_data
from huiying.cli.options import DATA, command
from huiying.cli.output import line_of
from huiying.cli.progress import progress


@command("""用标注数据测量一个模型：宏平均 F1、准确率、混淆矩阵、布里尔分数、置信度校准，
输出一个 JSON 对象。

缺省测量程序正在使用的模型。训练用过的数据会高估得分，请以模型卡中的交叉验证为准。
TASK 与 DATA 同 huiying train。""")
@click.argument("task", metavar="TASK")
@click.argument("data", type=DATA, metavar="DATA")
@click.option(
    "--weights", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="改为测量这一目录中的模型",
)  # fmt: skip
def evaluate(task: str, data: Path, weights: Path | None) -> None:
    from analysis.training import evaluate as measure  # scikit-learn takes its time

    with refusing_bad_data(data), progress("测量") as report:
        found = measure(task, data, weights, lambda share, what: report(round(share * STEPS), STEPS))
    click.echo(line_of(found))
