"""Trained linear models as arrays: several heads over one pass of hashed features.

A head is a file weights/<task>.npz (columns, idf, weights, bias) with a JSON card beside it. The
score of a class is the dot product of its weights with the l2-normalised tf-idf row, plus a bias.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from analysis.linear.features import BITS, Shape, matrix

Floats = NDArray[np.float32]
SHAPE = Shape()


@dataclass(frozen=True, slots=True)
class Head:
    """One trained task. `columns` are sorted feature numbers; `weights` is columns x outputs."""

    task: str
    classes: tuple[str, ...]
    columns: NDArray[np.uint32]
    idf: Floats
    weights: Floats
    bias: Floats
    slope: float
    offset: float
    card: dict[str, Any]

    def chances(self, scores: Floats) -> Floats:
        """Calibrated probabilities, rows x classes. Binary heads have one score for class 1."""
        if scores.shape[1] == 1:
            second = 1 / (1 + np.exp(-np.clip(self.slope * scores[:, 0] + self.offset, -30, 30)))
            return np.stack([1 - second, second], axis=1)
        exps = np.exp(np.clip(self.slope * (scores - scores.max(axis=1, keepdims=True)), -30, 0))
        return np.asarray(exps / exps.sum(axis=1, keepdims=True), np.float32)


def load_head(task: str, folder: Path | None = None) -> Head:
    """The head of `task` from `folder`, or the one that ships. FileNotFoundError if there is none."""
    root = folder if folder is not None else files("analysis").joinpath("weights")
    card = json.loads(root.joinpath(f"{task}.json").read_text("utf-8"))
    with np.load(BytesIO(root.joinpath(f"{task}.npz").read_bytes()), allow_pickle=False) as arrays:
        return Head(
            task,
            tuple(card["classes"]),
            arrays["columns"],
            arrays["idf"].astype(np.float32),
            arrays["weights"].astype(np.float32),
            arrays["bias"].astype(np.float32),
            card["slope"],
            card["offset"],
            card,
        )


def save_head(head: Head, folder: Path) -> None:
    """Writes <task>.npz (float16) and <task>.json."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        folder / f"{head.task}.npz",
        columns=head.columns.astype(np.uint32),
        idf=head.idf.astype(np.float16),
        weights=head.weights.astype(np.float16),
        bias=head.bias.astype(np.float32),
    )
    card = json.dumps(head.card, ensure_ascii=False, indent=1) + "\n"
    (folder / f"{head.task}.json").write_text(card, "utf-8")


class Ensemble:
    """Several heads that share one feature pass."""

    def __init__(self, heads: Sequence[Head]) -> None:
        self.heads = tuple(heads)
        columns = np.unique(np.concatenate([head.columns for head in self.heads]))
        self._slots = np.full(2**BITS, -1, np.int32)
        self._slots[columns] = np.arange(len(columns), dtype=np.int32)
        self._height = len(columns)
        self._weights = np.zeros((len(columns), sum(h.weights.shape[1] for h in self.heads)))
        self._weights = self._weights.astype(np.float32)
        self._squares = np.zeros((len(columns), len(self.heads)), np.float32)
        self._places: list[slice] = []
        self._place_heads()

    def chances(self, texts: Sequence[str], words: Sequence[Sequence[str]]) -> dict[str, Floats]:
        """Probabilities per task, rows x classes. `texts` normalised, `words` theirs."""
        rows = self._known(matrix(texts, words, SHAPE))
        scores = rows @ self._weights
        norms = np.sqrt(rows.power(2) @ self._squares)
        norms[norms == 0] = 1
        return {
            head.task: head.chances(np.asarray(scores[:, place] / norms[:, [number]] + head.bias, np.float32))
            for number, (head, place) in enumerate(zip(self.heads, self._places, strict=True))
        }

    def classes(self, task: str) -> tuple[str, ...]:
        return next(head.classes for head in self.heads if head.task == task)

    def _place_heads(self) -> None:
        start = 0
        for number, head in enumerate(self.heads):
            slots = self._slots[head.columns]
            place = slice(start, start + head.weights.shape[1])
            self._weights[slots, place] = head.weights * head.idf[:, None]
            self._squares[slots, number] = head.idf**2
            self._places.append(place)
            start = place.stop

    def _known(self, rows: csr_matrix) -> csr_matrix:
        """The row without the features that no head knows."""
        slots = self._slots[rows.indices]
        known = slots >= 0
        before = np.concatenate([[0], np.cumsum(known)])
        return csr_matrix(
            (rows.data[known], slots[known], before[rows.indptr]),
            shape=(rows.shape[0], self._height),
        )


@cache
def shipped(task: str) -> Head:
    return load_head(task)
