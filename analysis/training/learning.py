"""Trains one head: cross-validates, calibrates, fits on everything, saves."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from analysis.linear.features import matrix
from analysis.linear.model import NO_SPREAD, Head, save_head
from analysis.training.calibration import calibrated, measured
from analysis.training.fitting import SEED, Fitted, Floats, Labels, fit, guesses
from analysis.training.replies import REPLIES, train_replies
from analysis.training.rows import Rows, read_rows, task_named
from analysis.training.tasks import Task

Progress = Callable[[float, str], None]
FOLDS = 5


def train(task_name: str, data_path: Path, out_dir: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Trains `task_name` on the file, writes npz and card into `out_dir`, returns the card.

    `progress(share, what)` is called with 0..1. ValueError for an unknown task or unusable data.
    """
    say = progress or (lambda share, what: None)
    if task_name == REPLIES:
        return train_replies(Path(data_path), Path(out_dir), say)
    task = task_named(task_name)
    say(0.0, "读入")
    rows = read_rows(task, Path(data_path))
    scores, folds = _cross_validated(task, rows, say)
    say(0.9, "全量训练")
    fitted = fit(task, _counts(task, rows), rows.signs, np.array(rows.labels))
    head = _head(task, fitted, rows, scores, _card(task, Path(data_path), rows) | folds)
    save_head(head, Path(out_dir))
    say(1.0, "完成")
    return head.card


def _cross_validated(task: Task, rows: Rows, say: Progress) -> tuple[Floats, dict[str, Any]]:
    """The scores of every row by a model that has not seen it, and the macro-F1 of each fold."""
    features, labels = _counts(task, rows), np.array(rows.labels)
    classes = _classes(labels)
    scores = np.zeros((len(labels), len(classes) if len(classes) > 2 else 1))
    by_fold: list[float] = []
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for number, (known, unseen) in enumerate(folds.split(labels, labels)):
        say(0.1 + 0.8 * number / FOLDS, f"交叉验证第{number + 1}折")
        model = fit(task, features[known], rows.signs[known], labels[known])
        scores[unseen] = model.scores(features[unseen], rows.signs[unseen])
        guessed = guesses(scores[unseen], classes)
        by_fold.append(round(float(f1_score(labels[unseen], guessed, average="macro")), 4))
    return scores, {"macro_f1_by_fold": by_fold}


def _counts(task: Task, rows: Rows) -> csr_matrix:
    features = matrix(rows.texts, rows.words, rows.heads)
    return features.sign() if task.once else features


def _head(task: Task, fitted: Fitted, rows: Rows, scores: Floats, card: dict[str, Any]) -> Head:
    """The head with its calibration and, in the card, how well it judged rows it had not seen."""
    labels = np.array(rows.labels)
    classes = _classes(labels)
    slope, offset = calibrated(scores, labels, classes)
    head = Head(
        task.name,
        classes,
        fitted.columns.astype(np.uint32),
        fitted.idf.astype(np.float32),
        fitted.word_weights().astype(np.float32),
        fitted.bias.astype(np.float32),
        fitted.spread() if task.spread else NO_SPREAD,
        task.once,
        slope,
        offset,
        card,
    )
    found = measured(head.chances(scores.astype(np.float32)).astype(np.float64), rows.labels, classes)
    for name, figure in found.items():
        card[f"cross_validated_{name}"] = figure
    card |= {"features": len(fitted.columns), "slope": slope, "offset": offset}
    return head


def _classes(labels: Labels) -> tuple[str, ...]:
    return tuple(np.unique(labels).tolist())


def _card(task: Task, path: Path, rows: Rows) -> dict[str, Any]:
    return {
        "task": task.name,
        "classes": sorted(set(rows.labels)),
        "data": task.origin,
        "rows": len(rows.labels),
        "rows_by_class": {name: rows.labels.count(name) for name in sorted(set(rows.labels))},
        "learner": f"mean of LinearSVC(C={task.c}) and LinearSVC(C={task.ratio_c}) on log-count ratios"
        f" (smoothing {task.ratio_smoothing}, share {task.ratio_share:.2f}), balanced, on tf-idf of hashed"
        f" letters, letter pairs and words from {task.least_rows} rows on"
        + (", each once" if task.once else "")
        + (f", and the scores of the {task.helper} head" if task.helper else "")
        + (", and counters" if task.spread else ""),
        "once": task.once,
        "seed": SEED,
        "folds": FOLDS,
        "command": f"huiying train {task.name} {path.name}",
    }
