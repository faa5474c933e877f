"""What a duty officer enters by hand (录入): a link or a text, with a screenshot as evidence."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Word

HOLDER = "entry"
"""The lease owner of a post whose page is still to be fetched, so that the analysis waits a little."""
KIND, ADDRESS = "manual", "manual:"
"""The kind and the address of a source that holds entries."""
ENTRY_STATES = ("stored", "queued", "fetched", "failed")


class Screenshot(Base):
    """A picture of what was seen, as it came in; the same picture is kept once."""

    __tablename__ = "screenshot"

    id: Mapped[Id]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    media_type: Mapped[Word]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    by: Mapped[Word]
    at: Mapped[datetime]


class Entry(Base):
    """One thing entered: `title` and `text` are the officer's own words.

    stored: the words are the post. queued: the page of `url` is to be fetched by the crawler, which waits
    for it in the source's visits; fetched, or failed with the `reason` (Chinese), is how that ended, at
    `ended_at`. The post is there at once where there are words, else once the page was fetched.
    """

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint(f"state IN {ENTRY_STATES}", name="state"),
        Index("ix_entry_source_state", "source_id", "state"),
        Index("ix_entry_post", "post_id"),
    )

    id: Mapped[Id]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    screenshot_id: Mapped[int | None] = mapped_column(ForeignKey("screenshot.id"))
    url: Mapped[str | None]
    title: Mapped[str | None]
    text: Mapped[str | None]
    channel: Mapped[Word]
    published_at: Mapped[datetime | None]
    state: Mapped[Word]
    reason: Mapped[str | None]
    by: Mapped[Word]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
