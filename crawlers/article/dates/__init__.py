"""Chinese dates as pages, feeds and tables write them -> moments."""

from crawlers.article.dates.parsing import has_date, is_dated, parse

__all__ = ["has_date", "is_dated", "parse"]
