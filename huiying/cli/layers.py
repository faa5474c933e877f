"""The layers of an installation: kept by number in the home, one in use, taken into use and back.

models/<task>/0001.npz, 0001.json    what was learned, in order
models/<task>/in_use                 the numbers that were put into use, the last of them now; empty, or
                                     no file: the shipped verdicts alone
"""

import os
from pathlib import Path

from analysis.corrections.layer import Layer, load_layer, save_layer
from analysis.corrections.tasks import CORRECTED
from huiying.core.errors import BadInput

FOLDER = "models"
NONE = "0000"


def layers_in_use(home: Path) -> dict[str, Layer]:
    """The layer in use of every task that has one. Raises BadInput naming a file that is broken."""
    found = {}
    for task in CORRECTED:
        number = number_in_use(home, task)
        if number != NONE:
            found[task] = _load(home / FOLDER / task / number)
    return found


def number_in_use(home: Path, task: str) -> str:
    """The number of the layer in use, NONE where there is none."""
    return _uses(home, task)[-1]


def numbers(home: Path, task: str) -> list[str]:
    """The numbers of all layers that were learned, in order."""
    return sorted(path.stem for path in (home / FOLDER / task).glob("[0-9][0-9][0-9][0-9].json"))


def keep(home: Path, layer: Layer) -> str:
    """Store a layer under the next number, which it returns; it is not in use yet."""
    number = f"{int(max(numbers(home, layer.task), default=NONE)) + 1:04}"
    save_layer(layer, home / FOLDER / layer.task / number)
    return number


def put_in_use(home: Path, task: str, number: str) -> None:
    """From now on this layer."""
    _write_uses(home, task, [*_uses(home, task), number])


def go_back(home: Path, task: str) -> str:
    """Put into use what was in use before; its number. BadInput where nothing learned is in use."""
    *former, current = _uses(home, task)
    if current == NONE:
        raise BadInput(f"“{CORRECTED[task].label}”没有在用的学习结果，正是程序自带的判断")
    _write_uses(home, task, former)
    return former[-1]


def stamp(home: Path) -> tuple[tuple[str, str], ...]:
    """What changes whenever another layer comes into use."""
    if not os.path.isdir(home / FOLDER):  # noqa: PTH112 - asked twice a second
        return ()
    return tuple((task, number_in_use(home, task)) for task in CORRECTED)


def _uses(home: Path, task: str) -> list[str]:
    """What was in use, one after another; the last is in use now."""
    try:
        return [NONE, *(home / FOLDER / task / "in_use").read_text("ascii").split()]
    except FileNotFoundError:
        return [NONE]


def _write_uses(home: Path, task: str, uses: list[str]) -> None:
    """The file is replaced whole, so that a reader sees the old or the new one."""
    folder = home / FOLDER / task
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / "in_use.part"
    part.write_text("\n".join(uses[1:]) + "\n", "ascii")
    part.replace(folder / "in_use")


def _load(stem: Path) -> Layer:
    try:
        return load_layer(stem)
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(
            f"学习结果 {stem}.npz 不完整，请运行 huiying train {stem.parent.name} --back 退回上一版"
        ) from error
