"""Words a second: our segmenter against jieba, on the same texts in the same run."""

import jieba

from analysis.words.segment import FastSegmenter
from bench.rows import Row, best_of
from bench.texts import texts

jieba.setLogLevel(60)


def measure() -> list[Row]:
    """Characters a second on 2,000 texts of 80 characters."""
    corpus = texts(2000, 80)
    characters = sum(map(len, corpus))
    ours = FastSegmenter(())
    jieba.initialize()
    fast = best_of(3, lambda: [ours.words(text) for text in corpus])
    reference = best_of(3, lambda: [jieba.lcut(text) for text in corpus])
    return [Row("分词", characters / fast / 1e6, "百万字/秒", "jieba.lcut", characters / reference / 1e6)]
