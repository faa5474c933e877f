"""search: a site's search page, asked for each watch word; its results lead to articles."""

import re
from collections.abc import Iterator
from dataclasses import replace

from pydantic import Field

from crawlers.addresses import canonical
from crawlers.article.charset import decode
from crawlers.items import Ask, Item, Page, Place
from crawlers.kinds import site
from crawlers.kinds.errors import UnreadablePage
from crawlers.kinds.overrides import Pattern
from crawlers.kinds.words import Charset, Words, wanted, with_word

_PAGE = "{page}"
_NOTHING = (
    r"没有找到|没找到|未找到|无相关|没有相关|没有符合|查无|暂无|找到\D{0,6}0\s*[条篇个]|共\D{0,3}0\s*[条篇个]"
)


class Options(site.Options):
    """Like site. In the address `{word}` stands for each of `words`, encoded in `charset`, and `{page}`
    for the number of the page, from `page_start` in steps of `page_step`.

    `nothing` is the pattern of what a page says that found nothing; one that neither says so nor has
    links is taken for a changed template.
    """

    words: Words = Field(default_factory=list)
    charset: Charset = "utf-8"
    page_start: int = Field(1, ge=0, le=1000)
    page_step: int = Field(1, ge=1, le=1000)
    nothing: Pattern = _NOTHING
    other_hosts: bool = True


again = site.again


def first(place: Place) -> Iterator[Ask]:
    """The first page of results of every word."""
    options: Options = place.options
    for word in wanted(place.address, options.words):
        yield Ask(_address(place, word, 1), word=word)


def read(place: Place, page: Page) -> Iterator[Item | Ask]:
    """Results give asks for their articles and for the next page; an article page gives its item, known
    by the address that it was found at in the end, as searches often link by way of themselves."""
    options: Options = place.options
    if page.ask.purpose != "list":
        is_known = page.ask.purpose == "post"
        for item in site.read(place, page):
            yield _settled(item, page) if isinstance(item, Item) and not is_known else item
        return
    try:
        found = list(site.read(place, page))
    except UnreadablePage as error:
        if re.search(options.nothing, decode(page.body, page.content_type)[0]) or page.ask.depth > 1:
            return
        raise UnreadablePage(
            "搜索结果页上没有找到链接，也没有写明无结果：页面模板可能已改，请检查 links 或 nothing"
        ) from error
    yield from (replace(ask, word=page.ask.word) if isinstance(ask, Ask) else ask for ask in found)
    if _PAGE in place.address and page.ask.depth < options.pages:
        depth = page.ask.depth + 1
        yield Ask(_address(place, page.ask.word, depth), depth=depth, word=page.ask.word)


def _address(place: Place, word: str, depth: int) -> str:
    options: Options = place.options
    number = options.page_start + (depth - 1) * options.page_step
    return with_word(place.address.replace(_PAGE, str(number)), word, options.charset)


def _settled(item: Item, page: Page) -> Item:
    address = canonical(page.url)
    return replace(item, key=address, url=address)
