"""Learns a layer from people's corrections, and holds it against a part of them that is never learned from.

Anchors are verdicts that nobody corrected: they keep the layer from moving what was right. A correction is
for validation when its text says so (a hash of it), so that it is so for ever, in every training to come.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from analysis.assessment import Assessment
from analysis.corrections.layer import Floats, Layer, rows_of, softmax
from analysis.corrections.tasks import CorrectedTask
from analysis.texts import Text

LEAST_CORRECTIONS = 20
VALIDATION_SHARE = 5
"""One in so many rows is for validation."""
ANCHOR_WEIGHT = 0.3
STIFFNESS = 0.12
"""How hard the layer is held to zero; tried on 50 made-up corrections (tests/analysis/corrections)."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A text, the verdict that it got without any layer, and the class that people gave it.

    `right` is None for an anchor.
    """

    text: Text
    verdict: Assessment
    right: str | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """A learned layer and how it did on the validation part, against the verdicts before it."""

    layer: Layer
    before: float
    after: float
    validated: int

    @property
    def not_worse(self) -> bool:
        """Whether it may be taken into use."""
        return self.after >= self.before


class TooFewCorrections(ValueError):
    """There are not enough corrections to learn from; the text (Chinese) says how many there must be."""


def learn_layer(
    task: CorrectedTask, judged: Sequence[Judged], in_use: Layer | None = None, seed: str = ""
) -> Trial:
    """Learn the layer of a task. `in_use` is the layer it would replace: the better of the two must win.

    Raises TooFewCorrections.
    """
    corrections = sum(one.right is not None for one in judged)
    if corrections < LEAST_CORRECTIONS:
        raise TooFewCorrections(
            f"“{task.label}”的人工更正只有 {corrections} 条，至少要 {LEAST_CORRECTIONS} 条"
        )
    classes = _classes(task, judged)
    held = np.array([_is_held_back(one, seed) for one in judged])
    rows = _rows(judged)
    before = np.array([task.chances(one.verdict, classes) for one in judged])
    wanted = np.array([classes.index(one.right or task.read(one.verdict)) for one in judged])
    weight = np.array([ANCHOR_WEIGHT if one.right is None else 1.0 for one in judged])
    columns = np.unique(rows[~held].indices).astype(np.int64)
    truth = _truth(judged, before, wanted)
    weights = _fit(rows[~held][:, columns], np.log(before[~held]), truth[~held], weight[~held])
    card: dict[str, Any] = {
        "corrections": corrections,
        "anchors": len(judged) - corrections,
        "validated": int(held.sum()),
    }
    card |= {"given": sorted({one.right for one in judged if one.right})}
    layer = Layer(task.name, classes, columns, weights, card)
    old = _with_layer(task, in_use, judged, rows, before, classes)
    trial = Trial(
        layer,
        _right(old[held], wanted[held]),
        _right(layer.said(before, rows)[held], wanted[held]),
        int(held.sum()),
    )
    layer.card.update(accuracy_before=trial.before, accuracy_after=trial.after)
    return trial


def _classes(task: CorrectedTask, judged: Sequence[Judged]) -> tuple[str, ...]:
    if task.classes is not None:
        return task.classes
    found = {one.right for one in judged if one.right} | {task.read(one.verdict) for one in judged}
    return tuple(sorted(found))


def _is_held_back(one: Judged, seed: str) -> bool:
    content = f"{seed}\n{one.text.title}\n{one.text.text}".encode("utf-8", "replace")
    return hashlib.sha256(content).digest()[0] % VALIDATION_SHARE == 0


def _rows(judged: Sequence[Judged]) -> csr_matrix:
    return rows_of([one.text for one in judged])


def _with_layer(
    task: CorrectedTask,
    in_use: Layer | None,
    judged: Sequence[Judged],
    rows: csr_matrix,
    before: Floats,
    classes: tuple[str, ...],
) -> NDArray[np.int64]:
    """What the verdicts are now, with the layer in use, as numbers of `classes` (-1: none of them)."""
    if in_use is None:
        return np.asarray(before.argmax(1), np.int64)
    own = np.array([task.chances(one.verdict, in_use.classes) for one in judged])
    said = in_use.said(own, rows)
    return np.array([classes.index(c) if (c := in_use.classes[n]) in classes else -1 for n in said], np.int64)


def _right(said: NDArray[np.int64], wanted: NDArray[np.int64]) -> float:
    return round(float((said == wanted).mean()), 4) if len(wanted) else 0.0


def _truth(judged: Sequence[Judged], before: Floats, wanted: NDArray[np.int64]) -> Floats:
    """The chances that the layer shall reach. An anchor keeps those it had: that nobody corrected it makes
    it no surer."""
    anchored = np.array([one.right is None for one in judged])
    return np.where(anchored[:, None], before, np.eye(before.shape[1])[wanted])


def _fit(rows: csr_matrix, offsets: Floats, truth: Floats, weight: Floats) -> Floats:
    """Weights (columns x classes) that explain the corrections with the least departure from the offsets."""
    shape = (rows.shape[1], offsets.shape[1])

    def loss(flat: Floats) -> tuple[float, Floats]:
        inner = flat.reshape(shape)
        chances = softmax(offsets + rows @ inner)
        cost = -float(weight @ (truth * np.log(chances + 1e-12)).sum(axis=1))
        slope = rows.T @ ((chances - truth) * weight[:, None]) + STIFFNESS * inner
        return cost + STIFFNESS / 2 * float((inner**2).sum()), slope.ravel()

    start = np.zeros(shape).ravel()
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return np.asarray(found.x.reshape(shape))
