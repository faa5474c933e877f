"""What the analysis is given: texts with their counters, as plain frozen values."""

from dataclasses import dataclass
from datetime import datetime

CHANNELS = ("news", "weibo", "wechat", "forum", "video", "message", "hotline", "manual")


@dataclass(frozen=True, slots=True)
class Reading:
    """The counters of one post as they stood at one moment; None means not shown by the source."""

    at: datetime
    reposts: int | None = None
    comments: int | None = None
    likes: int | None = None
    dislikes: int | None = None
    views: int | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """One post as the analysis sees it.

    `source_weight` is 1.0 for an ordinary source and more for one that many people read.
    `local` says that the source speaks to the people of the park and its city, so that a bare name
    such as 新港 or 园区 means theirs.
    `published_at` is aware or None where unknown; `readings` are the earlier counters, any order;
    `usual` the counters of other posts of the same source, against which a burst is seen.
    """

    id: str
    title: str = ""
    text: str = ""
    channel: str = "news"
    source: str = ""
    source_weight: float = 1.0
    published_at: datetime | None = None
    url: str = ""
    reposts: int | None = None
    comments: int | None = None
    likes: int | None = None
    dislikes: int | None = None
    views: int | None = None
    readings: tuple[Reading, ...] = ()
    usual: tuple[Reading, ...] = ()
    local: bool = False

    def whole(self) -> str:
        """Title and text as one string, the title once even where the text repeats it."""
        if not self.title or self.text.startswith(self.title):
            return self.text
        return f"{self.title}\n{self.text}"
