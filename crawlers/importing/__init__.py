"""Files of posts from elsewhere (CSV, JSONL, XLSX) -> rows -> posts."""

from crawlers.importing.importer import ImportSummary, import_rows
from crawlers.importing.rows import BadRow, ExchangeRow, Row, read_exchanges, read_rows

__all__ = ["BadRow", "ExchangeRow", "ImportSummary", "Row", "import_rows", "read_exchanges", "read_rows"]
