"""Whole assessments, all heads and rules on, one core: against the same models on plain jieba and
scikit-learn pipelines, and against SnowNLP's sentiment alone, each in the same run, by seconds of work."""

import subprocess
import sys
from datetime import UTC, datetime
from statistics import median

import jieba
from snownlp import SnowNLP

from analysis.analyst import Analyst
from analysis.texts import Text
from bench.plain import SharedPass, pipelines
from bench.rows import Row, best_cpu_of
from bench.texts import texts

jieba.setLogLevel(60)

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
POSTS, REFERENCE_POSTS, SINGLE_POSTS = 2000, 200, 200
FIRST_VERDICT = """
import time
start = time.process_time()
from datetime import UTC, datetime
from analysis.analyst import Analyst
from analysis.texts import Text
Analyst.default().assess([Text("1", text="棋盘洲的路灯坏了")], datetime(2026, 11, 23, tzinfo=UTC))
"""
FIRST_REFERENCE = """
import time
start = time.process_time()
import jieba
import sklearn.pipeline, sklearn.svm, sklearn.feature_extraction.text
jieba.setLogLevel(60)
jieba.lcut("棋盘洲的路灯坏了")
"""
# The seconds of work since `start`, and the resident size in MB as Linux tells it.
REPORT = """
seconds = time.process_time() - start
size = next(line for line in open("/proc/self/status") if line.startswith("VmRSS"))
print(seconds, int(size.split()[1]) / 1024)
"""


def measure() -> list[Row]:
    """Posts a second of 80 and of 450 characters; one post alone; the start; memory."""
    analyst = Analyst.default()
    jieba.initialize()
    rows = [row for length in (80, 450) for row in _batches(analyst, length)]
    return [*rows, _alone(analyst), *_start()]


def _batches(analyst: Analyst, length: int) -> list[Row]:
    corpus = texts(POSTS, length)
    posts = [Text(id=str(number), text=text, channel="weibo") for number, text in enumerate(corpus)]
    few = corpus[:REFERENCE_POSTS]
    plain, shared = pipelines(length), SharedPass(length)
    ours = POSTS / best_cpu_of(5, lambda: analyst.assess(posts, NOW))
    by_pipelines = len(few) / best_cpu_of(5, lambda: [one.predict(few) for one in plain])
    by_shared = len(few) / best_cpu_of(5, lambda: shared.predict(few))
    by_snownlp = len(few) / best_cpu_of(2, lambda: [SnowNLP(text).sentiments for text in few])
    what = f"研判（{length} 字）"
    return [
        Row(what, ours, "条/秒", "jieba＋scikit-learn 五条流水线", by_pipelines),
        Row(what, ours, "条/秒", "同上，五个模型共用一次分词", by_shared),
        Row(what, ours, "条/秒", "SnowNLP 仅情感", by_snownlp),
    ]


def _alone(analyst: Analyst) -> Row:
    corpus = texts(SINGLE_POSTS, 80)
    plain = pipelines(80)
    ours = median(
        best_cpu_of(1, lambda text=text: analyst.assess([Text("1", text=text)], NOW)) for text in corpus
    )
    theirs = median(
        best_cpu_of(1, lambda text=text: [one.predict([text]) for one in plain]) for text in corpus[:40]
    )
    return Row("单条研判（中位）", ours * 1000, "毫秒", "jieba＋scikit-learn 五条流水线", theirs * 1000)


def _start() -> list[Row]:
    seconds, megabytes = _process(FIRST_VERDICT)
    reference_seconds, reference_megabytes = _process(FIRST_REFERENCE)
    name = "导入 jieba 与 scikit-learn 并分词一次"
    return [
        Row("导入并研判第一条", seconds, "秒", name, reference_seconds),
        Row("载入全部模型后的内存", megabytes, "MB", name, reference_megabytes),
    ]


def _process(code: str) -> tuple[float, float]:
    """Seconds and megabytes of a new interpreter; the second start, when the files are warm."""
    for _ in range(2):
        said = subprocess.run(
            [sys.executable, "-c", code + REPORT], capture_output=True, text=True, check=True
        )
    seconds, megabytes = map(float, said.stdout.split())
    return seconds, megabytes
