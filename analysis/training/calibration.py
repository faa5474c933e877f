"""Probabilities that keep their word: fitting them, and measuring how well they do."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

Floats = NDArray[np.float64]
BANDS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


def calibrated(scores: Floats, labels: NDArray[np.str_], classes: tuple[str, ...]) -> tuple[float, float]:
    """Slope and offset: Platt scaling for two classes, one temperature for more. The scores must be
    of rows that were not learned from."""
    if scores.shape[1] == 1:
        platt = LogisticRegression(C=1e6).fit(scores, labels == classes[1])
        return float(platt.coef_[0, 0]), float(platt.intercept_[0])
    right = np.searchsorted(np.array(classes), labels)

    def loss(slope: float) -> float:
        shifted = slope * (scores - scores.max(axis=1, keepdims=True))
        logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return float(-logs[np.arange(len(right)), right].mean())

    return float(min(np.arange(0.5, 12, 0.1), key=loss)), 0.0


def measured(chances: Floats, labels: list[str], classes: tuple[str, ...]) -> dict[str, Any]:
    """Macro-F1, accuracy, confusion (a line a true class, in the order of `labels`), the Brier score
    (0 is best; the mean squared distance of the chances from the truth) and the calibration by bands."""
    guessed = np.array(classes)[chances.argmax(axis=1)]
    names = sorted({*classes, *labels})
    truth = np.array(labels)[:, None] == np.array(classes)[None, :]
    return {
        "macro_f1": round(float(f1_score(labels, guessed, average="macro")), 4),
        "accuracy": round(float(accuracy_score(labels, guessed)), 4),
        "labels": names,
        "confusion": confusion_matrix(labels, guessed, labels=names).tolist(),
        "brier": round(float(((chances - truth) ** 2).sum(axis=1).mean()), 4),
        "calibration": _bands(chances.max(axis=1), guessed == np.array(labels)),
    }


def _bands(sure: Floats, right: NDArray[np.bool_]) -> list[dict[str, float]]:
    """Bands of confidence with the share that was right in each."""
    band = np.clip(np.searchsorted(BANDS, sure, side="right") - 1, 0, len(BANDS) - 2)
    return [
        {
            "from": BANDS[number],
            "rows": int((band == number).sum()),
            "confidence": round(float(sure[band == number].mean()), 3),
            "right": round(float(right[band == number].mean()), 3),
        }
        for number in np.unique(band).tolist()
    ]
