"""huiying train: one head, trained on labelled rows."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from json import JSONDecodeError
from pathlib import Path

import click

from analysis.corrections.tasks import CORRECTED, CorrectedTask
from huiying.cli import layers
from huiying.cli.home import load_settings, open_home
from huiying.cli.learning import learn as learn_corrections
from huiying.cli.options import DATA, command
from huiying.cli.output import line_of, say
from huiying.cli.progress import progress
from huiying.core.errors import BadInput

FOLDER = "models"
STEPS = 100


@command("""训练：有 DATA 时，用标注数据训练一个模型；没有 DATA 时，向人的更正学习。

用标注数据训练一个模型，写出权重与模型卡，并以 JSON 显示模型卡（含交叉验证的得分）。

TASK：topic 主题，sentiment 情感，sentiment_words 情感（不看表情），emotion 情绪，rumor 谣言，
replies 答复质量。
DATA：CSV 或 JSONL，含 title、text 与同名标签列（sentiment_words 用 sentiment 列）；replies 含 reply、
complete、explained（取 0、1）三列，labeller 一列写明由谁标注，以文件中第一位的尺度为准。
只写出文件，不替换程序自带的模型；可用 huiying evaluate --weights 比较。

没有 DATA 时，TASK 为 relevance 相关性、topic、sentiment、tier 响应级别、unit 责任单位：
从值班人员的更正、定级和交办中学习，五分之一的更正固定用来检验，从不用来学习；检验成绩不低于现用的，
才启用，运行中的服务随即采用。--back 退回上一次启用之前。""")
@click.argument("task", metavar="TASK")
@click.argument("data", type=DATA, required=False, metavar="[DATA]")
@click.option("--back", is_flag=True, help="不训练，退回上一次启用之前")
@click.option(
    "-o", "--output", "out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="写入的目录，缺省为运行目录下的 models",
)  # fmt: skip
def train(task: str, data: Path | None, back: bool, out: Path | None) -> None:
    if back:
        _go_back(task)
    elif data is None:
        _learn(task)
    else:
        _train(task, data, out)


def _train(task: str, data: Path, out: Path | None) -> None:
    from analysis.training import train as learn  # scikit-learn takes its time

    folder = out or load_settings().home / FOLDER
    with refusing_bad_data(data), progress("训练") as report:
        folder.mkdir(parents=True, exist_ok=True)
        card = learn(task, data, folder, lambda share, what: report(round(share * STEPS), STEPS))
    click.echo(line_of(card))
    say(f"权重与模型卡已写入 {folder}")


def _learn(task: str) -> None:
    corrected = _corrected(task)
    home = open_home(load_settings())
    with closing(home.database), progress("学习") as report:
        report(0, STEPS)
        done = learn_corrections(home, corrected)
        report(STEPS, STEPS)
    click.echo(line_of(done.as_json()))
    say(done.said())


def _go_back(task: str) -> None:
    settings = load_settings()
    number = layers.go_back(settings.home, _corrected(task).name)
    say("已退回程序自带的判断" if number == layers.NONE else f"已退回学习结果 {number}")


def _corrected(task: str) -> CorrectedTask:
    if task not in CORRECTED:
        raise BadInput(f"不能向更正学习“{task}”，可用：{'、'.join(CORRECTED)}；或给出标注数据 DATA")
    return CORRECTED[task]


@contextmanager
def refusing_bad_data(data: Path) -> Iterator[None]:
    """What the training says of unusable data, as BadInput."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise BadInput(f"{data}：不是 UTF-8 编码，请另存为 UTF-8 后再试") from error
    except JSONDecodeError as error:
        raise BadInput(f"{data}：有的行不是有效的 JSON，请逐行检查") from error
    except ValueError as error:
        raise BadInput(str(error)) from error
