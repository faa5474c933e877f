"""Rows of a file -> posts of one source; running it again adds nothing."""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update

from crawlers.importing.rows import BadRow, Row
from crawlers.items import Cleaned
from crawlers.pipeline import author_hasher, clean, store
from crawlers.registry import source_for
from huiying.core.database import Database
from huiying.core.errors import BadInput
from huiying.core.models import Source
from huiying.core.models.source import CHANNELS

_BATCH = 200
_KIND = "import"
_BOM = "\ufeff"


@dataclass(slots=True)
class ImportSummary:
    """What an import did: rows read, stored anew, already there, refused; and where the refused are."""

    rows: int = 0
    new: int = 0
    known: int = 0
    rejected: int = 0
    rejected_file: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The summary as `huiying import --json` prints it."""
        return {
            "rows": self.rows,
            "new": self.new,
            "known": self.known,
            "rejected": self.rejected,
            "rejected_file": self.rejected_file,
        }


def import_rows(
    database: Database,
    rows: Iterable[Row | BadRow],
    *,
    source_name: str,
    channel: str,
    secret: bytes,
    now: datetime,
    archive: bool = False,
    rejected_file: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> ImportSummary:
    """Store the good rows under the source `source_name` (made where it is new), in short transactions.

    A row's key is its id, else its address, else the hash of its content. `archive` marks history that
    starts no clocks. Bad rows go to `rejected_file` with line and reason. `progress` hears the number of
    rows done. Raises BadInput for an unknown channel.
    """
    if channel not in CHANNELS:
        raise BadInput(f"没有名为“{channel}”的渠道，可选：{'、'.join(CHANNELS)}")
    with database.write() as session:
        source_id = source_for(session, source_name, channel, now, _KIND).id
    summary = ImportSummary()
    rejected: list[BadRow] = []
    batch: list[Cleaned] = []
    hasher = author_hasher(secret, channel)

    def write() -> None:
        _store(database, source_id, channel, batch, now, archive, summary)
        batch.clear()
        if progress:
            progress(summary.rows)

    for row in rows:
        summary.rows += 1
        cleaned = clean(row.item, hasher) if isinstance(row, Row) else None
        if isinstance(row, BadRow):
            rejected.append(row)
        elif cleaned is not None:
            batch.append(cleaned)
        if len(batch) == _BATCH:
            write()
    write()
    return _with_rejected(summary, rejected, rejected_file)


def _store(
    database: Database,
    source_id: int,
    channel: str,
    batch: Sequence[Cleaned],
    now: datetime,
    archive: bool,
    summary: ImportSummary,
) -> None:
    if not batch:
        return
    with database.write() as session:
        stored = store(session, source_id, channel, batch, now, archive=archive)
        if stored.new:
            came = {"last_success_at": now, "last_new_at": now}
            session.execute(update(Source).where(Source.id == source_id).values(came))
    summary.new += stored.new
    summary.known += stored.known


def _with_rejected(summary: ImportSummary, rejected: Sequence[BadRow], path: Path | None) -> ImportSummary:
    summary.rejected = len(rejected)
    if rejected and path is not None:
        write_rejected(path, rejected)
        summary.rejected_file = str(path)
    return summary


def write_rejected(path: Path, rejected: Sequence[BadRow]) -> None:
    """Write refused rows as CSV (UTF-8 with a mark, so that Excel reads it): line, reason, values."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(_BOM)
        table = csv.writer(file)
        table.writerow(["行号", "原因", "内容"])
        for row in rejected:
            values = json.dumps(row.values, ensure_ascii=False, default=str)
            table.writerow([row.line, row.reason, values])
