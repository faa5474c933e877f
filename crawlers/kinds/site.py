"""site: a list page whose links lead to articles, with paging."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from parsel import Selector
from pydantic import BaseModel, ConfigDict, Field

from crawlers.addresses import canonical, is_address, same_site
from crawlers.article.charset import decode
from crawlers.article.dom import squeeze, whole
from crawlers.items import Ask, Item, Known, Page, Place
from crawlers.kinds.errors import UnreadablePage
from crawlers.kinds.overrides import Css, Overrides, Pattern, read_again, read_article

_SHORTEST_TITLE = 8
_ARTICLE_PATH = re.compile(r"\d{3,}|\.s?html?$|/(?:art|content|detail|article|news|post|thread)\b", re.I)
_NO_PAGE = re.compile(r"\.(?:jpe?g|png|gif|pdf|docx?|xlsx?|zip|rar|mp[34]|apk|exe)$", re.IGNORECASE)
_CHROME = "ancestor::nav or ancestor::footer or ancestor::header"


class Options(BaseModel):
    """Which links are articles: `links` (CSS), `pattern` (on the address), else found by their look.

    `next` is the CSS of the link to the next list page; `pages` limits how many are read, `most` how
    many links of a list page are looked at. `article` holds CSS for the fields of the article pages.
    """

    model_config = ConfigDict(extra="forbid")

    links: Css | None = None
    pattern: Pattern | None = None
    next: Css | None = None
    pages: int = Field(1, ge=1, le=50)
    most: int = Field(200, ge=1, le=1000)
    other_hosts: bool = False
    article: Overrides = Overrides()


def first(place: Place) -> Iterator[Ask]:
    """The list page."""
    yield Ask(place.address)


def read(place: Place, page: Page) -> Iterator[Item | Ask]:
    """A list page gives asks for its articles and the next page; an article page gives its item."""
    options: Options = place.options
    if page.ask.purpose != "list":
        yield read_article(page, options.article, page.ask.carried)
        return
    selector = Selector(whole(decode(page.body, page.content_type)[0]))
    links = list(_links(selector, page.url, options))
    if not links:
        raise UnreadablePage("列表页上没有找到文章链接：页面模板可能已改，请检查 links 或 pattern")
    for url, title in links[: options.most]:
        yield Ask(url, "article", carried=Item(key=url, url=url, title=title))
    yield from _next_page(selector, page, options)


def again(place: Place, known: Known) -> Ask | None:
    """The article page once more."""
    options: Options = place.options
    return read_again(options.article, known)


def _links(selector: Selector, base: str, options: Options) -> Iterator[tuple[str, str]]:
    """Addresses and link texts of the articles, each address once, in the order of the page."""
    found: dict[str, str] = {}
    for anchor in selector.css(options.links) if options.links else _anchors(selector, options):
        href = anchor.xpath("self::a/@href | .//a/@href").get()
        url = _absolute(base, href)
        if url is None or url == canonical(base) or not _wanted(url, base, options):
            continue
        title = squeeze(anchor.xpath("string(@title)").get() or anchor.xpath("string()").get() or "")
        found[url] = max(found.get(url, ""), title, key=len)
    if options.links or options.pattern:
        yield from found.items()
    else:
        yield from _looking_like_articles(found)


def _anchors(selector: Selector, options: Options) -> list[Selector]:
    where = "" if options.pattern else f"[not({_CHROME})]"
    return list(selector.xpath(f"//a[@href]{where}"))


def _absolute(base: str, href: str | None) -> str | None:
    if not href or href.strip().startswith(("javascript:", "mailto:", "tel:", "#")):
        return None
    try:
        url = urljoin(base, href.strip())
    except ValueError:
        return None
    return canonical(url) if is_address(url) else None


def _wanted(url: str, base: str, options: Options) -> bool:
    if not options.other_hosts and not same_site(url, base):
        return False
    if options.pattern:
        return bool(re.search(options.pattern, url))
    return bool(options.links) or not _NO_PAGE.search(urlsplit(url).path)


def _looking_like_articles(found: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Links with the text of a headline and the address of a document, of the commonest shapes."""
    likely = {
        url: title
        for url, title in found.items()
        if len(title) >= _SHORTEST_TITLE and _ARTICLE_PATH.search(urlsplit(url).path)
    }
    shapes = Counter(_shape(url) for url in likely)
    enough = max(shapes.values(), default=0) * 0.2
    yield from ((url, title) for url, title in likely.items() if shapes[_shape(url)] >= enough)


def _shape(url: str) -> str:
    path = urlsplit(url).path
    return re.sub(r"[0-9a-f]{16,}|\d+", "0", path.rsplit("/", 1)[0]) + f"|{path.count('/')}"


def _next_page(selector: Selector, page: Page, options: Options) -> Iterator[Ask]:
    if not options.next or page.ask.depth >= options.pages:
        return
    chosen = selector.css(options.next)
    url = _absolute(page.url, chosen.xpath("self::a/@href | .//a/@href").get())
    if url is not None:
        yield Ask(url, depth=page.ask.depth + 1)
