"""huiying train: one head, trained on labelled rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from pathlib import Path

import click

from huiying.cli.home import load_settings
from huiying.cli.options import DATA, command
from huiying.cli.output import line_of, say
from huiying.cli.progress import progress
from huiying.core.errors import BadInput

FOLDER = "models"
STEPS = 100


@command("""用标注数据训练一个模型，写出权重与模型卡，并以 JSON 显示模型卡（含交叉验证的得分）。

TASK：topic 主题，sentiment 情感，sentiment_words 情感（不看表情），emotion 情绪，rumor 谣言，
replies 答复质量。
DATA：CSV 或 JSONL，含 title、text 与同名标签列（sentiment_words 用 sentiment 列）；replies 含 reply、
complete、explained（取 0、1）三列，labeller 一列写明由谁标注，以文件中第一位的尺度为准。
只写出文件，不替换程序自带的模型；可用 huiying evaluate --weights 比较。""")
@click.argument("task", metavar="TASK")
@click.argument("data", type=DATA, metavar="DATA")
@click.option(
    "-o", "--output", "out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="写入的目录，缺省为运行目录下的 models",
)  # fmt: skip
def train(task: str, data: Path, out: Path | None) -> None:
    from analysis.training import train as learn  # scikit-learn takes its time

    folder = out or load_settings().home / FOLDER
    with refusing_bad_data(data), progress("训练") as report:
        folder.mkdir(parents=True, exist_ok=True)
        card = learn(task, data, folder, lambda share, what: report(round(share * STEPS), STEPS))
    click.echo(line_of(card))
    say(f"权重与模型卡已写入 {folder}")


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
