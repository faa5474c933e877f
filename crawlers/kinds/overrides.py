"""What every kind that reads article pages shares: per-source CSS that wins over the extraction."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from cssselect import SelectorError
from parsel import Selector
from parsel.csstranslator import HTMLTranslator
from pydantic import AfterValidator, BaseModel, ConfigDict

from crawlers.addresses import canonical
from crawlers.article import Article, dates, extract
from crawlers.article.charset import decode
from crawlers.article.dom import plain, squeeze, whole
from crawlers.items import Item, Page


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
    """CSS selectors for the fields of this source's article pages; a field without one is extracted."""

    model_config = ConfigDict(extra="forbid")

    title: Css | None = None
    text: Css | None = None
    published_at: Css | None = None
    source: Css | None = None
    author: Css | None = None


def read_article(page: Page, overrides: Overrides, carried: Item | None = None) -> Item:
    """The article on a page as an item; what the list already told (`carried`) fills the gaps."""
    article = extract(page.body, url=page.url, content_type=page.content_type, fetched_at=page.fetched_at)
    article, off_rules = _overridden(article, page, overrides)
    told = carried or Item()
    return Item(
        key=told.key or canonical(page.ask.url),
        url=told.url or canonical(page.url),
        title=article.title or told.title,
        text=article.text or told.text,
        author=article.author or told.author,
        published_at=article.published_at or told.published_at,
        outlet=article.source,
        off_rules=off_rules,
    )


def _overridden(article: Article, page: Page, overrides: Overrides) -> tuple[Article, bool]:
    """The article with the rules applied, and whether one that every page should meet found nothing."""
    off = False
    wanted = {name: css for name, css in overrides.model_dump().items() if css}
    if not wanted:
        return article, off
    selector = Selector(whole(decode(page.body, page.content_type)[0]))
    for name, css in wanted.items():
        found = "\n".join(_found(selector, css))
        if name == "published_at":
            moment = dates.parse(found, page.fetched_at)
            off |= moment is None
            article = replace(article, published_at=moment) if moment else article
        elif found:
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
