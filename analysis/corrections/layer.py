"""A layer: shifts of log-chances by the letters, pairs and words of a text, added to a verdict's own chances.

The shipped weights stay as they are. What people corrected lies above them in an array of its own, so that
a layer can be taken away again, and a layer outlives a change of the models below.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from analysis.linear.features import matrix
from analysis.linear.reading import read
from analysis.texts import Text
from analysis.words.normalise import normalise
from analysis.words.segment import plain_segmenter

BITS = 18
CLEARLY = 0.25
"""By how much of the whole chance another class must lead before a verdict is changed."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Layer:
    """`weights` is columns x classes, `columns` sorted feature numbers; `card` tells what it rests on.

    There is no bias: a text that shares nothing with the corrected ones keeps its verdict.
    """

    task: str
    classes: tuple[str, ...]
    columns: NDArray[np.int64]
    weights: Floats
    card: dict[str, Any]

    def chances(self, before: Floats, rows: csr_matrix) -> Floats:
        """The chances after the layer, rows x classes, from those before it."""
        return softmax(np.log(before) + rows[:, self.columns] @ self.weights)

    def said(self, before: Floats, rows: csr_matrix) -> NDArray[np.int64]:
        """The class of each row after the layer: another one than before only where people gave it, and it
        leads clearly."""
        after, former = self.chances(before, rows), before.argmax(1)
        given = [name in self.card["given"] for name in self.classes]
        best = np.where(given, after, 0.0).argmax(1)
        each = np.arange(len(after))
        leads = after[each, best] - after[each, former] >= CLEARLY
        return np.asarray(np.where(leads, best, former), np.int64)


def rows_of(texts: Sequence[Text]) -> csr_matrix:
    """The features of texts as layers read them: rows of unit length."""
    segmenter = plain_segmenter()
    forms = [read(normalise(text.title), normalise(text.text)) for text in texts]
    words = [segmenter.words(form.text) for form in forms]
    rows = matrix([form.text for form in forms], words, [form.head for form in forms], BITS).astype(
        np.float64
    )
    lengths = np.sqrt(rows.power(2).sum(axis=1))
    rows.data /= np.repeat(np.asarray(lengths).ravel(), np.diff(rows.indptr))
    return rows


def softmax(scores: Floats) -> Floats:
    """Chances from log-chances, row by row."""
    exps = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(exps / exps.sum(axis=1, keepdims=True))


def save_layer(layer: Layer, stem: Path) -> None:
    """Write <stem>.npz and, last, <stem>.json: a layer without its card is not there yet."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        stem.with_suffix(".npz"),
        columns=layer.columns.astype(np.uint32),
        weights=layer.weights.astype(np.float32),
    )
    card = {**layer.card, "task": layer.task, "classes": layer.classes}
    stem.with_suffix(".json").write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", "utf-8")


def load_layer(stem: Path) -> Layer:
    """The layer that `save_layer` wrote. OSError or ValueError where it is not whole."""
    card = json.loads(stem.with_suffix(".json").read_text("utf-8"))
    with np.load(BytesIO(stem.with_suffix(".npz").read_bytes()), allow_pickle=False) as arrays:
        return Layer(
            card["task"],
            tuple(card["classes"]),
            arrays["columns"].astype(np.int64),
            arrays["weights"].astype(np.float64),
            card,
        )
