"""Trained linear models as arrays: several heads over one pass of hashed features.

A head is a file weights/<task>.npz (columns, idf, weights, bias, spread) with a JSON card beside it.
The score of a class is the dot product of its weights with the l2-normalised tf-idf row, plus a bias,
plus what the counters of the post say where the head has learned from them.
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

from analysis.linear.features import BITS, counted, features
from analysis.linear.spread import effect

Floats = NDArray[np.float32]
NO_SPREAD = np.zeros((2, 0))


@dataclass(frozen=True, slots=True)
class Head:
    """One trained task. `columns` are sorted feature numbers; `weights` is columns x outputs.

    `spread` holds the weights of the counters and their usual signs; it is empty for most heads. With
    `once` a feature counts the same however often it stands in a text.
    """

    task: str
    classes: tuple[str, ...]
    columns: NDArray[np.uint32]
    idf: Floats
    weights: Floats
    bias: Floats
    spread: NDArray[np.float64]
    once: bool
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
            arrays["spread"],
            card.get("once", False),
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
        spread=head.spread,
    )
    card = json.dumps(head.card, ensure_ascii=False, indent=1) + "\n"
    (folder / f"{head.task}.json").write_text(card, "utf-8")


class Ensemble:
    """Several heads that share one feature pass and one table of weights."""

    def __init__(self, heads: Sequence[Head]) -> None:
        self.heads = tuple(heads)
        columns = np.unique(np.concatenate([head.columns for head in self.heads]))
        self._slots = np.full(2**BITS, -1, np.int32)
        self._slots[columns] = np.arange(len(columns), dtype=np.int32)
        self._weights = np.zeros((len(columns), sum(h.weights.shape[1] for h in self.heads)), np.float32)
        self._squares = np.zeros((len(columns), len(self.heads)), np.float32)
        self._places = list(self._placed())
        outputs = np.repeat([head.once for head in self.heads], [h.weights.shape[1] for h in self.heads])
        self._once = np.flatnonzero([head.once for head in self.heads])
        self._once_outputs = np.flatnonzero(outputs)
        # Laid out by rows: a product would copy them anew each time.
        self._once_weights = np.ascontiguousarray(self._weights[:, self._once_outputs])
        self._once_squares = np.ascontiguousarray(self._squares[:, self._once])

    def chances(
        self,
        texts: Sequence[str],
        words: Sequence[Sequence[str]],
        heads: Sequence[int],
        on_scale: NDArray[np.float64],
    ) -> dict[str, Floats]:
        """Probabilities per task, rows x classes. `texts` as the heads read them, `words` and the lengths
        of their titles theirs, `on_scale` the places of their counters."""
        found = features(texts, words, heads)
        slots = self._slots[found.columns()]
        known = slots >= 0
        rows = counted(found.rows[known], slots[known], len(texts), len(self._weights))
        scores, squares = self._sums(rows)
        norms: Floats = np.sqrt(squares)
        norms[norms == 0] = 1
        return {
            head.task: head.chances(_score(head, scores[:, place] / norms[:, [number]], on_scale))
            for number, (head, place) in enumerate(zip(self.heads, self._places, strict=True))
        }

    def _sums(self, rows: csr_matrix) -> tuple[Floats, Floats]:
        """The sums of the weights, a column an output, and of the squares, a column a head."""
        scores = np.asarray(rows @ self._weights, np.float32)
        squares = np.asarray(rows.power(2) @ self._squares, np.float32)
        if len(self._once):
            flat = rows.sign()
            scores[:, self._once_outputs] = flat @ self._once_weights
            squares[:, self._once] = flat @ self._once_squares
        return scores, squares

    def classes(self, task: str) -> tuple[str, ...]:
        return next(head.classes for head in self.heads if head.task == task)

    def _placed(self) -> list[slice]:
        """Writes the heads into the table side by side."""
        places: list[slice] = []
        start = 0
        for number, head in enumerate(self.heads):
            slots = self._slots[head.columns]
            place = slice(start, start + head.weights.shape[1])
            self._weights[slots, place] = head.weights * head.idf[:, None]
            self._squares[slots, number] = head.idf**2
            places.append(place)
            start = place.stop
        return places


def _score(head: Head, scores: Floats, on_scale: NDArray[np.float64]) -> Floats:
    added = effect(on_scale, *head.spread)[:, None] if head.spread.size else 0.0
    return np.asarray(scores + head.bias + added, np.float32)


@cache
def shipped(task: str) -> Head:
    return load_head(task)
