"""Learns the two lines that judge replies (weights/replies.json) from labelled exchanges.

A column `labeller` tells who labelled a row: the labels of the first labeller in the file are what is
to be met; the others' rows count less, and each labeller has an offset of his own.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, balanced_accuracy_score
from sklearn.model_selection import RepeatedStratifiedKFold
from sklearn.preprocessing import StandardScaler

from analysis.replies.lines import Line
from analysis.replies.rubric import default_reply_rubric
from analysis.replies.signs import MEASURED, SignReader
from analysis.training.rows import records

REPLIES = "replies"
QUESTIONS = ("complete", "explained")
C = 0.3
OTHERS_WEIGHT = 0.25
FOLDS, REPEATS, SEED = 8, 10, 20_260
LEAST_ROWS = 20

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Measured signs, a column an other labeller, labels by question; `first` marks the first labeller."""

    signs: Floats
    offsets: Floats
    first: NDArray[np.bool_]
    labels: dict[str, NDArray[np.int64]]
    labellers: tuple[str, ...]


def train_replies(path: Path, out_dir: Path, say: Callable[[float, str], None]) -> dict[str, Any]:
    """Learns both lines, writes replies.json into `out_dir` and returns the card.

    The scores are of rows of the first labeller that were not learned from. ValueError where the file
    has too few rows or only one answer to a question.
    """
    say(0.0, "读入")
    rows = read_labelled(path)
    lines: dict[str, Any] = {}
    scores: dict[str, Any] = {}
    for number, question in enumerate(QUESTIONS):
        say(0.1 + 0.4 * number, f"交叉验证 {question}")
        scores[question] = _cross_validated(rows, question)
        line = _fit(rows, question, np.ones(len(rows.first), bool))
        lines[question] = {"bias": round(line.bias, 4), "weights": dict(line.weights)}
    card = _card(path, rows, scores) | {"lines": lines}
    (out_dir / "replies.json").write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", "utf-8")
    say(1.0, "完成")
    return card


def read_labelled(path: Path) -> Labelled:
    """The labelled rows of a CSV or JSONL with reply, complete, explained and, if any, labeller."""
    reader = SignReader(default_reply_rubric().words)
    found = [record for record in records(path) if all(str(record.get(q)) in ("0", "1") for q in QUESTIONS)]
    if len(found) < LEAST_ROWS:
        raise ValueError(f"{path}：至少要有 {LEAST_ROWS} 行，含 reply 及取值 0、1 的 complete、explained 列")
    names = [str(record.get("labeller") or "") for record in found]
    labellers = tuple(dict.fromkeys(names))
    labels = {q: np.array([int(str(record[q])) for record in found]) for q in QUESTIONS}
    if any(len(set(column)) < 2 for column in labels.values()):
        raise ValueError(f"{path}：complete、explained 两列都要既有 0 又有 1")
    return Labelled(
        np.array([reader.read(str(record.get("reply") or "")).measured() for record in found]),
        np.array([[float(name == other) for other in labellers[1:]] for name in names]),
        np.array([name == labellers[0] for name in names]),
        labels,
        labellers,
    )


def _fit(rows: Labelled, question: str, known: NDArray[np.bool_]) -> Line:
    """The line learned from the `known` rows, in units of the signs themselves."""
    scaler = StandardScaler().fit(rows.signs[known])
    inputs = np.hstack([scaler.transform(rows.signs[known]), rows.offsets[known]])
    weights = np.where(rows.first[known], 1.0, OTHERS_WEIGHT)
    learner = LogisticRegression(C=C).fit(inputs, rows.labels[question][known], sample_weight=weights)
    slopes = learner.coef_[0][: len(MEASURED)] / scaler.scale_
    bias = float(learner.intercept_[0] - slopes @ scaler.mean_)
    return Line(bias, {name: round(float(slope), 4) for name, slope in zip(MEASURED, slopes, strict=True)})


def _cross_validated(rows: Labelled, question: str) -> dict[str, float]:
    """Accuracy and balanced accuracy on unseen rows of the first labeller."""
    judged = np.flatnonzero(rows.first)
    labels = rows.labels[question][judged]
    folds = RepeatedStratifiedKFold(n_splits=FOLDS, n_repeats=REPEATS, random_state=SEED)
    truth: list[int] = []
    guessed: list[int] = []
    for _, unseen in folds.split(judged, labels):
        known = np.ones(len(rows.first), bool)
        known[judged[unseen]] = False
        line = _fit(rows, question, known)
        truth += labels[unseen].tolist()
        guessed += [_answer(line, rows.signs[judged[place]]) for place in unseen]
    return {
        "accuracy": round(float(accuracy_score(truth, guessed)), 4),
        "balanced_accuracy": round(float(balanced_accuracy_score(truth, guessed)), 4),
    }


def _answer(line: Line, signs: Floats) -> int:
    return int(line.bias + sum(w * s for w, s in zip(line.weights.values(), signs, strict=True)) >= 0)


def _card(path: Path, rows: Labelled, scores: dict[str, Any]) -> dict[str, Any]:
    counts = {
        name or "first": int((rows.first if not place else rows.offsets[:, place - 1]).sum())
        for place, name in enumerate(rows.labellers)
    }
    return {
        "task": REPLIES,
        "data": "TipDM Cup 2020 problem C, attachment 4 (part), labels by two labellers",
        "rows": len(rows.first),
        "rows_by_labeller": counts,
        "learner": f"LogisticRegression(C={C}) on {', '.join(MEASURED)}, an offset a labeller",
        "folds": FOLDS,
        "repeats": REPEATS,
        "seed": SEED,
        "cross_validated": scores,
        "command": f"huiying train replies {path.name}",
    }
