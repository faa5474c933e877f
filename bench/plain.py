"""The reference for assessing: the same five models as one writes them with jieba and scikit-learn."""

from collections.abc import Sequence

import jieba
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.svm import LinearSVC

from bench.texts import texts

CLASSES = {"topic": 7, "sentiment": 2, "sentiment_words": 2, "emotion": 6, "rumor": 2}
TRAINED_ON = 500


def pipelines(length: int) -> list[Pipeline]:
    """One pipeline a head, each with its own vectorisers. Learned from our own phrases: their speed is
    measured, not their verdicts."""
    known = texts(TRAINED_ON, length)
    return [make_pipeline(_vectors(), LinearSVC()).fit(known, _labels(many)) for many in CLASSES.values()]


class SharedPass:
    """A kinder reference: jieba and the vectorisers run once for all five models."""

    def __init__(self, length: int) -> None:
        known = texts(TRAINED_ON, length)
        self._vectors = _vectors()
        rows = self._vectors.fit_transform(known)
        self._models = [LinearSVC().fit(rows, _labels(many)) for many in CLASSES.values()]

    def predict(self, posts: Sequence[str]) -> list[object]:
        rows = self._vectors.transform(posts)
        return [model.predict(rows) for model in self._models]


def _vectors() -> object:
    words = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True)
    return make_union(words, letters)


def _labels(classes: int) -> list[int]:
    return [number % classes for number in range(TRAINED_ON)]
