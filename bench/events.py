"""Posts a second into events, at growing sizes; how cost grows; how well the groups fit.

The reference is plain DBSCAN on TF-IDF of jieba's words (scikit-learn) in the same run, at the one size that
it bears. It sees all posts at once and has to start again with each new one; ours takes them one by one.
"""

import gc
import math
import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping

import jieba
from sklearn.cluster import DBSCAN
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.events import Clusterer, ClusterState
from bench.rows import Row
from bench.stream import Told, stream

SIZES = (5_000, 10_000, 20_000, 50_000)
ALIKE, LEAST = 0.65, 2


def measure() -> list[Row]:
    """Posts a second at each size against DBSCAN at the smallest, growth against n log n, B-cubed F."""
    Clusterer(ClusterState()).take([one.post for one in stream(200)])
    jieba.initialize()
    few = SIZES[0]
    told = stream(few)
    slow, theirs = _dbscan(told)
    runs = {size: _ours(stream(size)) for size in SIZES}
    name = f"DBSCAN（TF-IDF，{few} 条）"
    rows = [Row(f"事件归并（{size} 条）", size / runs[size][0], "条/秒", name, few / slow) for size in SIZES]
    rows += [_growth(size, few, runs[size][0] / runs[few][0]) for size in SIZES[1:]]
    rows.append(Row(f"B-cubed F（{few} 条）", fit(told, runs[few][1]), "", name, fit(told, theirs)))
    return rows


def _growth(many: int, few: int, times: float) -> Row:
    """A point of the cost curve."""
    expected = many * math.log(many) / (few * math.log(few))
    return Row(f"{many} 条耗时为 {few} 条的", times, "倍", "n·log n", expected)


def _ours(told: list[Told]) -> tuple[float, Mapping[str, Hashable]]:
    posts = [one.post for one in told]
    clusterer = Clusterer(ClusterState(most_events=len(posts), most_posts=len(posts)))
    gc.collect()  # what another size left behind is no cost of this one
    start = time.process_time()
    clusterer.take(posts)
    seconds = time.process_time() - start
    state = clusterer.state
    return seconds, {post.id: state.settled(post.event_key) for post in state.posts.values()}


def _dbscan(told: list[Told]) -> tuple[float, Mapping[str, Hashable]]:
    start = time.process_time()
    texts = [f"{one.post.title}。{one.post.text}" for one in told]
    words = TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, lowercase=False).fit_transform(texts)
    labels = DBSCAN(eps=ALIKE, min_samples=LEAST, metric="cosine").fit_predict(words)
    seconds = time.process_time() - start
    pairs = zip(told, labels.tolist(), strict=True)
    return seconds, {one.post.id: label if label >= 0 else one.post.id for one, label in pairs}


def fit(told: list[Told], said: Mapping[str, Hashable]) -> float:
    """B-cubed F over the posts that are about a happening; chatter is left out."""
    true = {one.post.id: one.happening for one in told if one.happening is not None}
    both: dict[tuple[Hashable, Hashable], int] = defaultdict(int)
    for post, happening in true.items():
        both[said[post], happening] += 1
    ours, theirs = Counter(said[post] for post in true), Counter(true.values())
    precision = sum(n * n / ours[group] for (group, _), n in both.items()) / len(true)
    recall = sum(n * n / theirs[happening] for (_, happening), n in both.items()) / len(true)
    return 2 * precision * recall / (precision + recall)
