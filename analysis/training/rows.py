"""Labelled rows from CSV or JSONL, in the form that the heads read."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.linear.reading import Read, read
from analysis.linear.spread import COUNTERS, places, signs
from analysis.training.tasks import TASKS, Task
from analysis.words.normalise import normalise
from analysis.words.segment import plain_segmenter, without_emoticons

_LONGEST_FIELD = 1 << 24


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts as the heads read them, their words, their labels, and where their counters lie.

    `signs` are the counters' signs, without columns where the task does not learn from them."""

    texts: list[str]
    words: list[list[str]]
    heads: list[int]
    labels: list[str]
    on_scale: NDArray[np.float64]
    signs: NDArray[np.float64]


def task_named(name: str) -> Task:
    """The task, or ValueError that names those there are."""
    if name not in TASKS:
        raise ValueError(f"没有名为“{name}”的训练任务，可用的有：{'、'.join(TASKS)}")
    return TASKS[name]


def read_rows(task: Task, path: Path) -> Rows:
    """Rows with a label and a text; ValueError where the file holds none."""
    reads: list[Read] = []
    labels: list[str] = []
    counts: list[list[int | None]] = []
    for record in records(path):
        label = _cell(record, task.column).strip()
        one = _read(record, task.strip_emoticons)
        if label and one.text:
            reads.append(one)
            labels.append(label)
            counts.append([_count(_cell(record, name)) for name in COUNTERS])
    if len(set(labels)) < 2:
        raise ValueError(f"{path}：“{task.column}”一列至少要有两种标签，且标题或正文不为空")
    on_scale = places(counts)
    used = signs(on_scale) if task.spread else np.zeros((len(reads), 0))
    texts = [one.text for one in reads]
    return Rows(texts, segmented(texts), [one.head for one in reads], labels, on_scale, used)


def _read(record: dict[str, object], strip_emoticons: bool) -> Read:
    parts = [normalise(_cell(record, name)) for name in ("title", "text")]
    if strip_emoticons:
        parts = [normalise(without_emoticons(part)) for part in parts]
    return read(*parts)


def segmented(texts: list[str]) -> list[list[str]]:
    segmenter = plain_segmenter()
    return [segmenter.words(text) for text in texts]


def _cell(record: dict[str, object], name: str) -> str:
    """The cell as text; a label may be the number 0."""
    cell = record.get(name)
    return "" if cell is None else str(cell)


def _count(cell: str) -> int | None:
    return int(cell) if cell.strip().isdecimal() else None


def records(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        if path.suffix == ".jsonl":
            yield from (json.loads(line) for line in lines if line.strip())
        else:
            csv.field_size_limit(_LONGEST_FIELD)
            yield from csv.DictReader(lines)
