"""Measures the head in use on labelled rows."""

from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

from analysis.linear.model import Ensemble, load_head
from analysis.training.rows import read_rows, task_named


def evaluate(task_name: str, data_path: Path, weights: Path | None = None) -> dict[str, Any]:
    """Macro-F1, accuracy, confusion (rows: truth) and calibration of the head on the file.

    `weights` is a folder; without it the head that ships is measured. Rows that the head was
    trained on flatter it: the card's cross-validated figures are the honest ones.
    """
    task = task_named(task_name)
    rows = read_rows(task, Path(data_path))
    head = load_head(task.name, weights)
    chances = Ensemble([head]).chances(rows.texts, rows.words)[task.name]
    guessed = np.array(head.classes)[chances.argmax(axis=1)]
    labels = sorted({*head.classes, *rows.labels})
    return {
        "task": task.name,
        "rows": len(rows.labels),
        "macro_f1": round(float(f1_score(rows.labels, guessed, average="macro")), 4),
        "accuracy": round(float(accuracy_score(rows.labels, guessed)), 4),
        "labels": labels,
        "confusion": confusion_matrix(rows.labels, guessed, labels=labels).tolist(),
        "calibration": _calibration(chances.max(axis=1), guessed == np.array(rows.labels)),
        "cross_validated_macro_f1": head.card["cross_validated_macro_f1"],
    }


def _calibration(sure: Any, right: Any) -> list[dict[str, float]]:
    """Bands of confidence with the share that was right in each."""
    bands = []
    for low in (0.0, 0.5, 0.6, 0.7, 0.8, 0.9):
        inside = (sure >= low) & (sure < (low + 0.1 if low >= 0.5 else 0.5) + (low == 0.9))
        if inside.any():
            bands.append(
                {
                    "from": low,
                    "rows": int(inside.sum()),
                    "confidence": round(float(sure[inside].mean()), 3),
                    "right": round(float(right[inside].mean()), 3),
                }
            )
    return bands
