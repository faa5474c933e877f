"""One visit to one source while it runs: what is still out, what came in, how it went."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from statistics import median

from scrapy.exceptions import IgnoreRequest

from crawlers.budgets import Allowance
from crawlers.items import Ask, Item, Place
from crawlers.pages import Fetched

_LONGEST_WAIT = timedelta(hours=24)


class UsedUp(IgnoreRequest):
    """A request that is not made because the day's budget has no bytes left."""


@dataclass(slots=True)
class Visiting:
    """The running visit to a source.

    `lists` are the list pages that were read; they count as fetched only when everything that they
    lead to was fetched too, so that an interrupted visit is repeated in full. `complete` turns False
    when something was left out. `allowance` is what may still be asked of this source, `denied` the
    budget that had nothing left, in Chinese. With `posts_only` the source itself is not due, only posts
    of it that are to be read again.
    """

    source_id: int
    place: Place
    kind: str
    channel: str
    private_host: str | None
    unverified_host: str | None
    allowance: Allowance
    posts_only: bool = False
    outstanding: int = 0
    requests: int = 0
    bytes: int = 0
    errors: int = 0
    items: int = 0
    new_items: int = 0
    with_title: int = 0
    with_date: int = 0
    with_text: int = 0
    off_rules: int = 0
    lists_read: int = 0
    unchanged: int = 0
    links: int = 0
    empty_lists: int = 0
    articles_read: int = 0
    articles_failed: int = 0
    complete: bool = True
    failure: str | None = None
    last_error: str | None = None
    denied: str | None = None
    not_before: datetime | None = None
    finished: bool = False
    seen: set[str] = field(default_factory=set)
    lists: list[Fetched] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)

    def may_ask(self) -> bool:
        """Take one request from the budgets; False, and the reason noted, where there is none left."""
        if self.allowance.take_request():
            self.requests += 1
            return True
        self.complete = False
        self.denied = self.allowance.used_up()
        return False

    def check_budget(self) -> None:
        """Raises UsedUp where the day's bytes are spent."""
        if self.allowance.has_bytes():
            return
        self.complete, self.denied = False, self.allowance.used_up()
        raise UsedUp(self.denied)

    def spend(self, size: int) -> None:
        """Count what came over the wire."""
        self.bytes += size
        self.allowance.take_bytes(size)

    def count(self, item: Item) -> None:
        """Count an item and which of its fields are there."""
        self.items += 1
        self.with_title += bool(item.title)
        self.with_date += item.published_at is not None
        self.with_text += bool(item.text)
        self.off_rules += item.off_rules

    def count_list(self, named: int) -> None:
        """Count a list page that was read, by how many articles or items it named."""
        self.lists_read += 1
        self.links += named
        self.empty_lists += not named

    @property
    def lag_seconds(self) -> int | None:
        """Median between published and detected of what was new; None where nothing tells."""
        return round(median(self.lags)) if self.lags else None

    def fail(self, ask: Ask, reason: str, *, for_now: bool) -> None:
        """Count a page that could not be had; `for_now` where asking again later may help. A post that is
        read again says nothing of the source."""
        if ask.purpose == "post":
            return
        if ask.word:
            reason = f"关注词“{ask.word}”：{reason}"
        self.errors += 1
        self.last_error = self.reasons[ask.url] = reason
        if for_now:
            self.complete = False
        if ask.purpose == "article":
            self.articles_failed += 1
        elif self.failure is None:
            self.failure = reason

    def outcome(self) -> str | None:
        """Why the visit failed as a whole, in Chinese; None where it did not."""
        if self.failure is not None:
            return self.failure
        if self.denied is not None:
            return self.denied
        if self.place.links:
            return None  # whoever entered a link hears of it; the source is none the worse
        if self.articles_failed and not self.articles_read:
            return f"{self.articles_failed} 篇文章都没有读到：{self.last_error}"
        return None


def wait_until(retry_after: str | None, now: datetime) -> datetime | None:
    """The moment that a Retry-After header names (seconds or a date), at most a day ahead."""
    if not retry_after:
        return None
    if retry_after.strip().isdigit():
        moment = now + timedelta(seconds=min(int(retry_after.strip()[:9]), 86400))
    else:
        try:
            moment = parsedate_to_datetime(retry_after)
        except ValueError:
            return None
        if moment.tzinfo is None:
            return None
    return min(moment, now + _LONGEST_WAIT)
