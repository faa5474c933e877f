"""What is remembered of fetched addresses, so that a page is fetched once and asked for cheaply."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from crawlers.addresses import address_hash
from huiying.core.models import FetchedPage

_LONGEST_VALIDATOR = 500
TOO_LARGE = 413
"""The status under which an article is remembered that was given up for its size: it is not asked again."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One fetched address: its validators (ETag, Last-Modified) and the hash of its bytes."""

    address: str
    status: int
    fetched_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    content_hash: str | None = None


def fetched_before(session: Session, source_id: int, addresses: Sequence[str]) -> set[str]:
    """Those of `addresses` that were fetched for good: read, or gone."""
    hashes = {address_hash(address): address for address in addresses}
    query = select(FetchedPage.address_hash).where(
        FetchedPage.source_id == source_id, FetchedPage.address_hash.in_(hashes)
    )
    return {hashes[found] for found in session.scalars(query)}


def last_fetch(session: Session, source_id: int, address: str) -> Fetched | None:
    """What is remembered of one address."""
    query = select(FetchedPage).where(
        FetchedPage.source_id == source_id, FetchedPage.address_hash == address_hash(address)
    )
    page = session.scalar(query)
    if page is None:
        return None
    return Fetched(
        page.address, page.status, page.fetched_at, page.etag, page.last_modified, page.content_hash
    )


def remember(session: Session, source_id: int, pages: Iterable[Fetched]) -> None:
    """Store what was fetched; a later fetch of the same address takes the place of the earlier."""
    rows = {page.address: _row(source_id, page) for page in pages}
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(FetchedPage)
    changing = ("etag", "last_modified", "content_hash", "fetched_at", "status")
    statement = insert.on_conflict_do_update(
        index_elements=["source_id", "address_hash"],
        set_={name: insert.excluded[name] for name in changing},
    )
    session.execute(statement, list(rows.values()))


def content_hash(body: bytes) -> str:
    """SHA-256 of a page's bytes, in hex."""
    return hashlib.sha256(body).hexdigest()


def _row(source_id: int, page: Fetched) -> dict[str, object]:
    return {
        "source_id": source_id,
        "address_hash": address_hash(page.address),
        "address": page.address,
        "etag": _validator(page.etag),
        "last_modified": _validator(page.last_modified),
        "content_hash": page.content_hash,
        "fetched_at": page.fetched_at,
        "status": page.status,
    }


def _validator(value: str | None) -> str | None:
    return value if value and len(value) <= _LONGEST_VALIDATOR else None
