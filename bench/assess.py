"""Posts a second through all heads, against segmenting alone with jieba in the same run."""

from datetime import UTC, datetime

import jieba

from analysis.analyst import Analyst
from analysis.texts import Text
from bench.rows import Row, best_of
from bench.texts import texts

jieba.setLogLevel(60)

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def measure() -> list[Row]:
    """Whole assessments of 2,000 posts of 80 and of 450 characters, one core."""
    analyst = Analyst.default()
    jieba.initialize()
    return [_row(analyst, length) for length in (80, 450)]


def _row(analyst: Analyst, length: int) -> Row:
    posts = [Text(id=str(n), text=text, channel="weibo") for n, text in enumerate(texts(2000, length))]
    ours = best_of(3, lambda: analyst.assess(posts, NOW))
    reference = best_of(1, lambda: [jieba.lcut(post.text) for post in posts])
    return Row(f"研判（{length} 字）", len(posts) / ours, "条/秒", "jieba 仅分词", len(posts) / reference)
