"""One entry of a feed."""

from datetime import datetime
from typing import NamedTuple


class FeedItem(NamedTuple):
    """`summary` is plain text; `text` the full content where the feed carries it. `id` is the feed's own
    name of the entry, else its link. `published_at` is aware, in Asia/Shanghai."""

    title: str | None = None
    link: str | None = None
    published_at: datetime | None = None
    summary: str = ""
    id: str | None = None
    author: str | None = None
    text: str = ""

    def as_json(self) -> dict[str, str | None]:
        """The fields as `huiying feed` prints them."""
        moment = self.published_at
        return {
            "title": self.title,
            "link": self.link,
            "published_at": moment.isoformat() if moment else None,
            "summary": self.summary,
            "id": self.id,
        }
