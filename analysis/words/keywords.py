"""The words that tell what a text is about."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.words.rarity import rarities

MOST = 8
_LEAST_RARITY = 1.5
_STOP = frozenset(
    ["我们", "你们", "他们", "自己", "这个", "那个", "这样", "什么", "怎么", "为什么", "因为", "所以", "但是", "而且", "可以", "没有", "不是", "就是", "已经", "现在", "今天", "昨天", "明天", "目前", "记者", "报道", "表示", "据悉", "消息", "进行", "有关", "相关", "领导", "尊敬", "您好", "你好", "谢谢", "请问", "希望", "关于", "问题", "反映", "咨询", "建议", "投诉", "求助", "一个", "一下", "一直", "时候", "还有", "多次", "网友", "政府", "书记", "市长", "发生", "造成", "以及", "对于", "可能", "需要", "网页", "链接", "转发", "微博", "视频", "图片", "全文", "展开", "来源", "编辑"]
)


def keywords(words: Sequence[Sequence[str]], heads: Sequence[int]) -> list[tuple[str, ...]]:
    """Up to eight keywords a text, the strongest first. The first `heads[i]` characters (the title)
    count twice. Empty rows give no keywords."""
    weights = rarities(words)
    start = 0
    found: list[tuple[str, ...]] = []
    for row, head in zip(words, heads, strict=True):
        found.append(_best(row, weights[start : start + len(row)], head))
        start += len(row)
    return found


def telling(word: str) -> bool:
    """Could the word be a keyword at all: two letters or more, no number, no stop word."""
    return len(word) > 1 and word not in _STOP and not word[0].isdigit() and word[0].isalnum()


def _best(words: Sequence[str], weights: NDArray[np.float32], head: int) -> tuple[str, ...]:
    points: dict[str, float] = {}
    read = 0
    for word, weight in zip(words, weights.tolist(), strict=True):
        if len(word) > 1 and weight >= _LEAST_RARITY and telling(word):
            points[word] = points.get(word, 0.0) + (2 * weight if read < head else weight)
        read += len(word)
    # min() caps words repeated by chain posts; ties by the word itself, so that runs agree.
    order = sorted(points, key=lambda word: (-min(points[word], 60.0), word))
    return tuple(order[:MOST])
