"""What is said in the town: the items of content/items/*.toml, and how their counters grow."""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any, NamedTuple

from huiying.cli.demo.moments import Calendar
from huiying.core.errors import BadInput

SITES = ("news", "feed", "weibo", "forum", "mailbox", "hotline", "park")


class Counters(NamedTuple):
    """What readers have done with an item so far."""

    reposts: int = 0
    comments: int = 0
    likes: int = 0
    views: int = 0


class Milepost(NamedTuple):
    """The counters that an item has reached some hours after it was published."""

    hours: float
    counters: Counters


class Reply(NamedTuple):
    """A reply below a thread of the message board."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One article, microblog, thread, message or call record; `number` is its id on its site.

    `sort` is what the citizen chose (咨询, 投诉 …) in a mailbox or hotline record. `gbk` pages are
    served in GBK without a word about it.
    """

    id: str
    number: int
    site: str
    at: datetime
    by: str
    title: str
    text: str
    grows: tuple[Milepost, ...] = ()
    sort: str = ""
    gbk: bool = False
    replies: tuple[Reply, ...] = ()

    def counters(self, now: datetime) -> Counters:
        """The counters as they stood at `now`: straight lines between the mileposts."""
        before = Milepost(0, Counters())
        age = (now - self.at) / timedelta(hours=1)
        for after in self.grows:
            if age < after.hours:
                share = max(0.0, (age - before.hours) / (after.hours - before.hours))
                pairs = zip(before.counters, after.counters, strict=True)
                return Counters(*(int(low + (high - low) * share) for low, high in pairs))
            before = after
        return before.counters


def load_items(calendar: Calendar) -> tuple[Item, ...]:
    """Every item, newest first, with its moments told from the calendar's T0."""
    folder = files("huiying.cli.demo") / "content" / "items"
    found: list[Item] = []
    for path in sorted(folder.iterdir(), key=lambda it: it.name):
        if path.name.endswith(".toml"):
            written = tomllib.loads(path.read_text(encoding="utf-8"))
            found += [_item(one, calendar) for one in written["item"]]
    _refuse_twins(found)
    return tuple(sorted(found, key=lambda it: (it.at, it.id), reverse=True))


def _item(written: dict[str, Any], calendar: Calendar) -> Item:
    name, site = written["id"], written["on"]
    if site not in SITES:
        raise BadInput(f"演示内容 {name}：没有名为“{site}”的站点，可选：{'、'.join(SITES)}")
    at = calendar.moment(written["at"])
    return Item(
        id=name,
        number=_number(name),
        site=site,
        at=at,
        by=written.get("by", ""),
        title=calendar.write(written.get("title", "")),
        text=calendar.write(written.get("text", "")).strip(),
        grows=tuple(Milepost(hours, Counters(*counts)) for hours, *counts in written.get("grows", [])),
        sort=written.get("sort", ""),
        gbk=written.get("gbk", False),
        replies=tuple(_reply(it, at, calendar) for it in written.get("replies", [])),
    )


def _reply(written: list[Any], at: datetime, calendar: Calendar) -> Reply:
    hours, by, text = written
    return Reply(at + timedelta(hours=hours), by, calendar.write(text))


def _number(name: str) -> int:
    """Ten digits that tell nothing of the name: the sites' own ids must not give labels away."""
    digest = hashlib.sha256(f"town {name}".encode()).digest()
    return 1_000_000_000 + int.from_bytes(digest[:8], "big") % 9_000_000_000


def _refuse_twins(items: list[Item]) -> None:
    names = [it.id for it in items]
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins or len({it.number for it in items}) < len(items):
        raise BadInput(f"演示内容的编号重复：{'、'.join(twins)}")
