"""sitemap: a site map (index, gzip, news) that names a site's pages; the new ones are read as articles."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field

from crawlers.addresses import canonical, is_address, same_site
from crawlers.items import Ask, Item, Known, Page, Place
from crawlers.kinds.errors import UnreadablePage
from crawlers.kinds.overrides import Overrides, Pattern, read_again, read_article
from crawlers.sitemaps import Entry, UnreadableMap, newest_first, read_sitemap

# What failed at the last visit is asked for again, and a date alone means some hour of that day.
_MARGIN = timedelta(days=3)


class Options(BaseModel):
    """Which pages are read: those whose address fits `pattern` and, where the map says when they changed,
    within `days` of the visit and since the source was last read whole.

    `maps` limits how many maps one map may lead to (the newest first), `depth` how deep they may nest,
    `most` how many pages of a map are looked at. `article` holds CSS for the fields of the pages.
    """

    model_config = ConfigDict(extra="forbid")

    pattern: Pattern | None = None
    days: int = Field(30, ge=1, le=3650)
    maps: int = Field(50, ge=1, le=500)
    depth: int = Field(3, ge=1, le=5)
    most: int = Field(2000, ge=1, le=20_000)
    other_hosts: bool = False
    article: Overrides = Overrides()


def first(place: Place) -> Iterator[Ask]:
    """The map, or the robots.txt that names it."""
    # An index stays the same while the maps that it names change.
    yield Ask(place.address, entire=True)


def read(place: Place, page: Page) -> Iterator[Item | Ask]:
    """A map gives asks for its new pages and further maps; a page gives its item."""
    options: Options = place.options
    if page.ask.purpose != "list":
        yield _article(page, options)
        return
    try:
        found = read_sitemap(page.body, page.fetched_at)
    except UnreadableMap as error:
        raise UnreadablePage(str(error)) from error
    if page.ask.depth < options.depth:
        for entry in _chosen(found.maps, place, page, options.maps):
            yield Ask(entry.url, depth=page.ask.depth + 1)
    pages = [entry for entry in found.pages if not options.pattern or re.search(options.pattern, entry.url)]
    if found.pages and not pages:
        raise UnreadablePage("站点地图中没有符合 pattern 的网址：网站可能已改版，请检查 pattern")
    for entry in _chosen(pages, place, page, options.most):
        url = canonical(entry.url)
        carried = Item(key=url, url=url, title=entry.title, published_at=entry.published_at)
        yield Ask(entry.url, "article", carried=carried)


def again(place: Place, known: Known) -> Ask | None:
    """The page once more."""
    options: Options = place.options
    return read_again(options.article, known)


def _chosen(entries: list[Entry], place: Place, page: Page, most: int) -> list[Entry]:
    """The entries of this site that may hold something new, the newest first, at most `most`."""
    options: Options = place.options
    since = _since(place, page.fetched_at)
    allowed = (e for e in entries if options.other_hosts or same_site(e.url, page.url))
    fresh = [e for e in allowed if is_address(e.url) and (e.moment is None or e.moment >= since)]
    return list(newest_first(fresh))[:most]


def _since(place: Place, now: datetime) -> datetime:
    options: Options = place.options
    oldest = now - timedelta(days=options.days)
    return max(oldest, place.read_at - _MARGIN) if place.read_at else oldest


def _article(page: Page, options: Options) -> Item:
    """A news map knows the moment of publication better than the page."""
    item = read_article(page, options.article, page.ask.carried)
    told = page.ask.carried
    return replace(item, published_at=told.published_at) if told and told.published_at else item
