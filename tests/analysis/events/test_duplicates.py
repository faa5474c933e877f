import random

from datasketch import MinHash

from analysis.events.duplicates import DuplicateIndex, digests, shingles

LETTERS = "棋盘洲港区扬尘噪音小区业主物业停车收费学校招生医院看病征地补偿工资拖欠环境污染道路拥堵公交线路"


def base(seed: int, length: int = 120) -> str:
    return "".join(random.Random(seed).choices(LETTERS, k=length))


def edited(text: str, seed: int) -> str:
    rng = random.Random(seed)
    letters = list(text)
    for place in rng.sample(range(len(letters)), len(letters) // 20):
        letters[place] = rng.choice(LETTERS)
    return "".join(letters)


def test_texts_edited_by_a_twentieth_are_found_and_others_are_not() -> None:
    bases = [base(seed) for seed in range(300)]
    index = DuplicateIndex()
    for number, row in enumerate(digests(bases)):
        index.add(number, row)
    copies = digests([edited(text, 1000 + n) for n, text in enumerate(bases)])
    found = [index.model_of(row) for row in copies]
    assert sum(model == n for n, model in enumerate(found)) >= 0.98 * len(bases)
    strangers = [index.model_of(row) for row in digests([base(9000 + n) for n in range(300)])]
    assert sum(model is not None for model in strangers) <= 6


def test_the_likeness_agrees_with_datasketch() -> None:
    one, other = base(1), edited(base(1), 2)
    rows = digests([one, other])
    ours = float((rows[0] == rows[1]).mean())
    oracle = [MinHash(256), MinHash(256)]
    for hashed, text in zip(oracle, (one, other), strict=True):
        for piece in shingles(text):
            hashed.update(piece.encode())
    assert abs(ours - oracle[0].jaccard(oracle[1])) < 0.2
