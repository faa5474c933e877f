"""Dates a second: our reading of any form, against strptime told the likely formats."""

from contextlib import suppress
from datetime import UTC, datetime

from bench.rows import Row, best_of
from crawlers.article.dates import parse

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日",
    "%Y/%m/%d %H:%M",
    "%Y.%m.%d",
    "%Y-%m-%dT%H:%M:%S%z",
    "%a, %d %b %Y %H:%M:%S %z",
)
# As a day's crawl brings them: mostly full dates, some yearless, some that count back.
FORMS = (
    *("2026-11-20 13:14:15", "2026-11-20 13:14", "2026-11-20", "2026年11月20日 13:14") * 3,
    *("2026年11月20日", "2026/11/20 13:14", "2026.11.20", "2026-11-20T13:14:15+08:00") * 2,
    *("Fri, 20 Nov 2026 13:14:15 +0800", "发布时间：2026-11-20 13:14", "11月20日 13:14", "11-20 13:14"),
    *("3分钟前", "昨天 12:30", "上周五", "1795151655"),
)


def measure() -> list[Row]:
    """20,000 dates, one core; strptime may fail on the forms that it has no format for."""
    forms = FORMS * (20_000 // len(FORMS))
    ours = best_of(3, lambda: [parse(form, NOW) for form in forms])
    reference = best_of(3, lambda: [_by_format(form) for form in forms])
    return [Row("日期", len(forms) / ours, "个/秒", "strptime 逐格式", len(forms) / reference)]


def _by_format(form: str) -> datetime | None:
    for pattern in FORMATS:
        with suppress(ValueError):
            return datetime.strptime(form, pattern)  # noqa: DTZ007
    return None
