"""Trains one head: cross-validates, prunes, calibrates, fits on everything, saves."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from analysis.linear.features import matrix
from analysis.linear.model import SHAPE, Head, save_head
from analysis.training.replies import REPLIES, train_replies
from analysis.training.rows import Rows, read_rows, task_named
from analysis.training.tasks import Task

Progress = Callable[[float, str], None]
SEED = 20_260
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Fitted:
    columns: NDArray[np.int64]
    idf: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    def scores(self, rows: csr_matrix) -> NDArray[np.float64]:
        return np.asarray(_tfidf(rows, self.columns, self.idf) @ self.weights + self.bias)


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
    features = matrix(rows.texts, rows.words, SHAPE)
    labels = np.array(rows.labels)
    scores = _cross_validated(task, features, labels, say)
    say(0.9, "全量训练")
    fitted = _fit(task, features, labels)
    classes = tuple(sorted(set(rows.labels)))
    slope, offset = _calibrated(scores, labels, classes)
    card = _card(task, Path(data_path), rows, classes, scores) | {
        "slope": slope,
        "offset": offset,
    }
    head = Head(
        task.name,
        classes,
        fitted.columns.astype(np.uint32),
        fitted.idf.astype(np.float32),
        fitted.weights.astype(np.float32),
        fitted.bias.astype(np.float32),
        slope,
        offset,
        card,
    )
    save_head(head, Path(out_dir))
    say(1.0, "完成")
    return card


def _cross_validated(
    task: Task, features: csr_matrix, labels: NDArray[np.str_], say: Progress
) -> NDArray[np.float64]:
    """Out-of-fold scores of every row."""
    outputs = len(set(labels)) if len(set(labels)) > 2 else 1
    scores = np.zeros((len(labels), outputs))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    for number, (known, unseen) in enumerate(folds.split(labels, labels)):
        say(0.1 + 0.8 * number / FOLDS, f"交叉验证第{number + 1}折")
        scores[unseen] = _fit(task, features[known], labels[known]).scores(features[unseen])
    return scores


def _fit(task: Task, features: csr_matrix, labels: NDArray[np.str_]) -> Fitted:
    """Fits on all features, keeps those that weigh most, and fits again on them."""
    seen = np.bincount(features.indices, minlength=features.shape[1])
    columns = np.flatnonzero(seen >= task.least_rows)
    first = _fit_on(task, features, labels, columns, seen)
    if len(columns) <= task.kept:
        return first
    weight = np.abs(first.weights).max(axis=1) * np.log1p(seen[columns])
    kept = np.sort(np.argpartition(-weight, task.kept)[: task.kept])
    return _fit_on(task, features, labels, columns[kept], seen)


def _fit_on(
    task: Task,
    features: csr_matrix,
    labels: NDArray[np.str_],
    columns: NDArray[np.int64],
    seen: NDArray[np.int64],
) -> Fitted:
    idf = np.log((1 + features.shape[0]) / (1 + seen[columns])) + 1
    weighting = "balanced" if task.balanced else None
    learner = LinearSVC(C=task.c, class_weight=weighting, random_state=SEED)
    learner.fit(_tfidf(features, columns, idf), labels)
    return Fitted(columns, idf, learner.coef_.T, learner.intercept_)


def _tfidf(rows: csr_matrix, columns: NDArray[np.int64], idf: NDArray[np.float64]) -> csr_matrix:
    return normalize(rows[:, columns].multiply(idf[None, :]).tocsr())


def _calibrated(
    scores: NDArray[np.float64], labels: NDArray[np.str_], classes: tuple[str, ...]
) -> tuple[float, float]:
    """Platt scaling for two classes, one temperature for more, on out-of-fold scores."""
    if scores.shape[1] == 1:
        platt = LogisticRegression(C=1e6).fit(scores, labels == classes[1])
        return float(platt.coef_[0, 0]), float(platt.intercept_[0])
    right = np.searchsorted(np.array(classes), labels)

    def loss(slope: float) -> float:
        shifted = slope * (scores - scores.max(axis=1, keepdims=True))
        logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return float(-logs[np.arange(len(right)), right].mean())

    return float(min(np.arange(0.5, 12, 0.1), key=loss)), 0.0


def guesses(scores: NDArray[np.float64], classes: tuple[str, ...]) -> NDArray[np.str_]:
    """The class of each row of scores."""
    if scores.shape[1] == 1:
        return np.asarray(np.array(classes)[(scores[:, 0] >= 0).astype(int)])
    return np.asarray(np.array(classes)[scores.argmax(axis=1)])


def _card(
    task: Task,
    path: Path,
    rows: Rows,
    classes: tuple[str, ...],
    scores: NDArray[np.float64],
) -> dict[str, Any]:
    guessed = guesses(scores, classes)
    return {
        "task": task.name,
        "classes": list(classes),
        "data": task.origin,
        "rows": len(rows.labels),
        "rows_by_class": {name: rows.labels.count(name) for name in classes},
        "learner": f"LinearSVC(C={task.c}, balanced={task.balanced}) on tf-idf of hashed "
        "characters 1-3, words and word pairs",
        "features_kept": task.kept,
        "seed": SEED,
        "folds": FOLDS,
        "cross_validated_macro_f1": round(float(f1_score(rows.labels, guessed, average="macro")), 4),
        "cross_validated_accuracy": round(float(accuracy_score(rows.labels, guessed)), 4),
        "command": f"huiying train {task.name} {path.name}",
    }
