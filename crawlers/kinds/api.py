"""api: any JSON interface, described by field paths (JMESPath), with paging or a cursor; also once for each
watch word, and ready described (presets)."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode, urljoin

import jmespath  # type: ignore[import-untyped]
from jmespath.exceptions import JMESPathError  # type: ignore[import-untyped]
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from crawlers.addresses import canonical, is_address
from crawlers.article import dates
from crawlers.article.charset import decode
from crawlers.article.dom import plain, squeeze
from crawlers.counters import count
from crawlers.items import Ask, Item, Known, Page, Place
from crawlers.kinds.errors import UnreadablePage
from crawlers.kinds.presets import with_preset
from crawlers.kinds.words import MARK, Charset, Words, wanted, with_word
from huiying.core.contents import COUNTERS, HASHED


def _checked_path(text: str) -> str:
    try:
        jmespath.compile(text)
    except JMESPathError as error:
        raise ValueError(f"“{text}”不是有效的字段路径") from error
    return text


def _checked_post_url(text: str) -> str:
    if not is_address(text.replace("{id}", "1")) or "{id}" not in text:
        raise ValueError(f"“{text}”应是含有 {{id}} 的网址")
    return text


Path = Annotated[str, AfterValidator(_checked_path)]
PostUrl = Annotated[str, AfterValidator(_checked_post_url)]


class Fields(BaseModel):
    """Where each field stands inside one element of the list."""

    model_config = ConfigDict(extra="forbid")

    id: Path | None = None
    url: Path | None = None
    title: Path | None = None
    text: Path | None = None
    author: Path | None = None
    published_at: Path | None = None
    reposts: Path | None = None
    comments: Path | None = None
    likes: Path | None = None
    dislikes: Path | None = None
    views: Path | None = None


class Options(BaseModel):
    """`items` is the path to the list ("@" where the answer itself is one), `fields` what to take.

    Paging: `page_param` counts up from `page_start`; or `cursor` (a path in the answer) is handed back
    as `cursor_param`. `pages` limits both. `url` makes an address from a field: ".../{id}". A POST sends
    JSON, or a `form`. `message` is the path of what the interface says when it gives no list.

    `{word}` in the address or in a parameter stands for each of `words`, encoded in `charset`. `preset`
    names a description that ships; what stands beside it wins.

    `post_url` (".../{id}") is where one post is read again, `post_item` the path to it in that answer,
    `post_fields` its fields where they are called otherwise than in the list.
    """

    model_config = ConfigDict(extra="forbid")

    preset: str | None = None
    items: Path
    fields: Fields
    message: Path | None = None
    form: bool = False
    words: Words = Field(default_factory=list)
    charset: Charset = "utf-8"
    method: Literal["GET", "POST"] = "GET"
    params: dict[str, str | int] = Field(default_factory=dict)
    headers: dict[str, str] = Field(default_factory=dict)
    url: str | None = None
    post_url: PostUrl | None = None
    post_item: Path = "@"
    post_fields: Fields | None = None
    page_param: str | None = None
    page_start: int = 1
    cursor: Path | None = None
    cursor_param: str | None = None
    pages: int = Field(1, ge=1, le=100)

    @model_validator(mode="before")
    @classmethod
    def _with_preset(cls, given: Any) -> Any:
        return with_preset(given) if isinstance(given, dict) else given


def first(place: Place) -> Iterator[Ask]:
    """The first page of the interface, of every word."""
    options: Options = place.options
    start = {options.page_param: options.page_start} if options.page_param else {}
    for word in wanted(place.address, options.words, *map(str, options.params.values())):
        yield _ask(place, {**options.params, **start}, 1, word)


def read(place: Place, page: Page) -> Iterator[Item | Ask]:
    """The elements of the list as items, then an ask for the next page."""
    options: Options = place.options
    answer = _answer(page)
    if page.ask.purpose == "post":
        yield from _one(answer, options, page)
        return
    elements = jmespath.search(options.items, answer)
    if not isinstance(elements, list):
        raise UnreadablePage(_without_list(answer, options))
    for element in elements:
        if isinstance(element, dict):
            yield _item(element, options.fields, options, page)
    if elements and page.ask.depth < options.pages:
        yield from _next_page(place, answer, page.ask)


def _without_list(answer: Any, options: Options) -> str:
    said = _text(jmespath.search(options.message, answer)) if options.message else None
    if said:
        return f"接口没有给出列表，说的是“{said[:100]}”：可能要求登录或验证"
    return f"接口返回中没有列表“{options.items}”：字段可能已改"


def again(place: Place, known: Known) -> Ask | None:
    """The interface for one post, where there is one; else a post is read again only within the list."""
    options: Options = place.options
    if options.post_url is None or known.key.startswith(HASHED):
        return None
    url = options.post_url.replace("{id}", quote(known.key, safe=""))
    return Ask(url, headers=options.headers, carried=Item(key=known.key, url=known.url))


def _one(answer: Any, options: Options, page: Page) -> Iterator[Item]:
    """The one post that was asked for; an answer that names another is not it."""
    element = jmespath.search(options.post_item, answer)
    if not isinstance(element, dict):
        raise UnreadablePage(f"接口返回中没有“{options.post_item}”：字段可能已改")
    fields = options.post_fields or options.fields
    item = _item(element, fields, options, page)
    if page.ask.carried and not (fields.id and item.key):
        item = replace(item, key=page.ask.carried.key)
    yield item


def _answer(page: Page) -> Any:
    text, _ = decode(page.body, page.content_type)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadablePage("接口返回的不是 JSON") from error


def _item(element: dict[str, Any], fields: Fields, options: Options, page: Page) -> Item:
    found = {
        name: jmespath.search(path, element) for name, path in fields.model_dump().items() if path is not None
    }
    key = _text(found.get("id"))
    url = _address(_text(found.get("url")), key, options, page)
    item = Item(
        key=key or url,
        url=url,
        title=squeeze(plain(_text(found.get("title")))) or None,
        text=plain(_text(found.get("text"))) or None,
        author=_text(found.get("author")),
        published_at=_moment(found.get("published_at"), page.fetched_at),
    )
    counters: dict[str, Any] = {name: count(found.get(name)) for name in COUNTERS}
    return replace(item, **counters)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, dict | list):
        return None
    return str(value).strip() or None


def _address(url: str | None, key: str | None, options: Options, page: Page) -> str | None:
    if options.url and key:
        url = options.url.replace("{id}", key)
    absolute = urljoin(page.url, url) if url else None
    return canonical(absolute) if absolute and is_address(absolute) else None


def _moment(value: Any, now: datetime) -> datetime | None:
    return dates.parse(str(value), now) if value not in (None, "") else None


def _next_page(place: Place, answer: Any, ask: Ask) -> Iterator[Ask]:
    options: Options = place.options
    depth = ask.depth + 1
    if options.cursor and options.cursor_param:
        cursor = _text(jmespath.search(options.cursor, answer))
        if cursor and cursor != "0":
            yield _ask(place, {**options.params, options.cursor_param: cursor}, depth, ask.word)
    elif options.page_param:
        page = {options.page_param: options.page_start + depth - 1}
        yield _ask(place, {**options.params, **page}, depth, ask.word)


def _ask(place: Place, params: dict[str, str | int], depth: int, word: str) -> Ask:
    options: Options = place.options
    address = with_word(place.address, word, options.charset)
    params = {
        name: value.replace(MARK, word) if isinstance(value, str) else value for name, value in params.items()
    }
    if options.method == "POST":
        kind = "application/x-www-form-urlencoded" if options.form else "application/json"
        body = _encoded(params, options) if options.form else json.dumps(params, ensure_ascii=False)
        headers = {"Content-Type": kind, **options.headers}
        return Ask(address, method="POST", headers=headers, body=body, depth=depth, word=word)
    joined = f"{'&' if '?' in address else '?'}{_encoded(params, options)}" if params else ""
    return Ask(address + joined, headers=options.headers, depth=depth, word=word)


def _encoded(params: dict[str, str | int], options: Options) -> str:
    return urlencode(params, encoding=options.charset, errors="replace")
