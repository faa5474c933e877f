"""Near-duplicates: 100,000 posts indexed, copies with a twentieth of their letters changed found again.

The reference is datasketch's MinHashLSH with as many permutations over the same triples in the same run, on
the first 5,000 posts, as it is slow.
"""

import random

from datasketch import MinHash, MinHashLSH

from analysis.events.duplicates import LEAST_LIKENESS, PERMUTATIONS, DuplicateIndex, digests, shingles
from bench.rows import Row, best_of
from bench.stream import edited, unlike

POSTS, COPIES, REFERENCE = 100_000, 5_000, 5_000
EDITED = 0.05
AT_ONCE = 1000


def measure() -> list[Row]:
    """Posts indexed a second; recall and precision over copies and strangers, ours in the full index."""
    dice = random.Random(20261123)
    posts = unlike(dice, POSTS)
    strangers = unlike(dice, COPIES)
    chosen = dice.sample(range(POSTS), COPIES)
    copies = [edited(dice, posts[number], EDITED) for number in chosen]
    ours = DuplicateIndex()
    seconds = best_of(1, lambda: _index(ours, posts))
    recall, precision = _score(_ours(ours, copies), _ours(ours, strangers), chosen)
    few = dice.sample(range(REFERENCE), REFERENCE // 5)
    theirs = MinHashLSH(threshold=LEAST_LIKENESS, num_perm=PERMUTATIONS)
    slow = best_of(1, lambda: _index_datasketch(theirs, posts[:REFERENCE]))
    again = [edited(dice, posts[number], EDITED) for number in few]
    found, wrong = _datasketch(theirs, again), _datasketch(theirs, strangers[: len(few)])
    other_recall, other_precision = _score(found, wrong, few)
    name = f"datasketch（{REFERENCE} 条）"
    return [
        Row(f"近似重复：建索引（{POSTS} 条）", POSTS / seconds, "条/秒", name, REFERENCE / slow),
        Row("近似重复：改动 5% 的召回率", recall, "", name, other_recall),
        Row("近似重复：改动 5% 的准确率", precision, "", name, other_precision),
    ]


def _index(index: DuplicateIndex, posts: list[str]) -> None:
    for start in range(0, len(posts), AT_ONCE):
        for place, row in enumerate(digests(posts[start : start + AT_ONCE]), start):
            index.add(str(place), row)


def _ours(index: DuplicateIndex, texts: list[str]) -> list[str | None]:
    return [index.model_of(row) for row in digests(texts)]


def _index_datasketch(index: MinHashLSH, posts: list[str]) -> None:
    for place, text in enumerate(posts):
        index.insert(str(place), _minhash(text))


def _datasketch(index: MinHashLSH, texts: list[str]) -> list[str | None]:
    return [next(iter(sorted(index.query(_minhash(text)))), None) for text in texts]


def _minhash(text: str) -> MinHash:
    hashed = MinHash(num_perm=PERMUTATIONS)
    hashed.update_batch([piece.encode() for piece in shingles(text)])
    return hashed


def _score(copies: list[str | None], strangers: list[str | None], models: list[int]) -> tuple[float, float]:
    """Recall over the copies; precision over all that were said to copy something."""
    right = sum(found == str(model) for found, model in zip(copies, models, strict=True))
    said = sum(found is not None for found in (*copies, *strangers))
    return right / len(copies), right / max(1, said)
