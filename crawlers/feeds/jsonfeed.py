"""JSON Feed 1.0 and 1.1 (jsonfeed.org) -> items."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from crawlers.feeds.item import FeedItem
from crawlers.feeds.markup import lines_of, squeeze
from crawlers.feeds.moments import moment_of
from crawlers.feeds.values import resolved, text_from

_SUMMARY_OF_TEXT = 300


def json_items(text: str, base: str, now: datetime) -> list[FeedItem] | None:
    """The items; None where `text` is no JSON Feed. A feed cut off in the middle gives what is whole."""
    document = _document(text)
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        return None
    base = base or _word(document, "feed_url") or _word(document, "home_page_url")
    return [_item(item, base, now) for item in items if isinstance(item, dict)]


def _document(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        return None
    except ValueError:
        return {"items": list(_whole_items(text))} if '"items"' in text else None


def _whole_items(text: str) -> Iterator[Any]:
    """The elements of "items" up to the first that is broken."""
    decoder = json.JSONDecoder()
    at = text.find("[", text.find('"items"')) + 1
    while at:
        start = text.find("{", at)
        try:
            item, at = decoder.raw_decode(text, start) if start >= 0 else (None, 0)
        except (ValueError, RecursionError):
            return
        if item is not None:
            yield item


def _item(item: dict[str, Any], base: str, now: datetime) -> FeedItem:
    text = text_from(_word(item, "content_html")) or lines_of(_word(item, "content_text"))
    summary = lines_of(_word(item, "summary"))
    link = _word(item, "url") or _word(item, "external_url")
    link = resolved(base, link) if link else ""
    moments = (moment_of(_word(item, name), now) for name in ("date_published", "date_modified"))
    return FeedItem(
        title=squeeze(text_from(_word(item, "title"))) or None,
        link=link or None,
        published_at=next((moment for moment in moments if moment), None),
        summary=summary or text[:_SUMMARY_OF_TEXT],
        id=_word(item, "id") or link or None,
        author=_author(item),
        text=text if len(text) > len(summary) else summary,
    )


def _author(item: dict[str, Any]) -> str | None:
    """`authors` is a list since 1.1, `author` one of 1.0."""
    authors = item.get("authors")
    one = authors[0] if isinstance(authors, list) and authors else item.get("author")
    return _word(one, "name") or None if isinstance(one, dict) else None


def _word(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return str(value).strip() if isinstance(value, str | int | float) else ""
