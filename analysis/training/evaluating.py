"""Measures the head in use on labelled rows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from analysis.linear.model import Ensemble, load_head
from analysis.training.calibration import measured
from analysis.training.rows import Rows, read_rows, task_named

BATCH = 500
FROM_CARD = "cross_validated_"
Progress = Callable[[float, str], None]


def evaluate(
    task_name: str, data_path: Path, weights: Path | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Macro-F1, accuracy, confusion (rows: truth), Brier score and calibration of the head on the file,
    and what its card says of rows that it had not seen.

    `weights` is a folder; without it the head that ships is measured. Rows that the head was
    trained on flatter it: the cross-validated figures are the honest ones.
    """
    task = task_named(task_name)
    rows = read_rows(task, Path(data_path))
    head = load_head(task.name, weights)
    chances = _chances(Ensemble([head]), task.name, rows, progress or (lambda share, what: None))
    found = {"task": task.name, "rows": len(rows.labels)} | measured(chances, rows.labels, head.classes)
    return found | {name: value for name, value in head.card.items() if name.startswith(FROM_CARD)}


def _chances(ensemble: Ensemble, task: str, rows: Rows, say: Progress) -> Any:
    found = []
    for start in range(0, len(rows.labels), BATCH):
        part = slice(start, start + BATCH)
        chances = ensemble.chances(rows.texts[part], rows.words[part], rows.heads[part], rows.on_scale[part])
        found.append(chances[task])
        say(min(1.0, (start + BATCH) / len(rows.labels)), "测量")
    return np.concatenate(found)
