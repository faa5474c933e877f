"""Labelled rows from CSV or JSONL, in the form that the heads read."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.linear.reading import model_text, spread_marks
from analysis.training.tasks import TASKS, Task
from analysis.words.segment import plain_segmenter, without_emoticons

_LONGEST_FIELD = 1 << 24
COUNTERS = ("reposts", "comments", "likes")


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts as the heads read them, their words, and their labels."""

    texts: list[str]
    words: list[list[str]]
    labels: list[str]


def task_named(name: str) -> Task:
    """The task, or ValueError that names those there are."""
    if name not in TASKS:
        raise ValueError(f"没有名为“{name}”的训练任务，可用的有：{'、'.join(TASKS)}")
    return TASKS[name]


def read_rows(task: Task, path: Path) -> Rows:
    """Rows with a label and a text; ValueError where the file holds none."""
    texts: list[str] = []
    labels: list[str] = []
    for record in records(path):
        label = str(record.get(task.column) or "").strip()
        marks = spread_marks(*(_count(record.get(name)) for name in COUNTERS))
        text = model_text(str(record.get("title") or ""), str(record.get("text") or ""), marks)
        if task.strip_emoticons:
            text = without_emoticons(text)
        if label and text:
            texts.append(text)
            labels.append(label)
    if len(set(labels)) < 2:
        raise ValueError(f"{path}：“{task.column}”一列至少要有两种标签，且标题或正文不为空")
    return Rows(texts, segmented(texts), labels)


def segmented(texts: list[str]) -> list[list[str]]:
    segmenter = plain_segmenter()
    return [segmenter.words(text) for text in texts]


def _count(cell: object) -> int | None:
    text = str(cell if cell is not None else "").strip()
    return int(text) if text.isdecimal() else None


def records(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        if path.suffix == ".jsonl":
            yield from (json.loads(line) for line in lines if line.strip())
        else:
            csv.field_size_limit(_LONGEST_FIELD)
            yield from csv.DictReader(lines)
