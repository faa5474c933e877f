"""What every kind that reads article pages shares: per-source CSS that wins over the extraction."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

from cssselect import SelectorError
from parsel import Selector
from parsel.csstranslator import HTMLTranslator
from pydantic import AfterValidator, BaseModel, ConfigDict

from crawlers.addresses import canonical
from crawlers.article import Article, dates, extract
from crawlers.article.charset import decode
from crawlers.article.dom import plain, squeeze, whole
from crawlers.counters import count
from crawlers.items import Ask, Item, Known, Page
from huiying.core.contents import COUNTERS

_TEXT_FROM = 2
"""The step from which a page is read again for its text alone: one hour after it was first seen."""


def _checked_css(text: str) -> str:
    try:
        HTMLTranslator().css_to_xpath(text)
    except (SelectorError, ValueError) as error:
        raise ValueError(f"“{text}”不是有效的 CSS 选择器") from error
    return text


def _checked_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"“{text}”不是有效的正则表达式：{error}") from error
    return text


_ON_EVERY_PAGE = ("title", "text")  # a source line or an author may be left out

Css = Annotated[str, AfterValidator(_checked_css)]
Pattern = Annotated[str, AfterValidator(_checked_pattern)]


class Overrides(BaseModel):
    """CSS selectors for the fields of this source's article pages; a field without one is extracted.

    The counters have no other way: where a page shows how often it was read or commented on, their
    selectors make it a post whose heat has a curve.
    """

    model_config = ConfigDict(extra="forbid")

    title: Css | None = None
    text: Css | None = None
    published_at: Css | None = None
    source: Css | None = None
    author: Css | None = None
    reposts: Css | None = None
    comments: Css | None = None
    likes: Css | None = None
    dislikes: Css | None = None
    views: Css | None = None


def read_article(page: Page, overrides: Overrides, carried: Item | None = None) -> Item:
    """The article on a page as an item; what the list already told (`carried`) fills the gaps."""
    article = extract(page.body, url=page.url, content_type=page.content_type, fetched_at=page.fetched_at)
    chosen = _chosen(page, overrides)
    article, off_rules = _overridden(article, chosen, page)
    told = carried or Item()
    counters: dict[str, Any] = {name: count(chosen[name]) for name in COUNTERS if name in chosen}
    item = Item(
        key=told.key or canonical(page.ask.url),
        url=told.url or canonical(page.url),
        title=article.title or told.title,
        text=article.text or told.text,
        author=article.author or told.author,
        published_at=article.published_at or told.published_at,
        outlet=article.source,
        off_rules=off_rules,
    )
    return replace(item, **counters)


def read_again(overrides: Overrides, known: Known) -> Ask | None:
    """The ask for an article page that we have: for its counters, else, less often, for its text.

    Without counters the first readings would tell nothing: a text rarely changes within minutes.
    """
    has_counters = any(getattr(overrides, name) for name in COUNTERS)
    if known.url is None or not (has_counters or known.step >= _TEXT_FROM):
        return None
    return Ask(known.url, carried=Item(key=known.key, url=known.url))


def _chosen(page: Page, overrides: Overrides) -> dict[str, str]:
    """What the selectors find, by field."""
    wanted = {name: css for name, css in overrides.model_dump().items() if css}
    if not wanted:
        return {}
    selector = Selector(whole(decode(page.body, page.content_type)[0]))
    return {name: "\n".join(_found(selector, css)) for name, css in wanted.items()}


def _overridden(article: Article, chosen: dict[str, str], page: Page) -> tuple[Article, bool]:
    """The article with the rules applied, and whether one that every page should meet found nothing."""
    off = False
    for name, found in chosen.items():
        if name == "published_at":
            moment = dates.parse(found, page.fetched_at)
            off |= moment is None
            article = replace(article, published_at=moment) if moment else article
        elif found and name not in COUNTERS:
            value = found if name == "text" else squeeze(found)
            article = replace(article, **{name: value})  # type: ignore[arg-type]
        else:
            off |= name in _ON_EVERY_PAGE
    return article, off


def _found(selector: Selector, css: str) -> Iterator[str]:
    for html in selector.css(css).getall():
        text = plain(html)
        if text:
            yield text
