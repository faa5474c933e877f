"""Learns how rare words are (weights/words.npz) from texts without labels."""

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from analysis.linear.features import word_columns
from analysis.training.rows import records, segmented
from analysis.words.normalise import normalise
from analysis.words.rarity import BITS


def learn_rarities(paths: Iterable[Path], out_dir: Path) -> dict[str, object]:
    """Counts in how many texts each word stands; writes words.npz and words.json."""
    seen = np.zeros(2**BITS, np.int64)
    rows = 0
    names = []
    for path in paths:
        names.append(path.name)
        texts = [normalise(f"{r.get('title') or ''} {r.get('text') or ''}", 3000) for r in records(path)]
        for text_words in segmented([text for text in texts if text]):
            seen[np.unique(word_columns([text_words], BITS))] += 1
            rows += 1
    idf = np.log((1 + rows) / (1 + seen))
    np.savez_compressed(out_dir / "words.npz", idf=idf.astype(np.float16))
    card: dict[str, object] = {
        "task": "words",
        "data": names,
        "rows": rows,
        "bits": BITS,
        "cross_validated": None,
        "command": f"analysis.training.vocabulary.learn_rarities({names}, out_dir)",
    }
    (out_dir / "words.json").write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return card
