"""The learners. Two linear ones are fitted and their scores averaged, which is one linear model again:
a support vector machine on tf-idf, and one whose features are weighed by how unevenly a class uses
them (log-count ratios, Wang and Manning 2012)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from analysis.linear.model import shipped
from analysis.linear.spread import usual
from analysis.training.tasks import Task

SEED = 20_260
# Beside a text row of length one, the signs of the counters would drown the words at full weight.
SPREAD_WEIGHT = 0.15
HINT_WEIGHT = 0.2

Floats = NDArray[np.float64]
Labels = NDArray[np.str_]
Weighting = Callable[[csr_matrix, NDArray[np.bool_]], Floats]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights of the columns and, under them, of the signs of the counters."""

    columns: NDArray[np.int64]
    idf: Floats
    weights: Floats
    bias: Floats
    usual_signs: Floats

    def scores(self, rows: csr_matrix, signs: Floats) -> Floats:
        return np.asarray(_inputs(_tfidf(rows, self.columns, self.idf), signs) @ self.weights + self.bias)

    def word_weights(self) -> Floats:
        return self.weights[: len(self.columns)]

    def spread(self) -> Floats:
        """The weights of the counters' signs and their usual values, one row each."""
        weights = SPREAD_WEIGHT * self.weights[len(self.columns) :, 0]
        return np.stack([weights, self.usual_signs])


def fit(task: Task, rows: csr_matrix, signs: Floats, labels: Labels) -> Fitted:
    """`rows` are counts as `matrix` gives them; `signs` has no columns where the task uses none."""
    seen = np.bincount(rows.indices, minlength=rows.shape[1])
    columns = np.flatnonzero(seen >= min(task.least_rows, 1 + rows.shape[0] // 200))
    idf = np.log((1 + rows.shape[0]) / (1 + seen[columns])) + 1
    inputs = _inputs(_tfidf(rows, columns, idf), signs)
    weights, bias = _mean_of_two(task, inputs, _hints(task, columns, idf, inputs), _targets(labels))
    return Fitted(columns, idf, weights, bias, usual(signs))


def guesses(scores: Floats, classes: tuple[str, ...]) -> Labels:
    """The class of each row of scores."""
    if scores.shape[1] == 1:
        return np.asarray(np.array(classes)[(scores[:, 0] >= 0).astype(int)])
    return np.asarray(np.array(classes)[scores.argmax(axis=1)])


def _targets(labels: Labels) -> list[NDArray[np.bool_]]:
    """One question a class; two classes are one question."""
    classes = np.unique(labels)
    return [labels == one for one in (classes if len(classes) > 2 else classes[1:])]


def _tfidf(rows: csr_matrix, columns: NDArray[np.int64], idf: Floats) -> csr_matrix:
    return normalize(rows[:, columns].multiply(idf[None, :]).tocsr())


def _inputs(rows: csr_matrix, signs: Floats) -> csr_matrix:
    if not signs.shape[1]:
        return rows
    return hstack([rows, csr_matrix(SPREAD_WEIGHT * np.nan_to_num(signs))]).tocsr()


def _hints(task: Task, columns: NDArray[np.int64], idf: Floats, inputs: csr_matrix) -> Floats:
    """The helper's head as weights of the same inputs, a column a class; no column without a helper."""
    if not task.helper:
        return np.zeros((inputs.shape[1], 0))
    head = shipped(task.helper)
    _, own, theirs = np.intersect1d(columns, head.columns, return_indices=True)
    hints = np.zeros((inputs.shape[1], head.weights.shape[1]))
    hints[own] = head.weights[theirs] * (head.idf[theirs] / idf[own])[:, None]
    return np.asarray(HINT_WEIGHT * hints / (np.std(inputs @ hints, axis=0) + 1e-9))


def _mean_of_two(
    task: Task, inputs: csr_matrix, hints: Floats, targets: list[NDArray[np.bool_]]
) -> tuple[Floats, Floats]:
    plain = _plain(task, inputs, hints, targets)
    ratio = _learned(
        inputs, targets, task.ratio_c, lambda rows, target: _ratios(rows, target, task.ratio_smoothing)
    )
    by_plain = (1 - task.ratio_share) / _scale(inputs @ plain[0] + plain[1])
    by_ratio = task.ratio_share / _scale(inputs @ ratio[0] + ratio[1])
    return by_plain * plain[0] + by_ratio * ratio[0], by_plain * plain[1] + by_ratio * ratio[1]


def _plain(
    task: Task, inputs: csr_matrix, hints: Floats, targets: list[NDArray[np.bool_]]
) -> tuple[Floats, Floats]:
    """Hints are sums of the inputs: what is learned of them goes back into the inputs' weights."""
    shown = hstack([inputs, csr_matrix(inputs @ hints)]).tocsr()
    weights, bias = _learned(shown, targets, task.c, lambda rows, _: np.ones(rows.shape[1]))
    own = inputs.shape[1]
    return weights[:own] + hints @ weights[own:], bias


def _learned(
    inputs: csr_matrix, targets: list[NDArray[np.bool_]], c: float, weighting: Weighting
) -> tuple[Floats, Floats]:
    weights, bias = [], []
    for target in targets:
        scale = weighting(inputs, target)
        learner = LinearSVC(C=c, class_weight="balanced", random_state=SEED)
        learner.fit(inputs.multiply(scale[None, :]).tocsr(), target)
        weights.append(learner.coef_[0] * scale)
        bias.append(learner.intercept_[0])
    return np.stack(weights, axis=1), np.array(bias)


def _ratios(inputs: csr_matrix, target: NDArray[np.bool_], smoothing: float) -> Floats:
    """How unevenly the class and the rest use each feature. The sign is left to the learner."""
    inside = np.asarray(inputs[target].sum(axis=0)).ravel() + smoothing
    outside = np.asarray(inputs[~target].sum(axis=0)).ravel() + smoothing
    return np.asarray(np.abs(np.log((inside / inside.sum()) / (outside / outside.sum()))))


def _scale(scores: Floats) -> float:
    """The spread of one learner's scores, by which they become comparable with another's."""
    middle = scores.mean(axis=1, keepdims=True) if scores.shape[1] > 1 else scores.mean()
    return float((scores - middle).std()) or 1.0
