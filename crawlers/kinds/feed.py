"""feed: RSS 0.9-2.0, Atom, RDF or JSON Feed, also one a watch word; its items, or the articles that
they lead to."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, Field

from crawlers.addresses import canonical, is_address
from crawlers.feeds import FeedItem, read_feed
from crawlers.items import Ask, Item, Known, Page, Place
from crawlers.kinds.errors import UnreadablePage
from crawlers.kinds.overrides import Overrides, read_again, read_article
from crawlers.kinds.words import Charset, Words, wanted, with_word


class Options(BaseModel):
    """`follow`: fetch each item's page and read the article there. `most`: items taken a visit.

    Where the address holds `{word}` there is a feed for each of `words`, encoded in `charset`, as in
    RSSHub's routes.
    """

    model_config = ConfigDict(extra="forbid")

    follow: bool = False
    most: int = Field(100, ge=1, le=1000)
    words: Words = Field(default_factory=list)
    charset: Charset = "utf-8"
    article: Overrides = Overrides()


def first(place: Place) -> Iterator[Ask]:
    """The feed itself, or that of every word."""
    options: Options = place.options
    for word in wanted(place.address, options.words):
        yield Ask(with_word(place.address, word, options.charset), word=word)


def read(place: Place, page: Page) -> Iterator[Item | Ask]:
    """The feed's items, or an ask for each one's page; an article page gives its item."""
    options: Options = place.options
    if page.ask.purpose != "list":
        yield read_article(page, options.article, page.ask.carried)
        return
    feed = read_feed(page.body, now=page.fetched_at, base_url=page.url, content_type=page.content_type)
    if feed.problem:
        raise UnreadablePage(f"返回的内容读不出条目：{feed.problem}")
    for entry in feed.items[: options.most]:
        item = _item(entry)
        if options.follow and item.url:
            yield Ask(item.url, "article", carried=item)
        else:
            yield item


def again(place: Place, known: Known) -> Ask | None:
    """The page of an item, where items are read from their pages; else only the feed tells of it."""
    options: Options = place.options
    return read_again(options.article, known) if options.follow else None


def _item(entry: FeedItem) -> Item:
    url = canonical(entry.link) if entry.link and is_address(entry.link) else None
    return Item(
        key=entry.id if entry.id and entry.id != entry.link else url,
        url=url,
        title=entry.title,
        text=entry.text,
        author=entry.author,
        published_at=entry.published_at,
    )
