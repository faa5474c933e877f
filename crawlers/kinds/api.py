"""api: any JSON interface, described by field paths (JMESPath), with paging or a cursor."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode, urljoin

import jmespath  # type: ignore[import-untyped]
from jmespath.exceptions import JMESPathError  # type: ignore[import-untyped]
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from crawlers.addresses import canonical, is_address
from crawlers.article import dates
from crawlers.article.charset import decode
from crawlers.article.dom import plain, squeeze
from crawlers.items import Ask, Item, Page, Place
from crawlers.kinds.errors import UnreadablePage
from huiying.core.contents import COUNTERS

_COUNT = re.compile(r"([\d,]+(?:\.\d+)?)\s*([万亿wk千]?)", re.IGNORECASE)
_TIMES = {"万": 10_000, "w": 10_000, "亿": 100_000_000, "k": 1_000, "千": 1_000, "": 1}


def _checked_path(text: str) -> str:
    try:
        jmespath.compile(text)
    except JMESPathError as error:
        raise ValueError(f"“{text}”不是有效的字段路径") from error
    return text


Path = Annotated[str, AfterValidator(_checked_path)]


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
    as `cursor_param`. `pages` limits both. `url` makes an address from a field: ".../{id}".
    """

    model_config = ConfigDict(extra="forbid")

    items: Path
    fields: Fields
    method: Literal["GET", "POST"] = "GET"
    params: dict[str, str | int] = Field(default_factory=dict)
    headers: dict[str, str] = Field(default_factory=dict)
    url: str | None = None
    page_param: str | None = None
    page_start: int = 1
    cursor: Path | None = None
    cursor_param: str | None = None
    pages: int = Field(1, ge=1, le=100)


def first(place: Place) -> Iterator[Ask]:
    """The first page of the interface."""
    options: Options = place.options
    start = {options.page_param: options.page_start} if options.page_param else {}
    yield _ask(place, {**options.params, **start}, 1)


def read(place: Place, page: Page) -> Iterator[Item | Ask]:
    """The elements of the list as items, then an ask for the next page."""
    options: Options = place.options
    answer = _answer(page)
    elements = jmespath.search(options.items, answer)
    if not isinstance(elements, list):
        raise UnreadablePage(f"接口返回中没有列表“{options.items}”：字段可能已改")
    for element in elements:
        if isinstance(element, dict):
            yield _item(element, options, page)
    if elements and page.ask.depth < options.pages:
        yield from _next_page(place, answer, page.ask.depth + 1)


def _answer(page: Page) -> Any:
    text, _ = decode(page.body, page.content_type)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadablePage("接口返回的不是 JSON") from error


def _item(element: dict[str, Any], options: Options, page: Page) -> Item:
    found = {
        name: jmespath.search(path, element)
        for name, path in options.fields.model_dump().items()
        if path is not None
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


def count(value: Any) -> int | None:
    """A counter as a number: 12, "1,234", "1.2万", "3亿+"; None where it is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return int(value) if 0 <= value < 2**62 else None
    match = _COUNT.search(str(value))
    if match is None:
        return None
    return int(float(match[1].replace(",", "")) * _TIMES[match[2].lower()])


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


def _next_page(place: Place, answer: Any, depth: int) -> Iterator[Ask]:
    options: Options = place.options
    if options.cursor and options.cursor_param:
        cursor = _text(jmespath.search(options.cursor, answer))
        if cursor and cursor != "0":
            yield _ask(place, {**options.params, options.cursor_param: cursor}, depth)
    elif options.page_param:
        page = {options.page_param: options.page_start + depth - 1}
        yield _ask(place, {**options.params, **page}, depth)


def _ask(place: Place, params: dict[str, str | int], depth: int) -> Ask:
    options: Options = place.options
    if options.method == "POST":
        headers = {"Content-Type": "application/json", **options.headers}
        body = json.dumps(params, ensure_ascii=False)
        return Ask(place.address, method="POST", headers=headers, body=body, depth=depth)
    joined = f"{'&' if '?' in place.address else '?'}{urlencode(params)}" if params else ""
    return Ask(place.address + joined, headers=options.headers, depth=depth)
