"""Article pages a second, all fields, against trafilatura's text alone on the same pages."""

from datetime import UTC, datetime

import trafilatura

from bench.pages import pages
from bench.rows import Row, best_of
from crawlers.article import extract

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def measure() -> list[Row]:
    """200 pages, one core."""
    corpus = pages(200)
    ours = best_of(3, lambda: [extract(page, fetched_at=NOW) for page in corpus])
    reference = best_of(3, lambda: [trafilatura.extract(page) for page in corpus])
    return [Row("正文抽取", len(corpus) / ours, "页/秒", "trafilatura", len(corpus) / reference)]
